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

/**
 * Two-sided p-value: the α at which the joint half-width equals |difference|. 1 at no difference. By the Illinois form of
 * false position on ln α, where ln of the half-width is nearly straight.
 */
export function jointPValue(difference: number, noise: Noise): number {
  const size = Math.abs(difference)
  if (size === 0) return 1
  if (noise.seedError === 0 && noise.userError === 0) return 0
  const excess = (x: number): number =>
    Math.log(Math.max(jointHalfWidth(noise, Math.exp(x)) / size, Number.MIN_VALUE))
  let [low, high] = [Math.log(1e-12), Math.log(1 - 1e-6)]
  let [atLow, atHigh] = [excess(low), excess(high)]
  if (atLow <= 0) return Math.exp(low)
  if (atHigh >= 0) return 1
  for (let i = 0; i < 100 && high - low > 1e-11; i++) {
    const x = (low * atHigh - high * atLow) / (atHigh - atLow)
    const value = excess(x)
    if (Math.abs(value) < 1e-12) return Math.exp(x)
    if (value > 0) {
      ;[low, atLow] = [x, value]
      atHigh /= 2
    } else {
      ;[high, atHigh] = [x, value]
      atLow /= 2
    }
  }
  return Math.exp((low + high) / 2)
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
