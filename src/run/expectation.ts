import type { Noise } from '../core/stats/joint.ts'
import { detectableDifference } from '../core/stats/power.ts'
import { studentQuantile } from '../core/stats/student.ts'
import type { Comparison } from './comparison.ts'

/** How far paired differences of AUC scatter: one seed's, and the mean's over resampled users. */
export interface Spread {
  readonly seedDeviation: number
  readonly userError: number
  /** Positives of the test split that the error over users is of. */
  readonly positives: number
}

/**
 * What leaving out one module of the first draft scattered by on the built-in sample, the median over its modules: three
 * seeds on WASM. It stands in until runs of one's own are there, and is then said to.
 */
export const SAMPLE_SPREAD: Spread = { seedDeviation: 0.0016, userError: 0.0025, positives: 1000 }

/** The same, of the rows of a comparison that have three pairs at least; null where none has. */
export function spreadOf({ rows }: Comparison, positives: number): Spread | null {
  const seen = rows.flatMap(({ pairs, seedHalf, userError }) => {
    if (pairs < 3 || seedHalf === null || userError === null) return []
    const t = studentQuantile(0.975, pairs - 1)
    return [{ seedDeviation: (seedHalf * Math.sqrt(pairs)) / t, userError }]
  })
  if (seen.length === 0) return null
  return {
    seedDeviation: median(seen.map(({ seedDeviation }) => seedDeviation)),
    userError: median(seen.map(({ userError }) => userError)),
    positives,
  }
}

/** The difference that this many seeds would detect 8 times in 10 (UX V8) with such a spread; null below 3 seeds. */
export function expectedDetectable(spread: Spread, seeds: number, positives: number): number | null {
  if (seeds < 3 || positives <= 0) return null
  const noise: Noise = {
    seedError: spread.seedDeviation / Math.sqrt(seeds),
    degrees: seeds - 1,
    // The error of an AUC over users falls with the root of the positives.
    userError: spread.userError * Math.sqrt(spread.positives / positives),
  }
  return detectableDifference(noise)
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length / 2
  return ((sorted[Math.ceil(middle) - 1] as number) + (sorted[Math.floor(middle)] as number)) / 2
}
