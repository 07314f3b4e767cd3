/** Mean of −ln p(label), p clipped to [1e-7, 1 − 1e-7]. Null without rows. */
export function logloss(labels: Float32Array, probabilities: Float32Array): number | null {
  let sum = 0
  for (let i = 0; i < labels.length; i++) {
    const p = Math.min(1 - 1e-7, Math.max(1e-7, probabilities[i] as number))
    sum -= Math.log(labels[i] === 1 ? p : 1 - p)
  }
  return labels.length === 0 ? null : sum / labels.length
}

/** Sum of probabilities ÷ positives (PCOC): 1 is right, above 1 is too sure. Null without positives. */
export function calibration(labels: Float32Array, probabilities: Float32Array): number | null {
  let predicted = 0
  let positives = 0
  for (let i = 0; i < labels.length; i++) {
    predicted += probabilities[i] as number
    positives += labels[i] as number
  }
  return positives === 0 ? null : predicted / positives
}
