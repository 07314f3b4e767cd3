/** −ln p(label) of each row, p clipped to [1e-7, 1 − 1e-7]. */
export function rowLosses(labels: Float32Array, probabilities: Float32Array): Float64Array {
  const losses = new Float64Array(labels.length)
  for (let i = 0; i < labels.length; i++) {
    const p = Math.min(1 - 1e-7, Math.max(1e-7, probabilities[i] as number))
    losses[i] = -Math.log(labels[i] === 1 ? p : 1 - p)
  }
  return losses
}

/** Sum over some rows. */
export function sumAt(values: Float32Array | Float64Array, rows: Uint32Array): number {
  let sum = 0
  for (let i = 0; i < rows.length; i++) sum += values[rows[i] as number] as number
  return sum
}

/** Mean of the rows' losses. Null without rows. */
export const logloss = (losses: Float64Array, rows: Uint32Array): number | null =>
  rows.length === 0 ? null : sumAt(losses, rows) / rows.length

/** Sum of probabilities ÷ positives (PCOC): 1 is right, above 1 is too sure. Null without positives. */
export function calibration(
  labels: Float32Array,
  probabilities: Float32Array,
  rows: Uint32Array,
): number | null {
  const positives = sumAt(labels, rows)
  return positives === 0 ? null : sumAt(probabilities, rows) / positives
}
