import { csvField, csvLines } from '../csv.ts'

/** What can be wrong with a row of a file. */
export const ROW_RULES = [
  'cells',
  'open-quote',
  'text-after-quote',
  'encoding',
  'nul',
  'cell-size',
  'not-a-number',
  'empty-id',
] as const
export type RowRule = (typeof ROW_RULES)[number]

/** Rules by which a row is left out; under the others it is kept, and the cell is read as missing. */
export const LEAVING_RULES: ReadonlySet<RowRule> = new Set([
  'cells',
  'open-quote',
  'text-after-quote',
  'encoding',
  'nul',
  'cell-size',
])

/** What would mend the row, by rule. */
export const ROW_FIXES = {
  cells: 'match-header',
  'open-quote': 'close-quote',
  'text-after-quote': 'double-quote',
  encoding: 'save-as-utf-8',
  nul: 'remove-nul',
  'cell-size': 'shorten-cell',
  'not-a-number': 'write-number',
  'empty-id': 'name-id',
} as const satisfies Record<RowRule, string>

/** One fault of one row. */
export interface RowIssue {
  /** Of a dataset made of several files: which of them. */
  readonly file?: string
  readonly rule: RowRule
  /** Line of the file on which the row begins; the header is line 1. Of Parquet: the row's number plus one. */
  readonly line: number
  /** Null where it is the row as a whole. */
  readonly column: string | null
  /** The cell, or the row as it stands in the file; cut after `LONGEST_VALUE` characters. */
  readonly value: string
  /** Of a row of the wrong width: its cells, and those of the header. */
  readonly cells?: number
  readonly expected?: number
}

/** What was found in a file's rows: the first faults, and how many there are of each rule. */
export interface RowReport {
  readonly listed: readonly RowIssue[]
  readonly counts: Readonly<Partial<Record<RowRule, number>>>
}

/** Faults that are listed; beyond, they are only counted. */
export const LISTED_ROWS = 10_000
export const LONGEST_VALUE = 200

/** The faults of several files. */
export function joinedReport(
  files: readonly { readonly file: string; readonly rows: RowReport }[],
): RowReport {
  const counts: Partial<Record<RowRule, number>> = {}
  for (const { rows } of files) {
    for (const rule of ROW_RULES) {
      const count = (counts[rule] ?? 0) + (rows.counts[rule] ?? 0)
      if (count > 0) counts[rule] = count
    }
  }
  const listed = files.flatMap(({ file, rows }) => rows.listed.map((issue) => ({ file, ...issue })))
  return { listed: listed.slice(0, LISTED_ROWS), counts }
}

/** All faults of a report, listed or not. */
export const rowIssueCount = (report: RowReport): number =>
  Object.values(report.counts).reduce((sum, count) => sum + count, 0)

/**
 * The faults as a CSV of row, column, value, rule and fix. `fixText` says in words what to do; without it the fix is
 * named by its code.
 */
export function rowIssuesCsv(
  issues: readonly RowIssue[],
  fixText: (rule: RowRule) => string = (rule) => ROW_FIXES[rule],
): string {
  const lines = issues.map(({ file, line, column, value, rule }) =>
    [file === undefined ? String(line) : `${file}:${line}`, column ?? '', value, rule, fixText(rule)].map(
      csvField,
    ),
  )
  return csvLines([['row', 'column', 'value', 'rule', 'fix'], ...lines])
}
