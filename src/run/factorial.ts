import { estimateOf, type Finding, findingOf } from '../core/stats/estimate.ts'
import { interaction, mainEffect, shapley, type Weights } from '../core/stats/factorial.ts'
import { holm } from '../core/stats/joint.ts'
import { MOST_FACTORS } from '../experiment/factorial.ts'
import type { Selection } from './comparison.ts'
import { areComparable, type Contrast, lostOf, sampleOf, testMetrics, testValue } from './pairs.ts'
import type { Run } from './run.ts'
import { LEAST_SEEDS, lackOf, ROPE, ROPE_SLICE } from './table.ts'

/** One of the 2^k groups: which factors are on in it, and its runs. */
export interface FactorialGroup {
  readonly on: readonly string[]
  readonly runs: readonly Run[]
  /** Lost runs that were deleted. */
  readonly deleted?: number
}

/** An effect of one factor, or of two together; half-widths are of 95 % intervals. */
export interface EffectRow {
  /** One factor: its main effect. Two: their interaction. */
  readonly factors: readonly [string] | readonly [string, string]
  readonly delta: number
  /** Seeds alone; null below 2. */
  readonly seedHalf: number | null
  /** Seeds and users joined (V3); null below 3 seeds or without resampled users. */
  readonly half: number | null
  readonly p: number | null
  readonly state: Finding | 'too-few-seeds'
  /** The interval leaves out 0 alone, but Holm over all effects does not pass it. */
  readonly aloneOnly: boolean
}
export interface ShapleyShare {
  readonly factor: string
  readonly delta: number
  readonly half: number | null
}
export interface FactorialAnalysis {
  /** Main effects in the order of the factors, then interactions. */
  readonly effects: readonly EffectRow[]
  /** They sum to `whole`. */
  readonly shares: readonly ShapleyShare[]
  /** All factors on less all off. */
  readonly whole: { readonly delta: number; readonly half: number | null }
  /** Seeds that every one of the 2^k groups finished: only these count. */
  readonly seeds: number
  /** Runs that diverged, failed or were stopped. With one, nothing is called better or worse (V10). */
  readonly lost: number
  /** Effects that Holm counted. */
  readonly compared: number
  readonly rope: number
}

/**
 * The 2^k analysis of a factorial plan: main effects, interactions of two, and Shapley shares of a test metric, each a
 * weighted sum of the 2^k groups that is taken seed by seed, so that what a seed's runs have in common cancels. Null until
 * one seed is finished in every group, or where a combination is missing.
 */
export function analyseFactorial(
  factors: readonly string[],
  groups: readonly FactorialGroup[],
  selection: Selection,
  options: { readonly rope?: number; readonly alpha?: number } = {},
): FactorialAnalysis | null {
  const { rope = selection.slice === null ? ROPE : ROPE_SLICE, alpha = 0.05 } = options
  if (factors.length < 1 || factors.length > MOST_FACTORS) throw new RangeError(`${factors.length} factors`)
  const cells = cellsOf(factors, groups)
  const seeds = cells === null ? [] : commonSeeds(cells, selection)
  const first = seeds[0]?.[0]
  if (first === undefined) return null
  const counts = testMetrics(first, selection.task, selection.slice)
  const mayJudge = seeds.length >= LEAST_SEEDS && counts !== undefined && lackOf(counts) === null
  const lost = groups.reduce((sum, group) => sum + lostOf(group), 0)
  const estimate = (weights: Weights) => {
    const found = estimateOf(sampleOf(seeds.map(weighed(weights)), selection), { alpha, looks: null })
    return { ...found, half: seeds.length < LEAST_SEEDS ? null : found.half, p: mayJudge ? found.p : null }
  }
  const found = effectsOf(factors).map(({ names, weights }) => ({ names, ...estimate(weights) }))
  const passed = holm(
    found.map(({ p }) => p),
    alpha,
  )
  const full = 2 ** factors.length - 1
  const whole = estimate(Float64Array.from(cells ?? [], (_, i) => (i === full ? 1 : i === 0 ? -1 : 0)))
  return {
    effects: found.map(({ names, delta, seedHalf, half, p }, i) => {
      const judged = half === null || p === null ? null : findingOf(delta, half, passed[i] === true, rope)
      const isCalled = judged === 'better' || judged === 'worse'
      const state = seeds.length < LEAST_SEEDS ? 'too-few-seeds' : (judged ?? 'not-enough')
      return {
        factors: names,
        delta,
        seedHalf,
        half,
        p,
        state: isCalled && lost > 0 ? 'not-enough' : state,
        aloneOnly: judged === 'not-enough' && p !== null && p < alpha,
      }
    }),
    shares: factors.map((factor, i) => {
      const { delta, half } = estimate(shapley(factors.length, i))
      return { factor, delta, half }
    }),
    whole: { delta: whole.delta, half: whole.half },
    seeds: seeds.length,
    lost,
    compared: found.filter(({ p }) => p !== null).length,
    rope,
  }
}

/** Main effects, then interactions of two. */
function effectsOf(
  factors: readonly string[],
): readonly { readonly names: EffectRow['factors']; readonly weights: Weights }[] {
  const k = factors.length
  const mains = factors.map((name, i) => ({ names: [name] as const, weights: mainEffect(k, i) }))
  const pairs = factors.flatMap((a, i) =>
    factors.slice(i + 1).map((b, j) => ({
      names: [a, b] as const,
      weights: interaction(k, i, i + 1 + j),
    })),
  )
  return [...mains, ...pairs]
}

/** Groups by combination, bit f set where factor f is on; null where one is missing. */
function cellsOf(
  factors: readonly string[],
  groups: readonly FactorialGroup[],
): readonly FactorialGroup[] | null {
  const cells = new Map(
    groups.map((group) => [
      factors.reduce((bits, factor, f) => bits | (group.on.includes(factor) ? 1 << f : 0), 0),
      group,
    ]),
  )
  const found = Array.from({ length: 2 ** factors.length }, (_, cell) => cells.get(cell))
  return found.every((group) => group !== undefined) ? found : null
}

/** For each seed that every group finished on the same rows, its runs in the order of the combinations. */
function commonSeeds(cells: readonly FactorialGroup[], selection: Selection): readonly (readonly Run[])[] {
  const [first, ...others] = cells
  return (first?.runs ?? []).flatMap((run) => {
    if (testValue(run, selection) === null) return []
    const rest = others.map(({ runs }) =>
      runs.find(
        (other) =>
          other.config.seed === run.config.seed &&
          testValue(other, selection) !== null &&
          areComparable(other, run),
      ),
    )
    return rest.every((other) => other !== undefined) ? [[run, ...rest]] : []
  })
}

const weighed =
  (weights: Weights) =>
  (runs: readonly Run[]): Contrast =>
    runs.flatMap((run, cell) => {
      const weight = weights[cell] as number
      return weight === 0 ? [] : [{ run, weight }]
    })
