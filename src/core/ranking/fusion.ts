import type { Stream } from '../rng.ts'

export type FusionForm = 'product' | 'sum'

/** Scores of several goals as one: Π_t p_t^{a_t}, in logarithms, or Σ_t a_t p_t. p [N, T] row-major, a [T] → [N]. */
export function fused(p: Float32Array, weights: readonly number[], form: FusionForm): Float32Array {
  const tasks = weights.length
  return Float32Array.from({ length: p.length / tasks }, (_, row) => {
    let score = 0
    for (let t = 0; t < tasks; t++) {
      const chance = p[row * tasks + t] as number
      const weight = weights[t] as number
      score += weight * (form === 'sum' ? chance : Math.log(Math.max(1e-12, chance)))
    }
    return score
  })
}

export const SEARCH_DRAWS = 200

/** What a random search tries: each goal alone, then weights drawn log-uniformly on [1/8, 8], the first goal's held at 1. */
export function searchWeights(
  tasks: number,
  random: Stream,
  draws = SEARCH_DRAWS,
): readonly (readonly number[])[] {
  const alone = Array.from({ length: tasks }, (_, t) =>
    Array.from({ length: tasks }, (_, u) => (u === t ? 1 : 0)),
  )
  const drawn = Array.from({ length: draws }, () =>
    Array.from({ length: tasks }, (_, t) => (t === 0 ? 1 : 2 ** (6 * random.uniform() - 3))),
  )
  return [...alone, ...drawn]
}

/** Indices of the points that no other beats in one coordinate without losing in another; higher is better. */
export function paretoFront(points: readonly (readonly number[])[]): readonly number[] {
  const dominates = (a: readonly number[], b: readonly number[]): boolean =>
    a.every((value, i) => value >= (b[i] as number)) && a.some((value, i) => value > (b[i] as number))
  return points.flatMap((point, i) => (points.some((other) => dominates(other, point)) ? [] : [i]))
}
