import { bestMatching } from '../geometry/matching.ts'

/** How many things two groupings share: counts [a, b] of those in group a of one and b of the other. */
export function sharedCounts(
  one: ArrayLike<number>,
  other: ArrayLike<number>,
  [rows, columns]: readonly [number, number],
): readonly number[][] {
  if (one.length !== other.length)
    throw new RangeError(`sharedCounts: ${one.length} things and ${other.length}`)
  const counts = Array.from({ length: rows }, () => new Array<number>(columns).fill(0))
  for (let i = 0; i < one.length; i++) {
    const row = counts[one[i] as number]
    const column = other[i] as number
    if (row === undefined || column < 0 || column >= columns) {
      throw new RangeError(`sharedCounts: groups ${one[i]} and ${column} of ${rows} and ${columns}`)
    }
    row[column] = (row[column] as number) + 1
  }
  return counts
}

/** |A ∩ B| / |A ∪ B| of every pair of groups, from the counts of what they share: in [0, 1], 0 where both are empty. */
export function jaccard(counts: readonly (readonly number[])[]): readonly number[][] {
  const ofColumn = (counts[0] ?? []).map((_, column) => sum(counts.map((row) => row[column] as number)))
  return counts.map((row) => {
    const own = sum(row)
    return row.map((both, column) => {
      const either = own + (ofColumn[column] as number) - both
      return either === 0 ? 0 : both / either
    })
  })
}

/**
 * Share of things that change their group, once groups are matched so that as few as possible do: 1 − Σ matched n_ab / n.
 * 0 where only the names of the groups changed; in [0, 1).
 */
export function movedShare(counts: readonly (readonly number[])[]): number {
  const all = sum(counts.map(sum))
  if (all === 0) return 0
  const matched = [...bestMatching(counts)]
  return 1 - sum(matched.map((column, row) => counts[row]?.[column] ?? 0)) / all
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
