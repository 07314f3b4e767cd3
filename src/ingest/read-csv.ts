import type { Dataset } from '../core/data/dataset.ts'
import { hasher } from '../core/hash.ts'
import { fail, type Issue, issue, ok, type Result, warning } from '../core/result.ts'
import { textOf } from './bytes.ts'
import { type ColumnBuilder, columnBuilder } from './column-builder.ts'
import { type Row, rowsOf } from './rows.ts'

export interface ReadOptions {
  /** Called after every piece with the bytes of the file read and the rows so far. */
  readonly onProgress?: (progress: { readonly bytes: number; readonly rows: number }) => void
  readonly signal?: AbortSignal
  /** Awaited between pieces, so that a stop gets in. */
  readonly breathe?: () => Promise<void>
  /** Of a file without header, whose form is known. */
  readonly format?: TextFormat
}
/** Cells between delimiters, without quotes and without a header. */
export interface TextFormat {
  readonly delimiter: string
  readonly columns: readonly string[]
  readonly encoding: 'utf-8' | 'windows-1252'
}
export interface ReadCsv {
  readonly dataset: Dataset
  /** The first of the rows left out, and other reservations. */
  readonly issues: readonly Issue[]
  readonly issueCount: number
}

const LISTED = 100

/**
 * Reads a CSV (comma, semicolon, tab or bar; gzip or plain; UTF-8) as a stream into typed columns. Null when stopped by
 * the signal. What makes the whole file unreadable is an error; a ragged row is left out with a warning.
 */
export async function readCsv(
  stream: ReadableStream<Uint8Array>,
  name: string,
  options: ReadOptions = {},
): Promise<Result<ReadCsv> | null> {
  const hash = hasher()
  const table = tableBuilder(options.format?.columns ?? null)
  let bytes = 0
  const watch = {
    onRaw: (count: number) => {
      bytes += count
    },
    onUnpacked: (piece: Uint8Array) => hash.update(piece),
  }
  const text = textOf(stream, watch, options.format?.encoding)
  for await (const step of rowsOf(text, options.format?.delimiter)) {
    if (options.signal?.aborted === true) return null
    if (!step.ok) return fail(step.error)
    const problem = table.add(step.value)
    if (problem !== null) return fail([problem])
    options.onProgress?.({ bytes, rows: table.rowCount() })
    await options.breathe?.()
  }
  if (options.signal?.aborted === true) return null
  return table.finish(hash.hex(), name)
}

/** Gathers rows into columns; the first row is the header where none is given. */
function tableBuilder(given: readonly string[] | null) {
  let header: readonly string[] | null = given
  let columns: readonly ColumnBuilder[] = (given ?? []).map(columnBuilder)
  let lines = new Uint32Array(4096)
  let rowCount = 0
  let issueCount = 0
  const issues: Issue[] = []

  function addRow({ cells, line }: Row): void {
    const width = columns.length
    if (cells.length !== width) {
      issueCount++
      if (issues.length < LISTED) {
        issues.push(warning(`line ${line}`, 'csv.ragged', { line, cells: cells.length, expected: width }))
      }
      return
    }
    for (let c = 0; c < width; c++) columns[c]?.add(cells[c] as string)
    if (rowCount === lines.length) {
      const longer = new Uint32Array(rowCount * 2)
      longer.set(lines)
      lines = longer
    }
    lines[rowCount++] = line
  }

  return {
    rowCount: () => rowCount,
    /** An issue when the header cannot be used. */
    add(rows: readonly Row[]): Issue | null {
      for (const row of rows) {
        if (header === null) {
          const names = row.cells.map((cell) => cell.trim())
          const problem = headerProblem(names, row.line)
          if (problem !== null) return problem
          header = names
          columns = names.map(columnBuilder)
        } else {
          addRow(row)
        }
      }
      return null
    },
    finish(id: string, name: string): Result<ReadCsv> {
      if (header === null) return fail([issue('line 1', 'csv.empty')])
      if (rowCount === 0) {
        return fail(
          issues.length > 0
            ? issues.map((i) => ({ ...i, severity: 'error' as const }))
            : [issue('line 2', 'csv.headerOnly')],
        )
      }
      const built = columns.map((column) => column.build())
      return ok({
        dataset: {
          id,
          name,
          rowCount,
          columns: new Map(built.map((column) => [column.name, column])),
          lines: lines.slice(0, rowCount),
          truth: null,
        },
        issues,
        issueCount,
      })
    },
  }
}

function headerProblem(names: readonly string[], line: number): Issue | null {
  const empty = names.indexOf('')
  if (empty >= 0) return issue(`line ${line}`, 'csv.unnamedColumn', { line, position: empty + 1 })
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  return twice === undefined ? null : issue(`line ${line}`, 'csv.duplicateHeader', { line, column: twice })
}
