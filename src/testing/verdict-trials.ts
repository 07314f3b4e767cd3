import { type Stream, stream } from '../core/rng.ts'
import { normalQuantile, studentQuantile } from '../core/stats/student.ts'
import { nextSeed } from '../run/adaptive.ts'
import { compareGroups } from '../run/compare.ts'
import type { VerdictRow } from '../run/comparison.ts'
import { type Scatter, SIMULATED, simulatedGroups } from './simulated-runs.ts'

/** What many comparisons of two groups gave. */
export interface Trials {
  /** Share of verdict intervals that hold the true difference. */
  readonly covered: number
  /** Share of intervals that do where z stands in for Student's t. */
  readonly coveredByZ: number
  /** Share that was called better or worse. */
  readonly called: number
  /** Mean of seeds spent. */
  readonly seeds: number
}
interface Rules extends Scatter {
  readonly trials: number
  readonly delta: number
  readonly name: string
}

const isCalled = ({ state }: VerdictRow): boolean => state === 'better' || state === 'worse'

/** Plans of a fixed number of seeds. */
export const fixedTrials = (seeds: number, rules: Rules): Trials =>
  trialsOf(rules, (random) => {
    const world = simulatedGroups(random, { a: 0, b: rules.delta }, rules)
    world.fill(seeds)
    return rowB(world.groups, null)
  })

/** Seeds are added until settled; `peeks`: with the interval of a fixed plan, as one must not. */
export const adaptiveTrials = (maxSeeds: number, peeks: boolean, rules: Rules): Trials =>
  trialsOf(rules, (random) => {
    const world = simulatedGroups(random, { a: 0, b: rules.delta }, rules)
    const seeds = Array.from({ length: maxSeeds }, (_, i) => i + 1)
    const adaptive = peeks ? null : { maxSeeds }
    for (;;) {
      if (peeks && isCalled(rowB(world.groups, null))) break
      const { next } = nextSeed(world.groups, 'a', SIMULATED, { maxSeeds, seeds, rope: 0 })
      if (next === null) break
      world.add(next.groupId, next.seed)
    }
    return rowB(world.groups, adaptive)
  })

function rowB(
  groups: Parameters<typeof compareGroups>[0],
  adaptive: { readonly maxSeeds: number } | null,
): VerdictRow {
  return compareGroups(groups, 'a', SIMULATED, { rope: 0, adaptive }).rows[1] as VerdictRow
}

function trialsOf({ trials, delta, name }: Rules, rowOf: (random: Stream) => VerdictRow): Trials {
  const random = stream(17, name)
  let [covered, coveredByZ, called, seeds] = [0, 0, 0, 0]
  for (let trial = 0; trial < trials; trial++) {
    const row = rowOf(random)
    const off = Math.abs((row.delta ?? 0) - delta)
    seeds += row.pairs
    if (isCalled(row)) called++
    if (row.half !== null && off <= row.half) covered++
    if (off <= zHalf(row)) coveredByZ++
  }
  return {
    covered: covered / trials,
    coveredByZ: coveredByZ / trials,
    called: called / trials,
    seeds: seeds / trials,
  }
}

/** Half-width of an interval that takes the spread of the seeds as known. */
function zHalf({ pairs, seedHalf, userError }: VerdictRow): number {
  const seedError = (seedHalf ?? 0) / studentQuantile(0.975, pairs - 1)
  return normalQuantile(0.975) * Math.hypot(seedError, userError ?? 0)
}
