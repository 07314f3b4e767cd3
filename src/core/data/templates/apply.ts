import { type Issue, warning } from '../../result.ts'
import type { Column, ColumnSummary, Dataset } from '../dataset.ts'
import { suggestSplit } from '../guess.ts'
import type { Derived, Feature, Schema, SplitRule, Task } from '../schema.ts'
import { categoriesOf } from '../values.ts'
import type { Template, TemplateId } from './template.ts'

/** What was recognised of a dataset, and what of the template does not hold in its rows. */
export interface TemplateMatch {
  readonly id: TemplateId
  readonly split: SplitRule
  readonly notes: readonly Issue[]
}

export interface Applied {
  readonly schema: Schema
  readonly match: TemplateMatch
}

type Rows = Pick<Dataset, 'columns' | 'rowCount'>

/** A template's reading of a dataset: what it names and the dataset has, and that can be learnt from these rows. */
export function applied(template: Template, dataset: Rows, summaries: readonly ColumnSummary[]): Applied {
  const summaryOf = (name: string): ColumnSummary | undefined => summaries.find((one) => one.name === name)
  const varies = (name: string): boolean => (summaryOf(name)?.distinct ?? 0) >= 2
  const named = (name: string | null): string | null => (name !== null && varies(name) ? name : null)
  const { tasks, notes } = tasksOf(template, dataset, summaryOf)
  const derived = template.derived.filter(({ left, right }) => varies(left) && varies(right))
  const filters = filtersOf(template, dataset)
  const request = named(template.request)
  const schema: Schema = {
    user: named(template.user),
    item: named(template.item),
    time: named(template.time),
    scene: named(template.scene),
    tasks,
    features: featuresOf(template, derived, varies),
    filters,
    ...(derived.length === 0 ? {} : { derived }),
    ...(request === null ? {} : { request }),
  }
  const lost = template.filters.filter((filter) => !filters.some(({ column }) => column === filter.column))
  const left = lost.map(({ column }) => warning(column, 'template.filterLeft', { column }))
  return {
    schema,
    match: { id: template.id, split: splitOf(template, schema, summaryOf), notes: [...notes, ...left] },
  }
}

function featuresOf(
  template: Template,
  derived: readonly Derived[],
  varies: (name: string) => boolean,
): readonly Feature[] {
  const made = new Set(derived.map(({ name }) => name))
  return template.features.filter(({ column }) => made.has(column) || varies(column))
}

/** Filters in the values that are there; none where no value is. */
function filtersOf(template: Template, dataset: Rows): Schema['filters'] {
  return template.filters.flatMap(({ column: name, values }) => {
    const column = dataset.columns.get(name)
    if (column === undefined) return []
    const present = new Set(categoriesOf(column).levels)
    const kept = values.filter((value) => present.has(value))
    return kept.length === 0 ? [] : [{ column: name, values: kept }]
  })
}

/** Tasks of both classes; a chain is left where a row breaks it. */
function tasksOf(
  template: Template,
  dataset: Rows,
  summaryOf: (name: string) => ColumnSummary | undefined,
): { readonly tasks: readonly Task[]; readonly notes: readonly Issue[] } {
  const notes: Issue[] = []
  const possible = template.tasks.filter((task) => {
    const summary = summaryOf(task.column)
    if (summary === undefined) return false
    if (hasBothClasses(task, summary)) return true
    notes.push(warning(task.column, 'template.taskLeft', { task: task.id, column: task.column }))
    return false
  })
  const tasks = possible.map((task) => {
    const required = possible.find(({ id }) => id === task.requires)
    if (required === undefined) return { ...task, requires: null }
    const broken = brokenRows(dataset, task, required)
    if (broken === 0) return task
    const params = { task: task.id, required: required.id, count: broken }
    notes.push(warning(task.column, 'template.chainLeft', params))
    return { ...task, requires: null }
  })
  return { tasks, notes }
}

function hasBothClasses({ above }: Task, { kind, min, max, distinct }: ColumnSummary): boolean {
  if (kind !== 'numeric' || min === null || max === null) return false
  return above === null ? distinct === 2 && min === 0 && max === 1 : min <= above && max > above
}

/** Rows of the later task that the required one does not hold. */
function brokenRows(dataset: Rows, task: Task, required: Task): number {
  const [later, first] = [task.column, required.column].map((name) => dataset.columns.get(name))
  if (later?.kind !== 'numeric' || first?.kind !== 'numeric') return 0
  let broken = 0
  for (let row = 0; row < dataset.rowCount; row++) {
    if (isOne(later, task, row) && isZero(first, required, row)) broken++
  }
  return broken
}

type Numbers = Extract<Column, { readonly kind: 'numeric' }>
const isOne = ({ values }: Numbers, { above }: Task, row: number): boolean =>
  (values[row] as number) > (above ?? 0)
const isZero = ({ values }: Numbers, { above }: Task, row: number): boolean =>
  (values[row] as number) <= (above ?? 0)

/** The template's split where its column is there and varies, else the one that the roles suggest. */
function splitOf(
  { split }: Template,
  schema: Schema,
  summaryOf: (name: string) => ColumnSummary | undefined,
): SplitRule {
  if (split.kind === 'user' || split.kind === 'random') return split
  const summary = summaryOf(split.column)
  return summary?.kind === 'numeric' && summary.distinct > 1 ? split : suggestSplit(schema)
}
