import type { EncodedDataset } from '../data/encoded.ts'
import type { Split } from '../data/schema.ts'
import { rankedAuc } from './auc.ts'
import { drawWeights, REPORT_DRAWS, replicateName } from './bootstrap.ts'
import { rankRows } from './rank.ts'

/** Row weights of every replicate, the same as in the test report's. Yields between replicates. */
export function* userWeights(
  encoded: EncodedDataset,
  split: Split,
): Generator<void, readonly Float32Array[]> {
  const rows = encoded.splits[split]
  const all: Float32Array[] = []
  for (let r = 0; r < REPORT_DRAWS.replicates; r++) {
    const weights = new Float32Array(rows.length)
    drawWeights(encoded, rows, replicateName(split, r), REPORT_DRAWS.seed, weights)
    all.push(weights)
    yield
  }
  return all
}

/** AUC of a score on all rows, and under each replicate's weights; NaN where a replicate lost a class. */
export interface Resampled {
  readonly auc: number | null
  readonly replicates: Float64Array
}

export function* resampledAuc(
  labels: Float32Array,
  scores: Float32Array,
  draws: readonly Float32Array[],
): Generator<void, Resampled> {
  const ranking = rankRows(scores)
  const replicates = new Float64Array(draws.length)
  for (const [r, weights] of draws.entries()) {
    replicates[r] = rankedAuc(labels, ranking, weights) ?? Number.NaN
    if (r % 25 === 24) yield
  }
  return { auc: rankedAuc(labels, ranking), replicates }
}

/** Ends of an interval; null where there is none. */
export interface Interval {
  readonly low: number | null
  readonly high: number | null
}

/** The middle 95 % of the values that are numbers; null when fewer than half are. */
export function middle95(values: ArrayLike<number | null>): Interval {
  const known = Array.from(values).filter((value) => value !== null && !Number.isNaN(value)) as number[]
  const sorted = Float64Array.from(known).sort()
  if (sorted.length === 0 || sorted.length * 2 < values.length) return { low: null, high: null }
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] as number
  return { low: at(0.025), high: at(0.975) }
}
