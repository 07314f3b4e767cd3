import type { Point } from './decimate.ts'

/**
 * Debiased exponential mean: s_t = Σ_{i≤t} w^{t−i} y_i / Σ_{i≤t} w^{t−i}, so that the first points do not pull towards 0.
 * The first two points stay as they are. A constant stays constant, and no value depends on what comes after it.
 */
export function smoothed(points: readonly Point[], weight: number): readonly Point[] {
  let sum = 0
  let total = 0
  return points.map(({ x, y }, index) => {
    sum = weight * sum + y
    total = weight * total + 1
    return { x, y: index < 2 ? y : sum / total }
  })
}
