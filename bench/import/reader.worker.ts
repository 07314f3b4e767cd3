// Reads a file by our import, or by udsv with typing and encoding beside it, and says how long it took.
import { type BaseParse, inferSchema, initParser, type Parser } from 'udsv'
import type { Column } from '../../src/core/data/dataset.ts'
import { readTable } from '../../src/ingest/read-table.ts'

export type Reader = 'ours' | 'udsv' | 'udsv, rows alone'
export interface Reading {
  readonly milliseconds: number
  readonly rows: number
  /** Of the columns that came out. */
  readonly bytes: number
}

const MISSING = new Set(['', 'NA', 'N/A', 'NaN', 'nan', 'null', 'NULL', 'None'])

async function ours(file: File): Promise<Omit<Reading, 'milliseconds'>> {
  const read = await readTable(file, file.name, { amount: { kind: 'all' } })
  if (read === null || !read.ok) throw new Error(JSON.stringify(read))
  const { dataset } = read.value
  return { rows: dataset.rowCount, bytes: bytesOf([...dataset.columns.values()]) }
}

const bytesOf = (columns: readonly Column[]): number =>
  columns.reduce(
    (sum, column) =>
      sum +
      (column.kind === 'numeric'
        ? column.values.byteLength
        : column.codes.byteLength + column.levels.reduce((all, level) => all + 16 + 2 * level.length, 0)),
    0,
  )

/** Numbers as 64-bit floats and texts as codes, by the kinds that udsv finds in the first rows. */
async function udsv(file: File, isTyped: boolean): Promise<Omit<Reading, 'milliseconds'>> {
  let parser: Parser | null = null
  let sinks: ((cell: string, row: number) => void)[] = []
  let columns: (() => Column)[] = []
  let rows = 0
  const take = (cells: string[]): void => {
    if (isTyped) for (let c = 0; c < sinks.length; c++) sinks[c]?.(cells[c] as string, rows)
    rows++
  }
  for await (const text of textsOf(file)) {
    if (parser === null) {
      parser = initParser(inferSchema(text, {}, 100))
      const made = parser.schema.cols.map(({ name, type }) => (type === 'n' ? numbers(name) : texts(name)))
      sinks = made.map(({ add }) => add)
      columns = made.map(({ build }) => build)
    }
    parser.chunk(text, parser.stringArrs as BaseParse<string[]>, take)
  }
  parser?.end()
  return { rows, bytes: isTyped ? bytesOf(columns.map((build) => build())) : 0 }

  function numbers(name: string) {
    let values = new Float64Array(4096)
    return {
      add(cell: string, row: number): void {
        if (row === values.length) {
          const wider = new Float64Array(2 * row)
          wider.set(values)
          values = wider
        }
        values[row] = cell === '' ? Number.NaN : Number(cell)
      },
      build: (): Column => ({ kind: 'numeric', name, values: values.slice(0, rows) }),
    }
  }

  function texts(name: string) {
    let codes = new Int32Array(4096)
    const known = new Map<string, number>()
    const levels: string[] = []
    return {
      add(cell: string, row: number): void {
        if (row === codes.length) {
          const wider = new Int32Array(2 * row)
          wider.set(codes)
          codes = wider
        }
        let code = known.get(cell)
        if (code === undefined) {
          code = MISSING.has(cell) ? -1 : levels.push(cell) - 1
          known.set(cell, code)
        }
        codes[row] = code
      },
      build: (): Column => ({ kind: 'categorical', name, codes: codes.slice(0, rows), levels }),
    }
  }
}

async function* textsOf(file: File): AsyncGenerator<string> {
  const reader = (file.stream() as ReadableStream<Uint8Array<ArrayBuffer>>)
    .pipeThrough(new TextDecoderStream())
    .getReader()
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) yield piece.value
}

self.onmessage = async ({ data: { file, reader } }: MessageEvent<{ file: File; reader: Reader }>) => {
  const begun = performance.now()
  const read = reader === 'ours' ? await ours(file) : await udsv(file, reader === 'udsv')
  self.postMessage({ ...read, milliseconds: performance.now() - begun } satisfies Reading)
}
