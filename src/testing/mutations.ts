import Papa from 'papaparse'
import { joined } from '../core/bytes.ts'
import type { Column } from '../core/data/dataset.ts'
import { LEAVING_RULES, rowIssueCount } from '../core/data/row-issues.ts'
import type { Result } from '../core/result.ts'
import { type Stream, stream } from '../core/rng.ts'
import { dialectOf } from '../ingest/dialect.ts'
import { HEAD } from '../ingest/encoding.ts'
import { readTable } from '../ingest/read-table.ts'
import { LONGEST_CELL } from '../ingest/row-reader.ts'
import type { ReadTable } from '../ingest/table-options.ts'

/** A file that somebody may drop: a good one, damaged in one to three ways, by its number. */
export function mutatedCsv(number: number): Uint8Array<ArrayBuffer> {
  const random = stream(number, 'test/mutations')
  let bytes = goodCsv(random)
  for (let times = 1 + random.int(3); times > 0; times--) {
    const mutate = pick(random, random.int(30) === 0 ? GIANTS : MUTATIONS)
    bytes = mutate(bytes, random)
  }
  return bytes
}

const pick = <T>(random: Stream, list: readonly T[]): T => list[random.int(list.length)] as T

function goodCsv(random: Stream): Uint8Array<ArrayBuffer> {
  const delimiter = pick(random, [',', ';', '\t'])
  const newline = pick(random, ['\n', '\r\n', '\r'])
  const rows = Array.from({ length: 2 + random.int(30) }, (_, row) => [
    `u${random.int(9)}`,
    String(random.int(100)),
    pick(random, ['', '1.50', '2', 'NA', '-3.25']),
    pick(random, ['北京', '', 'a b', '"quoted"', '"two\nlines"', '"a ""word"""', `"x${delimiter}y"`]),
    String(row),
  ])
  const lines = [['user_id', 'item_id', 'x', 'note', 'n'], ...rows].map((row) => row.join(delimiter))
  return new TextEncoder().encode(lines.join(newline) + newline)
}

type Mutation = (bytes: Uint8Array<ArrayBuffer>, random: Stream) => Uint8Array<ArrayBuffer>
function spliced(
  bytes: Uint8Array,
  at: number,
  removed: number,
  added: ArrayLike<number>,
): Uint8Array<ArrayBuffer> {
  return joined([bytes.subarray(0, at), Uint8Array.from(added), bytes.subarray(at + removed)])
}
const placeIn = (bytes: Uint8Array, random: Stream): number => random.int(bytes.length + 1)
const insertion =
  (added: (random: Stream) => ArrayLike<number>): Mutation =>
  (bytes, random) =>
    spliced(bytes, placeIn(bytes, random), 0, added(random))

const MUTATIONS: readonly Mutation[] = [
  // Truncated at either end, or in the middle.
  (bytes, random) => bytes.slice(0, placeIn(bytes, random)),
  (bytes, random) => bytes.slice(placeIn(bytes, random)),
  (bytes, random) => spliced(bytes, placeIn(bytes, random), random.int(40), []),
  // Bytes of a stretch in another order, or others.
  (bytes, random) => {
    const from = placeIn(bytes, random)
    const stretch = bytes.slice(from, from + 1 + random.int(60))
    return spliced(
      bytes,
      from,
      stretch.length,
      Array.from(random.permutation(stretch.length), (i) => stretch[i] ?? 0),
    )
  },
  (bytes, random) => {
    const at = placeIn(bytes, random)
    return spliced(
      bytes,
      at,
      4,
      Array.from({ length: 4 }, () => random.int(256)),
    )
  },
  // Delimiters, quotes and line ends that do not belong.
  (bytes, random) => {
    const [from, to] = [pick(random, [44, 59, 9, 10, 13]), pick(random, [44, 59, 9, 124, 58])]
    return bytes.map((byte) => (byte === from && random.int(4) === 0 ? to : byte))
  },
  insertion(() => [34]),
  insertion((random) => Array(1 + random.int(5)).fill(34)),
  insertion((random) => [pick(random, [10, 13])]),
  // NULs, marks, bytes of other encodings.
  insertion((random) => Array(1 + random.int(50)).fill(0)),
  insertion((random) =>
    pick(random, [
      [0xff, 0xfe],
      [0xef, 0xbb, 0xbf],
      [0xe5, 0x8c],
      [0xed, 0xa0, 0x80],
    ]),
  ),
]

