import type { Dataset, DatasetSource } from '../core/data/dataset.ts'
import { type RowReport, rowIssueCount } from '../core/data/row-issues.ts'
import { fail, type Issue, issue, ok, type Result } from '../core/result.ts'
import type { Cells } from './row-reader.ts'
import type { Fault } from './row-scanner.ts'
import { rowWarnings } from './row-warnings.ts'
import { type ReadOptions, scanText, type TextRows } from './scan-text.ts'
import { type BuiltTable, tableBuilder } from './table-builder.ts'
import { textAt } from './utf8.ts'

export type { ReadOptions, TextFormat } from './scan-text.ts'

export interface ReadCsv {
  readonly dataset: Dataset
  /** The first of the faults of rows, and reservations about whole columns. */
  readonly issues: readonly Issue[]
  /** All of them, listed or not. */
  readonly issueCount: number
  /** What was found in the rows. */
  readonly rows: RowReport
}

/**
 * Reads a CSV (comma, semicolon, tab, bar or `::`; gzip or plain) as a stream into typed columns. Null when stopped by the
 * signal. What makes the whole file unreadable is an error; a row at fault is left out and told of.
 */
export async function readCsv(
  stream: ReadableStream<Uint8Array>,
  name: string,
  options: ReadOptions = {},
): Promise<Result<ReadCsv> | null> {
  const read = await scanText(stream, options, tableRows)
  if (read === null || !read.ok) return read
  const { rows, id, encoding } = read.value
  return datasetFrom(rows.build(), id, name, { format: 'text', encoding, draw: null })
}

/** Gathers the rows of a text into columns; only those for which `isTaken`, where it is given. */
export function tableRows(names: readonly string[], isTaken: ((cells: Cells) => boolean) | null = null) {
  const table = tableBuilder(names)
  const { columns, reporter } = table
  const width = names.length
  return {
    rowCount: table.rowCount,
    build: table.build,
    row(cells: Cells, line: number): void {
      if (isTaken?.(cells) === false) return
      const { bytes, starts, ends, hashes } = cells
      for (let c = 0; c < width; c++) {
        columns[c]?.add(bytes, starts[c] as number, ends[c] as number, hashes[c] as number)
      }
      table.endRow(line)
    },
    fault({ rule, line, cell, cells, bytes }: Fault): void {
      const column = cell === null ? null : (names[cell] ?? null)
      const value = textAt(bytes, 0, bytes.length).replace(/[\r\n]+$/, '')
      reporter.add({ rule, line, column, value, ...(cells === null ? {} : { cells, expected: width }) })
    },
  } satisfies TextRows & { build(): BuiltTable }
}

/** The dataset of a table, unless nothing is left of it. */
export function datasetFrom(
  { columns, rowCount, lines, rows, notes }: BuiltTable,
  id: string,
  name: string,
  source: DatasetSource,
): Result<ReadCsv> {
  const warnings = rowWarnings(rows)
  if (rowCount === 0) {
    return fail(
      warnings.length > 0
        ? warnings.map((one) => ({ ...one, severity: 'error' as const }))
        : [issue('line 2', 'csv.headerOnly')],
    )
  }
  return ok({
    dataset: { id, name, rowCount, columns, lines, truth: null, source },
    issues: [...notes, ...warnings],
    issueCount: notes.length + rowIssueCount(rows),
    rows,
  })
}
