import type { RowReport, RowRule } from '../core/data/row-issues.ts'
import { type Issue, warning } from '../core/result.ts'

/** Faults that are shown as a list; the others are in the report. */
const SHOWN = 100
const CODES: Readonly<Record<RowRule, string>> = {
  cells: 'csv.ragged',
  'open-quote': 'csv.openQuote',
  'text-after-quote': 'csv.textAfterQuote',
  encoding: 'csv.undecodable',
  nul: 'csv.nul',
  'cell-size': 'csv.cellSize',
  'not-a-number': 'csv.notANumber',
  'empty-id': 'csv.emptyId',
}

/** The first faults of rows as issues. */
export const rowWarnings = (report: RowReport): readonly Issue[] =>
  report.listed.slice(0, SHOWN).map(({ rule, line, column, value, cells, expected }) =>
    warning(`line ${line}`, CODES[rule], {
      line,
      ...(column === null ? {} : { column }),
      ...(cells === undefined || expected === undefined
        ? { value: value.slice(0, 60) }
        : { cells, expected }),
    }),
  )
