import { normalQuantile, studentQuantile } from './student.ts'

/** Two noises of a mean difference: over seeds, with its degrees of freedom, and over users. */
export interface Noise {
  readonly seedError: number
  readonly degrees: number
  readonly userError: number
}

/** Half-width of the 1 − α interval that joins both (UX V3): √((t·se_seeds)² + (z·se_users)²). */
export function jointHalfWidth({ seedError, degrees, userError }: Noise, alpha = 0.05): number {
  const t = studentQuantile(1 - alpha / 2, degrees) * seedError
  const z = normalQuantile(1 - alpha / 2) * userError
  return Math.sqrt(t * t + z * z)
}

/** Two-sided p-value: the α at which the joint half-width equals |difference|. 1 at no difference. */
export function jointPValue(difference: number, noise: Noise): number {
  const size = Math.abs(difference)
  if (size === 0) return 1
  if (noise.seedError === 0 && noise.userError === 0) return 0
  let low = Math.log(1e-12)
  let high = Math.log(1 - 1e-9)
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2
    if (jointHalfWidth(noise, Math.exp(middle)) > size) low = middle
    else high = middle
  }
  return Math.exp(high)
}

/**
 * Holm's step-down procedure: which of the p-values are rejected at family-wise α. The smallest is held against α/m, the
 * next against α/(m − 1), and so on until one fails. Null entries take no part.
 */
export function holm(pValues: readonly (number | null)[], alpha = 0.05): readonly boolean[] {
  const order = pValues
    .map((p, i) => ({ p, i }))
    .filter((entry): entry is { p: number; i: number } => entry.p !== null)
    .sort((a, b) => a.p - b.p)
  const rejected = pValues.map(() => false)
  for (const [rank, { p, i }] of order.entries()) {
    if (p > alpha / (order.length - rank)) break
    rejected[i] = true
  }
  return rejected
}
