import { rankRows } from './rank.ts'

/** Pearson's r of two lists of equal length, in [−1, 1]; null where either is constant or there are fewer than two. */
export function pearson(a: ArrayLike<number>, b: ArrayLike<number>): number | null {
  const n = a.length
  if (n !== b.length) throw new RangeError(`pearson: ${n} values and ${b.length}`)
  if (n < 2) return null
  const [meanA, meanB] = [a, b].map((values) => Array.from(values).reduce((sum, x) => sum + x, 0) / n)
  let [both, ofA, ofB] = [0, 0, 0]
  for (let i = 0; i < n; i++) {
    const [x, y] = [(a[i] as number) - (meanA ?? 0), (b[i] as number) - (meanB ?? 0)]
    both += x * y
    ofA += x * x
    ofB += y * y
  }
  return ofA === 0 || ofB === 0 ? null : both / Math.sqrt(ofA * ofB)
}

/** Spearman's ρ: Pearson's r of ranks, ties at their mean rank. Null as there. */
export const spearman = (a: Float32Array, b: Float32Array): number | null => pearson(midRanks(a), midRanks(b))

/** Rank of each value from 1, ties at their mean rank. */
function midRanks(values: Float32Array): Float64Array {
  const { order, groupEnds } = rankRows(values)
  const ranks = new Float64Array(values.length)
  let start = 0
  for (const end of groupEnds) {
    for (let i = start; i < end; i++) ranks[order[i] as number] = (start + end + 1) / 2
    start = end
  }
  return ranks
}
