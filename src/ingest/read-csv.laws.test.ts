import fc from 'fast-check'
import Papa from 'papaparse'
import { describe, expect, it } from 'vitest'
import type { Column } from '../core/data/dataset.ts'
import { readCsv } from './read-csv.ts'

/** Text as a stream of UTF-8, in pieces of the given size. */
function streamOf(text: string, piece: number): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(text)
  let at = 0
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) controller.close()
      else controller.enqueue(bytes.slice(at, at + piece))
      at += piece
    },
  })
}

const MISSING = ['', 'NA', 'N/A', 'NaN', 'nan', 'null', 'NULL', 'None']

/** What a column of these cells is by definition: numbers if all are, else codes in the order in which texts come. */
function columnOf(name: string, cells: readonly string[]): Column {
  const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/
  const isGap = (cell: string) => MISSING.includes(cell.trim())
  const isNumber = (cell: string) => {
    const value = Number(cell)
    return (
      NUMBER.test(cell.trim()) &&
      Number.isFinite(value) &&
      (!Number.isInteger(value) || Number.isSafeInteger(value))
    )
  }
  const there = cells.filter((cell) => !isGap(cell))
  if (there.length > 0 && there.every(isNumber)) {
    return {
      kind: 'numeric',
      name,
      values: Float64Array.from(cells, (cell) => (isGap(cell) ? Number.NaN : Number(cell))),
    }
  }
  const levels = [...new Set(there)]
  return { kind: 'categorical', name, codes: Int32Array.from(cells, (cell) => levels.indexOf(cell)), levels }
}

/** A cell as it stands in a file, with or without quotes. */
const written = fc.oneof(
  fc.constantFrom(
    '',
    'NA',
    ' ',
    '0',
    '-0',
    '1',
    '1.50',
    '007',
    '1e3',
    '12345678901234567890',
    '0.1234567890123456',
    '3.',
    '+1',
    '"x"  ',
    '"a""b"',
    '""',
    '"1\n2"',
    '1"2',
    ' "x"',
    '周杰伦',
    '"a,b"',
  ),
  fc.double({ noNaN: true }).map(String),
  fc.integer().map(String),
  fc.string({ unit: 'grapheme', maxLength: 5 }).filter((text) => !/[\r\n",\0]/.test(text)),
)

describe('the rows of a text', () => {
  it('are those of papaparse, however the bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 2, max: 4 }).chain((width) =>
          fc.array(fc.array(written, { minLength: width, maxLength: width }), {
            minLength: 1,
            maxLength: 12,
          }),
        ),
        fc.constantFrom('\n', '\r\n'),
        fc.boolean(),
        fc.integer({ min: 1, max: 40 }),
        async (rows, newline, isEnded, piece) => {
          const names = rows[0]?.map((_, c) => `c${c}`) ?? []
          const text = [names, ...rows].map((row) => row.join(',')).join(newline) + (isEnded ? newline : '')
          const papa = new Papa.Parser({ delimiter: ',', newline, quoteChar: '"' }).parse(text, 0, false)
          expect(papa.errors).toEqual([])
          const read = await readCsv(streamOf(text, piece), 'law')
          if (read === null || !read.ok) throw new Error(JSON.stringify(read))
          const cells = papa.data.slice(1, rows.length + 1)
          expect(read.value.rows.listed).toEqual([])
          expect([...read.value.dataset.columns.values()]).toEqual(
            names.map((name, c) =>
              columnOf(
                name,
                cells.map((row) => row[c] ?? 'none'),
              ),
            ),
          )
        },
      ),
      { seed: 25, numRuns: 400 },
    )
  })

  it('are those of whole columns of one kind', async () => {
    const kinds = [
      fc.integer().map(String),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
      fc
        .tuple(fc.integer({ min: -99999, max: 99999 }), fc.integer({ min: 0, max: 9 }))
        .map(([n, d]) => (n / 100).toFixed(d)),
      fc.constantFrom('1', '2', '3', 'NA'),
      fc.constantFrom('a', 'b', '', '1'),
    ]
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...kinds).chain((kind) => fc.array(kind, { minLength: 1, maxLength: 300 })),
        fc.option(fc.constantFrom('x', '007', '1e400', 'room 5'), { nil: null }),
        async (cells, last) => {
          const all = last === null ? cells : [...cells, last]
          const text = `id,n\n${all.map((cell) => `${cell},1`).join('\n')}\n`
          const read = await readCsv(streamOf(text, 64), 'law')
          if (read === null || !read.ok) throw new Error(JSON.stringify(read))
          expect(read.value.dataset.columns.get('id')).toEqual(columnOf('id', all))
        },
      ),
      { seed: 26, numRuns: 300 },
    )
  })
})
