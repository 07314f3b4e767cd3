import type { Issue } from '../result.ts'
import type { Column, ColumnSummary, Dataset, DatasetInfo } from './dataset.ts'
import { type Guess, guessSchema, knownRoles } from './guess.ts'
import type { RowReport } from './row-issues.ts'
import { applied, type TemplateMatch } from './templates/apply.ts'
import { recognise } from './templates/recognise.ts'
import { templateOf } from './templates/templates.ts'
import { categoriesOf } from './values.ts'

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

export function summarise(column: Column, rowCount: number): ColumnSummary {
  const { codes, levels } = categoriesOf(column)
  const counts = new Int32Array(levels.length)
  let missing = 0
  for (let row = 0; row < rowCount; row++) {
    const code = codes[row] as number
    if (code < 0) missing++
    else counts[code] = (counts[code] as number) + 1
  }
  const byCount = Array.from(counts.keys()).sort((a, b) => (counts[b] as number) - (counts[a] as number))
  const used = byCount.filter((code) => (counts[code] as number) > 0)
  const isNumeric = column.kind === 'numeric' && levels.length > 0
  return {
    name: column.name,
    kind: column.kind,
    missing,
    distinct: used.length,
    min: isNumeric ? Number(levels[0]) : null,
    max: isNumeric ? Number(levels.at(-1)) : null,
    top: used.slice(0, 20).map((code) => ({ value: levels[code] as string, rows: counts[code] as number })),
    examples: examplesOf(codes, levels),
  }
}

/** Up to three different values, taken from over the whole column. */
function examplesOf(codes: Int32Array, levels: readonly string[]): readonly string[] {
  const examples: string[] = []
  const stride = Math.max(1, Math.floor(codes.length / 50))
  for (let row = 0; row < codes.length && examples.length < 3; row += stride) {
    const value = levels[codes[row] as number]
    if (value !== undefined && !examples.includes(value)) examples.push(value)
  }
  return examples
}
