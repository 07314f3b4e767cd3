/** Gates this close are one: the rest is rounding, which depends on the rows that stand beside a row. */
const SAME = 1e-5

/** The mean of some values, and the places of those above it, ascending; null where all are the same. */
export function aboveMean(values: Float32Array): {
  readonly mean: number
  readonly places: readonly number[] | null
} {
  let [sum, least, most] = [0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const value of values) {
    sum += value
    least = Math.min(least, value)
    most = Math.max(most, value)
  }
  const mean = sum / values.length
  if (most - least <= SAME) return { mean, places: null }
  return { mean, places: [...values.keys()].filter((i) => (values[i] as number) > mean) }
}
