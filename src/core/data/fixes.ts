import { type Issue, issue } from '../result.ts'
import { brokenChain, withRequired } from './chains.ts'
import type { Dataset } from './dataset.ts'
import { duplicateRows } from './passport/duplicates.ts'
import type { RuleId } from './passport/rules.ts'
import type { DropRule, Feature, Fix, Schema } from './schema.ts'
import { asLevels, categoriesOf } from './values.ts'

/** The schema with one fix more: a column fix takes its effect on the features at once. */
export function withFix(schema: Schema, fix: Fix): Schema {
  return { ...schema, features: featuresUnder(schema.features, fix), fixes: [...(schema.fixes ?? []), fix] }
}

/** The schema without one of its fixes; what the fix took from the features comes back to its place. */
export function withoutFix(schema: Schema, index: number): Schema {
  const { fixes = [], ...rest } = schema
  const left = fixes.filter((_, i) => i !== index)
  const fix = fixes[index]
  return {
    ...rest,
    features: fix === undefined ? schema.features : featuresWithout(schema.features, fix),
    ...(left.length > 0 ? { fixes: left } : {}),
  }
}

/** The schema without those fixes that took a column from the features: a person gives it a role again. */
export function withColumnFreed(schema: Schema, column: string): Schema {
  const { fixes = [], ...rest } = schema
  const left = fixes.filter((fix) => !(isRemoval(fix) && fix.column === column))
  return left.length === fixes.length ? schema : { ...rest, ...(left.length > 0 ? { fixes: left } : {}) }
}

type Removal = Extract<Fix, { readonly kind: 'mark-outcome' | 'ignore-column' }>
const isRemoval = (fix: Fix): fix is Removal => fix.kind === 'mark-outcome' || fix.kind === 'ignore-column'

/** A fix that takes a column from the features, and knows the way back. */
export function removal(schema: Schema, kind: Removal['kind'], column: string): Fix {
  const at = schema.features.findIndex((feature) => feature.column === column)
  const feature = schema.features[at]
  return {
    kind,
    column,
    was: feature === undefined ? null : { at, source: feature.source, roles: feature.roles },
  }
}

function featuresUnder(features: readonly Feature[], fix: Fix): readonly Feature[] {
  if (isRemoval(fix)) return features.filter(({ column }) => column !== fix.column)
  return fix.kind === 'unmark' ? withUnbiased(features, fix.column, false) : features
}

function featuresWithout(features: readonly Feature[], fix: Fix): readonly Feature[] {
  if (fix.kind === 'unmark') return withUnbiased(features, fix.column, true)
  if (!isRemoval(fix) || fix.was === null || features.some(({ column }) => column === fix.column))
    return features
  const { at, source, roles } = fix.was
  return features.toSpliced(Math.min(at, features.length), 0, { column: fix.column, source, roles })
}

function withUnbiased(features: readonly Feature[], column: string, on: boolean): readonly Feature[] {
  return features.map((feature) => {
    if (feature.column !== column) return feature
    const rest = feature.roles.filter((role) => role !== 'unbiased')
    return { ...feature, roles: on ? ['unbiased', ...rest] : rest }
  })
}

/** Whether a person saw a finding and lets it be. A column that is kept though it leaks is kept as an outcome too. */
export const isKept = ({ fixes = [] }: Schema, rule: RuleId, subject: string): boolean =>
  fixes.some(
    (fix) =>
      fix.kind === 'keep' &&
      fix.subject === subject &&
      (fix.rule === rule || (fix.rule === 'leak' && rule === 'outcome')),
  )

/** Fixes that name what is not there, or that the features contradict. */
export function fixIssues(dataset: Dataset, schema: Schema): Issue[] {
  return (schema.fixes ?? []).flatMap((fix, i) => {
    const path = `schema.fixes.${i}`
    switch (fix.kind) {
      case 'keep':
        return []
      case 'set-task':
        return taskIssues(schema, fix.task, path)
      case 'drop-rows':
        if (fix.rule.kind === 'broken-chain') return taskIssues(schema, fix.rule.task, path)
        return fix.rule.kind === 'scene' && schema.scene === null ? [issue(path, 'data.fixNeedsScene')] : []
      case 'mark-outcome':
      case 'ignore-column':
        return schema.features.some(({ column }) => column === fix.column)
          ? [issue(path, 'data.fixedFeature', { column: fix.column })]
          : []
      case 'unmark':
      case 'as-levels':
        return dataset.columns.has(fix.column) ? [] : [issue(path, 'data.noColumn', { column: fix.column })]
      default:
        return fix satisfies never
    }
  })
}

const taskIssues = ({ tasks }: Schema, task: string, path: string): Issue[] =>
  tasks.some(({ id }) => id === task) ? [] : [issue(path, 'data.fixNeedsTask', { task })]

/** The dataset with numbers that are names read as levels. */
export function withLevels(dataset: Dataset, { fixes = [] }: Schema): Dataset {
  const names = fixes.flatMap((fix) => (fix.kind === 'as-levels' ? [fix.column] : []))
  if (names.length === 0) return dataset
  const columns = new Map(dataset.columns)
  for (const name of names) {
    const column = columns.get(name)
    if (column !== undefined) columns.set(name, asLevels(column))
  }
  return { ...dataset, columns }
}

interface LabelledRows {
  readonly rows: Uint32Array
  /** [rows, T]. */
  readonly labels: Float32Array
}

/** Rows and labels after every fix of rows, in the order of the list. */
export function withRowFixes(dataset: Dataset, schema: Schema, read: LabelledRows): LabelledRows {
  return (schema.fixes ?? []).reduce<LabelledRows>(({ rows, labels }, fix) => {
    switch (fix.kind) {
      case 'drop-rows':
        return without({ rows, labels }, dropped(dataset, schema, { rows, labels }, fix.rule))
      case 'set-task': {
        const task = schema.tasks.findIndex(({ id }) => id === fix.task)
        return { rows, labels: withRequired(schema, labels, task) }
      }
      case 'mark-outcome':
      case 'ignore-column':
      case 'unmark':
      case 'as-levels':
      case 'keep':
        return { rows, labels }
      default:
        return fix satisfies never
    }
  }, read)
}

/** Positions of the rows that a rule drops. */
function dropped(
  dataset: Dataset,
  schema: Schema,
  { rows, labels }: LabelledRows,
  rule: DropRule,
): Uint32Array {
  switch (rule.kind) {
    case 'duplicates':
      return duplicateRows(dataset, rows)
    case 'broken-chain':
      return brokenChain(
        schema,
        labels,
        schema.tasks.findIndex(({ id }) => id === rule.task),
      )
    case 'scene': {
      const column = dataset.columns.get(schema.scene ?? '')
      if (column === undefined) return new Uint32Array(0)
      const { codes, levels } = categoriesOf(column)
      const scene = levels.indexOf(rule.scene)
      return Uint32Array.from(rows.keys()).filter((i) => codes[rows[i] as number] === scene && scene >= 0)
    }
    default:
      return rule satisfies never
  }
}

function without({ rows, labels }: LabelledRows, positions: Uint32Array): LabelledRows {
  if (positions.length === 0) return { rows, labels }
  const count = rows.length === 0 ? 0 : labels.length / rows.length
  const gone = new Uint8Array(rows.length)
  for (const position of positions) gone[position] = 1
  return {
    rows: rows.filter((_, i) => gone[i] === 0),
    labels: labels.filter((_, at) => gone[Math.floor(at / count)] === 0),
  }
}
