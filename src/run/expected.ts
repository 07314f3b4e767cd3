import { singleLook } from '../core/stats/estimate.ts'
import { detectableDifference } from '../core/stats/power.ts'
import { looksUntil } from '../core/stats/sequential.ts'
import { deviation } from '../core/stats/student.ts'
import type { Adaptive, GroupRuns, Selection } from './comparison.ts'
import { differenceOf, pairsOf, sampleOf } from './pairs.ts'
import measured from './sample-spreads.json' with { type: 'json' }
import { LEAST_SEEDS } from './table.ts'

/** How far one paired difference scatters over seeds, and the mean of any number of them over test users. */
export interface Spreads {
  readonly seedDeviation: number
  readonly userError: number
  /** Measured on the built-in sample, its default model with each module left out, or on the runs at hand. */
  readonly source: 'sample' | 'runs'
}

const medianOf = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] as number

/** Of the built-in sample, as `npm run bench:spreads` measured them. */
export const SAMPLE_SPREADS: Spreads = {
  seedDeviation: medianOf(measured.differences.map(({ seedDeviation }) => seedDeviation)),
  userError: medianOf(measured.differences.map(({ userError }) => userError)),
  source: 'sample',
}

/** Median spreads of the groups that have two pairs or more with the baseline; the sample's where none has. */
export function spreadsOf(groups: readonly GroupRuns[], baselineId: string, selection: Selection): Spreads {
  const baseline = groups.find(({ groupId }) => groupId === baselineId)
  const samples = groups.flatMap((group) => {
    if (baseline === undefined || group === baseline) return []
    const pairs = pairsOf(group, baseline, selection)
    if (pairs.length < 2) return []
    const { values, userError } = sampleOf(pairs.map(differenceOf), selection)
    return userError === null ? [] : [{ seedDeviation: deviation(values), userError }]
  })
  if (samples.length === 0) return SAMPLE_SPREADS
  return {
    seedDeviation: medianOf(samples.map(({ seedDeviation }) => seedDeviation)),
    userError: medianOf(samples.map(({ userError }) => userError)),
    source: 'runs',
  }
}

/** A plan that has not run. */
export interface Planned {
  /** Paired seeds; of an adaptive plan the most. */
  readonly seeds: number
  /** Differences that Holm will count: groups less one × the tasks and slices that are shown. */
  readonly comparisons: number
  readonly adaptive?: Adaptive | null
  readonly alpha?: number
}

/**
 * True difference that a plan would call better or worse 8 times in 10 at these spreads (UX V8), even as the smallest
 * p-value of its family; null below three seeds, where nothing is called.
 */
export function detectableBefore(spreads: Spreads, planned: Planned): number | null {
  const { seeds, comparisons, adaptive = null, alpha = 0.05 } = planned
  if (seeds < LEAST_SEEDS || comparisons < 1) return null
  const looks = adaptive === null ? null : looksUntil(adaptive.maxSeeds)
  const noise = {
    seedError: spreads.seedDeviation / Math.sqrt(seeds),
    degrees: seeds - 1,
    userError: spreads.userError,
  }
  return detectableDifference(noise, singleLook({ alpha: alpha / comparisons, looks }))
}
