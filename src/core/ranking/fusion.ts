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

/** Weights that were tried and the utilities they reached. */
export interface Trial {
  readonly weights: readonly number[]
  readonly utilities: readonly number[]
}

export const SEARCH_DRAWS = 200

/** Random search: weights drawn log-uniformly on [1/8, 8], the first goal's held at 1, plus each goal alone. */
export function searchWeights(
  tasks: number,
  random: Stream,
  utilitiesOf: (weights: readonly number[]) => readonly number[],
  draws = SEARCH_DRAWS,
): readonly Trial[] {
  const alone = Array.from({ length: tasks }, (_, t) =>
    Array.from({ length: tasks }, (_, u) => (u === t ? 1 : 0)),
  )
  const drawn = Array.from({ length: draws }, () =>
    Array.from({ length: tasks }, (_, t) => (t === 0 ? 1 : 2 ** (6 * random.uniform() - 3))),
  )
  return [...alone, ...drawn].map((weights) => ({ weights, utilities: utilitiesOf(weights) }))
}

/** Trials that no other beats in one utility without losing in another. */
export function paretoFront(trials: readonly Trial[]): readonly Trial[] {
  const dominates = (a: Trial, b: Trial): boolean =>
    a.utilities.every((value, i) => value >= (b.utilities[i] as number)) &&
    a.utilities.some((value, i) => value > (b.utilities[i] as number))
  return trials.filter((trial) => !trials.some((other) => dominates(other, trial)))
}
