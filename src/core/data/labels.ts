import { type Issue, issue, warning } from '../result.ts'
import { brokenChain, requiredBy } from './chains.ts'
import type { Column, Dataset } from './dataset.ts'
import { isKept, withRowFixes } from './fixes.ts'
import { lineOf } from './lines.ts'
import type { Schema, Task } from './schema.ts'
import { categoriesOf } from './values.ts'

/** Rows that an experiment reads and their labels; faults as issues. */
export interface Labelled {
  /** Rows of the dataset that pass the filters, have every label and were not dropped by a fix. */
  readonly rows: Uint32Array
  /** [rows, T]. */
  readonly labels: Float32Array
  readonly issues: readonly Issue[]
}

/** Applies filters and reads labels. An issue of severity error means that the result must not be used. */
export function readLabels(dataset: Dataset, schema: Schema): Labelled {
  const issues: Issue[] = [...taskIssues(schema)]
  const columns = schema.tasks.map((task) => numericColumn(dataset, task, issues))
  const kept = filtered(dataset, schema, issues)
  if (issues.length > 0) return { rows: kept, labels: new Float32Array(0), issues }
  if (kept.length === 0)
    return { rows: kept, labels: new Float32Array(0), issues: [issue('schema.filters', 'data.noRows')] }

  const rows = withEveryLabel(kept, columns)
  if (rows.length < kept.length)
    issues.push(missingLabels(dataset, schema, columns, kept, kept.length - rows.length, rows.length === 0))
  const count = schema.tasks.length
  const labels = new Float32Array(rows.length * count)
  for (const [t, task] of schema.tasks.entries()) {
    const values = columns[t] as Float64Array
    const fault = fillLabels(dataset, task, values, rows, labels, t, count)
    if (fault !== null) issues.push(fault)
  }
  if (issues.some(({ severity }) => severity === 'error')) return { rows, labels, issues }
  const fixed = withRowFixes(dataset, schema, { rows, labels })
  if (fixed.rows.length === 0) issues.push(issue('schema.fixes', 'data.noRowsLeft'))
  return { ...fixed, issues: [...issues, ...brokenChains(dataset, schema, fixed.rows, fixed.labels)] }
}

function taskIssues(schema: Schema): Issue[] {
  if (schema.tasks.length === 0) return [issue('schema.tasks', 'data.noTask')]
  const ids = schema.tasks.map(({ id }) => id)
  return schema.tasks.flatMap((task, t) => {
    const path = `schema.tasks.${task.id}`
    if (ids.indexOf(task.id) !== t) return [issue(path, 'data.duplicateTask', { task: task.id })]
    if (task.requires === null) return []
    if (!ids.includes(task.requires)) {
      return [issue(path, 'data.unknownRequires', { task: task.id, required: task.requires })]
    }
    return isCyclic(schema, task)
      ? [issue(path, 'data.cyclicRequires', { task: task.id, required: task.requires })]
      : []
  })
}

function isCyclic(schema: Schema, task: Task): boolean {
  let next: string | null = task.requires
  for (let steps = 0; next !== null && steps <= schema.tasks.length; steps++) {
    if (next === task.id) return true
    const id: string = next
    next = schema.tasks.find((other) => other.id === id)?.requires ?? null
  }
  return false
}

function numericColumn(dataset: Dataset, task: Task, issues: Issue[]): Float64Array | null {
  const column: Column | undefined = dataset.columns.get(task.column)
  const path = `schema.tasks.${task.id}`
  if (column === undefined) issues.push(issue(path, 'data.noColumn', { column: task.column }))
  else if (column.kind !== 'numeric') {
    issues.push(issue(path, 'data.labelNotNumeric', { task: task.id, column: task.column }))
  } else return column.values
  return null
}

function filtered(dataset: Dataset, schema: Schema, issues: Issue[]): Uint32Array {
  const keep = new Uint8Array(dataset.rowCount).fill(1)
  for (const filter of schema.filters) {
    const column = dataset.columns.get(filter.column)
    if (column === undefined) {
      issues.push(issue('schema.filters', 'data.noColumn', { column: filter.column }))
      continue
    }
    const { codes, levels } = categoriesOf(column)
    const wanted = levels.map((level) => filter.values.includes(level))
    for (let row = 0; row < keep.length; row++) if (wanted[codes[row] as number] !== true) keep[row] = 0
  }
  const rows = new Uint32Array(keep.length)
  let count = 0
  for (let row = 0; row < keep.length; row++) if (keep[row] === 1) rows[count++] = row
  return rows.slice(0, count)
}

function withEveryLabel(kept: Uint32Array, columns: readonly (Float64Array | null)[]): Uint32Array {
  const isWhole = new Uint8Array(kept.length).fill(1)
  for (const values of columns) {
    for (let i = 0; i < kept.length; i++) if (Number.isNaN(values?.[kept[i] as number])) isWhole[i] = 0
  }
  return isWhole.includes(0) ? kept.filter((_, i) => isWhole[i] === 1) : kept
}

function missingLabels(
  dataset: Dataset,
  schema: Schema,
  columns: readonly (Float64Array | null)[],
  kept: Uint32Array,
  count: number,
  isAll: boolean,
): Issue {
  const first = kept.find((row) => columns.some((values) => Number.isNaN(values?.[row]))) as number
  const t = columns.findIndex((values) => Number.isNaN(values?.[first]))
  const column = schema.tasks[t]?.column as string
  if (isAll) return issue('schema.tasks', 'data.labelMissingAll', { column })
  const line = lineOf(dataset, first)
  return warning(`line ${line}`, 'data.labelMissing', { count, column, line })
}

function fillLabels(
  dataset: Dataset,
  task: Task,
  values: Float64Array,
  rows: Uint32Array,
  labels: Float32Array,
  t: number,
  count: number,
): Issue | null {
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number
    const value = values[row] as number
    if (task.above === null && value !== 0 && value !== 1) {
      const line = lineOf(dataset, row)
      return issue(`line ${line}`, 'data.labelNotBinary', { task: task.id, column: task.column, line, value })
    }
    labels[i * count + t] = task.above === null ? value : value > task.above ? 1 : 0
  }
  return null
}

/** A later task that is 1 where the required one is 0 contradicts the chain, unless a person lets it be. */
function brokenChains(dataset: Dataset, schema: Schema, rows: Uint32Array, labels: Float32Array): Issue[] {
  return schema.tasks.flatMap((task, t) => {
    const broken = isKept(schema, 'broken-chain', task.id) ? [] : brokenChain(schema, labels, t)
    if (broken.length === 0) return []
    const line = lineOf(dataset, rows[broken[0] as number] as number)
    const required = schema.tasks[requiredBy(schema, t)]?.id as string
    return [
      issue(`line ${line}`, 'data.brokenChain', { task: task.id, required, count: broken.length, line }),
    ]
  })
}
