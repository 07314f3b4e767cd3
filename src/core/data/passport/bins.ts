import type { Column } from '../dataset.ts'
import { sixDigits } from '../values.ts'
import { binOf, MOST_VALUES } from '../vocabulary.ts'

/** Bins of equal counts for comparing, of equal width for looking at. */
const BINS = 10
const STEPS = 12
/** Levels that are told apart; the others are one bin. */
const MOST_LEVELS = 20
/** Rows that cuts are taken from. */
const ENOUGH = 50_000

/** A column of the read rows in few bins. */
export interface Bins {
  /** Bin of each row; −1 where missing. */
  readonly codes: Int8Array
  /** Level of each bin, null for all other levels; the lower edge where numbers are cut. */
  readonly labels: readonly (string | null)[]
  /** Whether numbers were cut. */
  readonly isCut: boolean
  /** Distinct values of the read rows; null where numbers were cut. */
  readonly levels: number | null
  readonly missing: number
}

/** Levels by train rows, or numbers cut at tenths of up to 50,000 train rows, spread over all of them. */
export function binsOf(column: Column, rows: Uint32Array, train: Uint32Array): Bins {
  if (column.kind === 'categorical') return levelled(column.codes, column.levels, rows, train)
  const few = fewNumbers(column.values, rows)
  return few === null
    ? cut(column.values, rows, equalCounts(column.values, rows, train))
    : numbered(column.values, rows, few)
}

/** Numbers in steps of equal width from the least to the largest, and how many rows of each part each step holds. */
export interface Steps {
  readonly edges: readonly number[]
  counts(rows: Uint32Array): Float64Array
}

/** Null where the numbers are all one. */
export function equalSteps(values: Float64Array, rows: Uint32Array): Steps | null {
  let [least, largest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (let i = 0; i < rows.length; i++) {
    const value = values[rows[i] as number] as number
    if (value < least) least = value
    if (value > largest) largest = value
  }
  const width = (largest - least) / STEPS
  if (!Number.isFinite(width) || width === 0) return null
  return {
    edges: Array.from({ length: STEPS }, (_, step) => least + step * width),
    counts: (positions) => {
      const counts = new Float64Array(STEPS)
      for (let i = 0; i < positions.length; i++) {
        const value = values[rows[positions[i] as number] as number] as number
        if (Number.isNaN(value)) continue
        const step = Math.min(STEPS - 1, Math.floor((value - least) / width))
        counts[step] = (counts[step] as number) + 1
      }
      return counts
    },
  }
}

/** Ascending distinct numbers; null where there are more than a few. */
function fewNumbers(values: Float64Array, rows: Uint32Array): readonly number[] | null {
  const seen = new Set<number>()
  let last = Number.NaN
  for (let i = 0; i < rows.length; i++) {
    const value = values[rows[i] as number] as number
    if (value === last || Number.isNaN(value)) continue
    last = value
    seen.add(value)
    if (seen.size > MOST_VALUES) return null
  }
  return [...seen].sort((a, b) => a - b)
}

function numbered(values: Float64Array, rows: Uint32Array, distinct: readonly number[]): Bins {
  return {
    ...cut(values, rows, distinct),
    labels: distinct.map(String),
    isCut: false,
    levels: distinct.length,
  }
}

function equalCounts(values: Float64Array, rows: Uint32Array, train: Uint32Array): readonly number[] {
  const stride = Math.max(1, Math.floor(train.length / ENOUGH))
  const drawn = new Float64Array(Math.ceil(train.length / stride))
  for (let i = 0; i < drawn.length; i++)
    drawn[i] = values[rows[train[i * stride] as number] as number] as number
  const sorted = drawn.filter((value) => !Number.isNaN(value)).sort()
  const edges = Array.from(
    { length: BINS },
    (_, bin) => sorted[Math.floor((bin * sorted.length) / BINS)] as number,
  )
  return edges.filter((edge, i) => edge !== edges[i - 1] && edge !== undefined)
}

/** Bins that begin at the edges; what lies below the first is of it. */
function cut(values: Float64Array, rows: Uint32Array, edges: readonly number[]): Bins {
  const codes = new Int8Array(rows.length)
  let missing = 0
  for (let i = 0; i < rows.length; i++) {
    const value = values[rows[i] as number] as number
    if (Number.isNaN(value)) {
      codes[i] = -1
      missing++
      continue
    }
    codes[i] = Math.max(0, binOf(edges, value) - 1)
  }
  return {
    codes,
    labels: edges.map(sixDigits),
    isCut: true,
    levels: null,
    missing,
  }
}

function levelled(
  source: Int32Array,
  levels: readonly string[],
  rows: Uint32Array,
  train: Uint32Array,
): Bins {
  const all = new Int32Array(levels.length)
  const counts = new Int32Array(levels.length)
  let missing = 0
  for (let i = 0; i < rows.length; i++) {
    const code = source[rows[i] as number] as number
    if (code < 0) missing++
    else all[code] = (all[code] as number) + 1
  }
  for (let i = 0; i < train.length; i++) {
    const code = source[rows[train[i] as number] as number] as number
    if (code >= 0) counts[code] = (counts[code] as number) + 1
  }
  const used = all.reduce((count, rowsOfCode) => count + (rowsOfCode > 0 ? 1 : 0), 0)
  const told = commonest(counts, all, used > MOST_LEVELS ? MOST_LEVELS - 1 : used)
  const binOf = new Int8Array(levels.length).fill(told.length)
  for (const [bin, code] of told.entries()) binOf[code] = bin
  const codes = new Int8Array(rows.length)
  for (let i = 0; i < rows.length; i++) {
    const code = source[rows[i] as number] as number
    codes[i] = code < 0 ? -1 : (binOf[code] as number)
  }
  const labels: (string | null)[] = told.map((code) => (levels[code] as string).slice(0, 40))
  if (used > told.length) labels.push(null)
  return { codes, labels, isCut: false, levels: used, missing }
}

/** Codes that have rows, those with most train rows first; there may be a million. */
function commonest(counts: Int32Array, all: Int32Array, most: number): readonly number[] {
  const least = counts.toSorted()[Math.max(0, counts.length - most)] ?? 0
  const above: number[] = []
  const equal: number[] = []
  for (let code = 0; code < counts.length; code++) {
    const count = counts[code] as number
    if (count > least) above.push(code)
    else if (count === least && equal.length < most && (all[code] as number) > 0) equal.push(code)
  }
  above.sort((a, b) => (counts[b] as number) - (counts[a] as number) || a - b)
  return [...above, ...equal].slice(0, most)
}
