import type { Issue } from '../result.ts'
import type { Column, ColumnSummary, Dataset, DatasetInfo } from './dataset.ts'
import { type Guess, guessSchema, knownRoles } from './guess.ts'
import type { RowReport } from './row-issues.ts'
import { applied, type TemplateMatch } from './templates/apply.ts'
import { recognise } from './templates/recognise.ts'
import { templateOf } from './templates/templates.ts'

/** What the page may know of a dataset: summaries and guesses, never rows. */
export function describeDataset(
  dataset: Dataset,
  issues: readonly Issue[] = [],
  issueCount = issues.length,
  rows?: RowReport,
): DatasetInfo {
  const columns = [...dataset.columns.values()].map((column) => summarise(column, dataset.rowCount))
  const { schema, guesses, template } = readingOf(dataset, columns)
  return {
    id: dataset.id,
    name: dataset.name,
    rowCount: dataset.rowCount,
    columns,
    suggested: schema,
    guesses,
    issues,
    issueCount,
    hasTruth: dataset.truth !== null,
    ...(dataset.source === undefined ? {} : { source: dataset.source }),
    ...(rows === undefined ? {} : { rows }),
    ...(template === null ? {} : { template }),
    ...(dataset.origin?.join ? { join: dataset.origin.join } : {}),
  }
}

/** The mapping of a published dataset where it is recognised, else what names and values suggest. */
function readingOf(
  dataset: Dataset,
  columns: readonly ColumnSummary[],
): Guess & { readonly template: TemplateMatch | null } {
  const template =
    dataset.origin === undefined
      ? recognise([dataset])
      : dataset.origin.template === null
        ? null
        : templateOf(dataset.origin.template)
  if (template === null) return { ...guessSchema(columns, dataset.rowCount), template: null }
  const { schema, match } = applied(template, dataset, columns)
  return { schema, guesses: knownRoles(columns, schema), template: match }
}

/** Values of a column that are listed as its commonest. */
const LISTED = 20

export function summarise(column: Column, rowCount: number): ColumnSummary {
  const { distinct, missing, top, min, max } = column.kind === 'numeric' ? ofNumbers(column) : ofTexts(column)
  return {
    name: column.name,
    kind: column.kind,
    missing,
    distinct,
    min,
    max,
    top,
    examples: examplesOf(column, rowCount),
  }
}

type Counted = Pick<ColumnSummary, 'distinct' | 'missing' | 'top' | 'min' | 'max'>

/** Equal numbers lie side by side once they are sorted: a million of them need no million of keys. −0 counts as 0. */
function ofNumbers({ values }: Extract<Column, { readonly kind: 'numeric' }>): Counted {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort()
  const top = commonest()
  let distinct = 0
  for (let at = 0; at < sorted.length; ) {
    const value = sorted[at] as number
    const from = at
    while (at < sorted.length && sorted[at] === value) at++
    top.add(value, at - from)
    distinct++
  }
  return {
    distinct,
    missing: values.length - sorted.length,
    top: top.list.map(({ key, rows }) => ({ value: String(key), rows })),
    min: sorted.length === 0 ? null : (sorted[0] as number) + 0,
    max: sorted.length === 0 ? null : (sorted.at(-1) as number) + 0,
  }
}

function ofTexts({ codes, levels }: Extract<Column, { readonly kind: 'categorical' }>): Counted {
  const counts = new Int32Array(levels.length)
  let missing = 0
  for (const code of codes) {
    if (code < 0) missing++
    else counts[code] = (counts[code] as number) + 1
  }
  const top = commonest()
  let distinct = 0
  for (const [code, rows] of counts.entries()) {
    if (rows === 0) continue
    distinct++
    top.add(code, rows)
  }
  return {
    distinct,
    missing,
    top: top.list.map(({ key, rows }) => ({ value: levels[key] as string, rows })),
    min: null,
    max: null,
  }
}

/** The keys with most rows, the first of them first where they have as many. */
function commonest() {
  const list: { readonly key: number; readonly rows: number }[] = []
  return {
    list,
    add(key: number, rows: number): void {
      if (list.length === LISTED && rows <= (list.at(-1)?.rows ?? 0)) return
      let place = list.length
      while (place > 0 && (list[place - 1]?.rows ?? 0) < rows) place--
      list.splice(place, 0, { key, rows })
      if (list.length > LISTED) list.pop()
    },
  }
}

/** Up to three different values, taken from over the whole column. */
function examplesOf(column: Column, rowCount: number): readonly string[] {
  const examples: string[] = []
  const stride = Math.max(1, Math.floor(rowCount / 50))
  for (let row = 0; row < rowCount && examples.length < 3; row += stride) {
    const value = textAt(column, row)
    if (value !== null && !examples.includes(value)) examples.push(value)
  }
  return examples
}

function textAt(column: Column, row: number): string | null {
  if (column.kind === 'categorical') return column.levels[column.codes[row] as number] ?? null
  const value = column.values[row] as number
  return Number.isNaN(value) ? null : String(value)
}