/** Giant cells, with and without a quote or line ends. */
const GIANTS: readonly Mutation[] = [
  insertion((random) =>
    new Uint8Array(LONGEST_CELL - 2 + random.int(5)).fill(pick(random, [65, 32, 44, 34, 10, 0])),
  ),
  insertion((random) => [34, ...new Uint8Array(LONGEST_CELL + random.int(9)).fill(pick(random, [65, 10]))]),
]

/** What is wrong with the reading of a file, null where nothing is lost, changed or counted twice; and how long it took. */
export async function trial(
  bytes: Uint8Array<ArrayBuffer>,
): Promise<{ readonly lost: string | null; readonly milliseconds: number }> {
  const begun = performance.now()
  const read = await readTable(new Blob([bytes]), 'mutated')
  const milliseconds = performance.now() - begun
  return { lost: lostIn(bytes, read), milliseconds }
}

function lostIn(bytes: Uint8Array, read: Result<ReadTable> | null): string | null {
  if (read === null) return 'stopped by nobody'
  // What cannot be read at all says where and why.
  if (!read.ok)
    return read.error.every(({ path, code }) => path !== '' && code !== '') ? null : 'an empty error'
  return accountOf(bytes, read.value)
}

/**
 * Every stretch of lines from the beginning of one row to that of the next must be one row, by a reader that is not ours,
 * whose cells are those of the dataset; or one row that is listed; or the one line that is listed.
 */
function accountOf(bytes: Uint8Array, { dataset, rows, issues }: ReadTable): string | null {
  const text = new TextDecoder(dataset.source?.encoding ?? 'utf-8').decode(bytes)
  const { delimiter, loneReturn } = dialectOf(text.slice(0, HEAD), null)
  // A carriage return at the very end is a line end cut in two.
  const lines = text.replace(/\r$/, '').split(loneReturn ? /\r\n|\r|\n/ : /\r?\n/)
  const left = rows.listed.filter(({ rule }) => LEAVING_RULES.has(rule))
  const starts = [
    ...Array.from(dataset.lines, (line, row) => ({ line, row, rule: null })),
    ...left.map(({ line, rule }) => ({ line, row: -1, rule })),
  ].sort((a, b) => a.line - b.line)
  const columns = [...dataset.columns.values()]
  const asCommas = new Set(issues.filter(({ code }) => code === 'csv.decimalComma').map(({ path }) => path))
  const misfits = new Set(
    rows.listed.filter((one) => one.rule === 'not-a-number').map((one) => `${one.line} ${one.column}`),
  )
  const parser = new Papa.Parser({ delimiter, newline: '\n', quoteChar: '"' })
  // Beyond the last that is listed, faults are only counted.
  const isCut = rows.listed.length < rowIssueCount(rows)
  for (const [i, { line, row, rule }] of starts.entries()) {
    if (isCut && line >= (rows.listed.at(-1)?.line ?? 0)) break
    const after = starts[i + 1]?.line ?? lines.length + 1
    if (after <= line) return `line ${line} counts twice`
    const stretch = lines.slice(line - 1, after - 1)
    while (stretch.length > 1 && stretch.at(-1) === '') stretch.pop()
    if (
      rule === 'open-quote' ||
      rule === 'text-after-quote' ||
      (rule === 'cell-size' && stretch.length === 1)
    ) {
      if (stretch.length > 1) return `lines after ${line} are lost with it`
      continue
    }
    const { data, errors } = parser.parse(`${stretch.join('\n')}\n`, 0, false)
    const [cells, ...more] = data.filter((one, at) => at === 0 || one.length > 1 || one[0] !== '')
    if (cells === undefined || more.length > 0 || errors.length > 0)
      return `lines ${line} to ${after - 1} are not one row`
    if (row < 0) continue
    for (const [c, column] of columns.entries()) {
      if (asCommas.has(`column ${column.name}`) || misfits.has(`${line} ${column.name}`)) continue
      if (!isSame(cells[c], column, row)) return `line ${line} holds ${cells[c]} in ${column.name}`
    }
  }
  return null
}

function isSame(cell: string | undefined, column: Column, row: number): boolean {
  if (cell === undefined) return false
  const isGap = ['', 'NA', 'N/A', 'NaN', 'nan', 'null', 'NULL', 'None'].includes(cell.trim())
  if (column.kind === 'numeric') {
    const value = column.values[row] as number
    return isGap ? Number.isNaN(value) : value === Number(cell)
  }
  const code = column.codes[row] as number
  // Line ends within a cell were made alike here to be split.
  const alike = (one: string | undefined): string | undefined => one?.replace(/\r\n|\r/g, '\n')
  return isGap ? code < 0 : alike(column.levels[code]) === alike(cell)
}
