import type { Column } from './dataset.ts'
import { categoriesOf, sixDigits } from './values.ts'

/** Numbers with more distinct values than this, in train, are cut into bins of equal counts. */
export const MOST_VALUES = 20
const BINS = 16
/** Rarest levels beyond this many share the id of unseen ones. */
const MOST_LEVELS = 5000

/** Ids of a column's rows and what they mean. Fitted on the train rows alone; id 0 is unseen or missing. */
export interface Vocabulary {
  /** One id for each of `rows`. */
  readonly ids: Int32Array
  /** Number of ids, 0 included. */
  readonly size: number
  readonly labels: readonly string[]
  /** Of numbers in bins: a value has the id 1 + the number of cuts at or below it. */
  readonly cuts?: readonly number[]
}

/** A feature: levels by frequency; numbers as levels in order when few, else equal-count bins. */
export function featureVocabulary(column: Column, rows: Uint32Array, train: Uint32Array): Vocabulary {
  if (column.kind === 'numeric' && distinctCount(column.values, train) > MOST_VALUES) {
    return binned(column.values, rows, train)
  }
  return levelled(column, rows, train, MOST_LEVELS)
}

/** A user or an item: every level seen in train, without labels. */
export function idVocabulary(column: Column, rows: Uint32Array, train: Uint32Array): Vocabulary {
  return { ...levelled(column, rows, train, Number.POSITIVE_INFINITY), labels: [] }
}

function distinctCount(values: Float64Array, rows: Uint32Array): number {
  const seen = new Set<number>()
  for (let i = 0; i < rows.length && seen.size <= MOST_VALUES; i++) {
    const value = values[rows[i] as number] as number
    if (!Number.isNaN(value)) seen.add(value)
  }
  return seen.size
}

function binned(values: Float64Array, rows: Uint32Array, train: Uint32Array): Vocabulary {
  const sorted = presentOf(values, train).sort()
  const cuts: number[] = []
  for (let bin = 1; bin < BINS; bin++) {
    const cut = sorted[Math.floor((bin * sorted.length) / BINS)] as number
    if (cut > (cuts.at(-1) ?? (sorted[0] as number))) cuts.push(cut)
  }
  const ids = new Int32Array(rows.length)
  for (let i = 0; i < rows.length; i++) {
    const value = values[rows[i] as number] as number
    if (!Number.isNaN(value)) ids[i] = binOf(cuts, value) + 1
  }
  const edges = [sorted[0] as number, ...cuts]
  const labels = edges.map((edge, i) =>
    i === edges.length - 1
      ? `≥ ${sixDigits(edge)}`
      : `${sixDigits(edge)} – ${sixDigits(edges[i + 1] as number)}`,
  )
  return { ids, size: edges.length + 1, labels: ['', ...labels], cuts }
}

/** The values of the rows that have one. */
function presentOf(values: Float64Array, rows: Uint32Array): Float64Array {
  const present = new Float64Array(rows.length)
  let count = 0
  for (let i = 0; i < rows.length; i++) {
    const value = values[rows[i] as number] as number
    if (!Number.isNaN(value)) present[count++] = value
  }
  return present.subarray(0, count)
}

/** Number of ascending cuts at or below the value. */
export function binOf(cuts: readonly number[], value: number): number {
  let low = 0
  let high = cuts.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((cuts[middle] as number) <= value) low = middle + 1
    else high = middle
  }
  return low
}

function levelled(column: Column, rows: Uint32Array, train: Uint32Array, most: number): Vocabulary {
  const { codes, levels } = categoriesOf(column)
  const counts = new Int32Array(levels.length)
  for (let i = 0; i < train.length; i++) {
    const code = codes[train[i] as number] as number
    if (code >= 0) counts[code] = (counts[code] as number) + 1
  }
  let order = Array.from(counts.keys()).filter((code) => (counts[code] as number) > 0)
  const byCount = (a: number, b: number): number => (counts[b] as number) - (counts[a] as number) || a - b
  if (order.length > most) order = order.sort(byCount).slice(0, most)
  // Numbers stay in their order, so that charts by value read from small to large.
  order.sort(column.kind === 'numeric' ? (a, b) => a - b : byCount)
  const idOf = new Int32Array(levels.length)
  for (const [i, code] of order.entries()) idOf[code] = i + 1
  const ids = new Int32Array(rows.length)
  for (let i = 0; i < rows.length; i++) {
    const code = codes[rows[i] as number] as number
    if (code >= 0) ids[i] = idOf[code] as number
  }
  return {
    ids,
    size: order.length + 1,
    labels: ['', ...order.map((code) => levels[code] as string)],
  }
}
