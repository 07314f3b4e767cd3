import type { Encoding } from '../core/data/read-settings.ts'
import { canonicalJson, hasher, sha256Text } from '../core/hash.ts'
import { fail, type Issue, issue, ok, type Result } from '../core/result.ts'
import { textOf } from './bytes.ts'
import { dialectOf } from './dialect.ts'
import type { Room } from './room.ts'
import type { CellFault, Cells } from './row-reader.ts'
import { type Fault, rowScanner } from './row-scanner.ts'
import { textAt } from './utf8.ts'

export interface Progress {
  readonly bytes: number
  readonly rows: number
  /** Users are counted before some of them are drawn. */
  readonly isCounting?: boolean
}

export interface ReadOptions {
  /** Called after every piece with the bytes of the file read and the rows so far. */
  readonly onProgress?: (progress: Progress) => void
  readonly signal?: AbortSignal
  /** Awaited between pieces, so that a stop gets in. */
  readonly breathe?: () => Promise<void>
  /** Null or absent: recognised. */
  readonly encoding?: Encoding | null
  /** Of a file without header, whose form is known. */
  readonly format?: TextFormat
  /** What this file may take, where it is one of several. */
  readonly room?: Room
  /** False where nobody asks for the `id`. */
  readonly isHashed?: boolean
}

/** Cells between delimiters, without quotes and without a header. */
export interface TextFormat {
  /** One character, or the same twice. */
  readonly delimiter: string
  readonly columns: readonly string[]
  readonly encoding: Encoding
}

/** Takes the rows of a text. */
export interface TextRows {
  row(cells: Cells, line: number): void
  /** A row that is left out. */
  fault(fault: Fault): void
  /** Rows taken so far. */
  rowCount(): number
  /** True to read no further; `bytes` are those of the file so far. */
  isFull?(so: { readonly bytes: number; readonly unpacked: number }): boolean
}
export interface Scanned<R> {
  readonly rows: R
  readonly encoding: Encoding
  /** SHA-256 of the unpacked bytes, and of what overruled the recognising of them. */
  readonly id: string
  /** Unpacked. */
  readonly bytes: number
  /** Read to the end. */
  readonly isWhole: boolean
}

/**
 * Reads a delimited text as a stream. `open` makes what takes the rows, once the columns are known. Null when stopped by the
 * signal; what makes the whole file unreadable is an error.
 */
export async function scanText<R extends TextRows>(
  stream: ReadableStream<Uint8Array>,
  options: ReadOptions,
  open: (names: readonly string[]) => R,
): Promise<Result<Scanned<R>> | null> {
  const hash = hasher()
  let raw = 0
  let unpacked = 0
  let counted = 0
  let isWhole = true
  const format = options.format ?? null
  const text = await textOf(stream, options.encoding ?? format?.encoding ?? null, {
    onRaw: (count) => {
      raw += count
    },
    onUnpacked: (piece) => {
      unpacked += piece.length
      if (options.isHashed !== false) hash.update(piece)
    },
  })
  if (!text.ok) return text
  const { encoding, isOverruled, head, pieces } = text.value
  const dialect = {
    ...dialectOf(textAt(head, 0, head.length), format?.delimiter ?? null),
    isDecoded: encoding !== 'utf-8',
  }
  const table = headed(format?.columns ?? null, open)
  const scanner = rowScanner(dialect, format?.columns.length ?? null, table)
  for await (const piece of pieces) {
    if (options.signal?.aborted === true) return null
    if (!piece.ok) return piece
    const full = options.room?.take(unpacked - counted) ?? null
    if (full !== null) return fail([full])
    counted = unpacked
    scanner.push(piece.value)
    const problem = table.problem()
    if (problem !== null) return fail([problem])
    const rows = table.rows()
    isWhole = rows?.isFull?.({ bytes: raw, unpacked }) !== true
    if (!isWhole) break
    options.onProgress?.({ bytes: raw, rows: rows?.rowCount() ?? 0 })
    await options.breathe?.()
  }
  if (options.signal?.aborted === true) return null
  if (isWhole) scanner.finish()
  const rows = table.rows()
  const problem = table.problem()
  if (problem !== null || rows === null) return fail([problem ?? issue('line 1', 'csv.empty')])
  const overruled = { ...(isOverruled ? { encoding } : {}), ...(format === null ? {} : { format }) }
  const id = hash.hex()
  return ok({
    rows,
    encoding,
    id: Object.keys(overruled).length === 0 ? id : sha256Text(canonicalJson({ bytes: id, ...overruled })),
    bytes: unpacked,
    isWhole,
  })
}

/** What takes the rows, once a header names the columns. */
function headed<R extends TextRows>(names: readonly string[] | null, open: (names: readonly string[]) => R) {
  let problem: Issue | null = null
  let rows: R | null = names === null ? null : open(names)
  return {
    problem: () => problem,
    rows: () => rows,
    header(cells: Cells, line: number, fault: CellFault | null): number {
      const header = Array.from({ length: cells.count }, (_, i) =>
        textAt(cells.bytes, cells.starts[i] as number, cells.ends[i] as number).trim(),
      )
      problem ??= fault === null ? headerProblem(header, line) : faultyHeader(line, fault)
      if (problem !== null) return 0
      rows = open(header)
      return header.length
    },
    row(cells: Cells, line: number): void {
      rows?.row(cells, line)
    },
    fault(fault: Fault): void {
      if (rows === null) problem ??= faultyHeader(fault.line, fault)
      else rows.fault(fault)
    },
  }
}

const faultyHeader = (line: number, { rule }: CellFault): Issue =>
  issue(`line ${line}`, 'csv.badHeader', { line, rule })

function headerProblem(names: readonly string[], line: number): Issue | null {
  const empty = names.indexOf('')
  if (empty >= 0) return issue(`line ${line}`, 'csv.unnamedColumn', { line, position: empty + 1 })
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  return twice === undefined ? null : issue(`line ${line}`, 'csv.duplicateHeader', { line, column: twice })
}
