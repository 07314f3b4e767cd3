import { auc } from '../metrics/auc.ts'
import { rankRows } from '../metrics/rank.ts'
import { wilson } from './wilson.ts'

/** Rows of like rank percentile. */
export interface SlopeBin {
  /** Its number, from 0: a bin without rows is left out. */
  readonly bin: number
  /** Middle of the bin on [0, 1]. */
  readonly centre: number
  readonly rows: number
  /** Share of positives, and its 95 % interval by Wilson. */
  readonly rate: number
  readonly low: number
  readonly high: number
}
export interface Slope {
  readonly bins: readonly SlopeBin[]
  /** Least-squares slope of the label on the rank percentile, over rows. */
  readonly slope: number
  /** 12π(1 − π): what a slope is divided by to be compared between rows of another base rate. */
  readonly scale: number
  readonly auc: number
  readonly baseRate: number
}

export const SLOPE_BINS = 20

/**
 * How the label rises with a score's rank percentile r_i = (rank − ½)/n, ties at their mean rank. Without ties
 *   slope = 12 π(1 − π) (AUC − ½) · n²/(n² − 1)
 * exactly, for E[r|1] − E[r|0] = AUC − ½ and Var r = (n² − 1)/12n²: on one set of rows "steeper" says "higher AUC" and
 * nothing more. Null when a class is absent or all scores are equal.
 */
export function slopeOf(labels: Float32Array, scores: Float32Array, bins = SLOPE_BINS): Slope | null {
  const area = auc(labels, scores)
  if (area === null) return null
  const n = labels.length
  const r = percentiles(scores)
  const baseRate = labels.reduce((sum, label) => sum + label, 0) / n
  let covariance = 0
  let variance = 0
  for (let i = 0; i < n; i++) {
    const off = (r[i] as number) - 0.5
    covariance += off * ((labels[i] as number) - baseRate)
    variance += off * off
  }
  if (variance === 0) return null
  return {
    bins: binned(labels, r, bins),
    slope: covariance / variance,
    scale: 12 * baseRate * (1 - baseRate),
    auc: area,
    baseRate,
  }
}

/** Rank percentile of each row in (0, 1), ties at their mean. */
export function percentiles(scores: Float32Array): Float64Array {
  const { order, groupEnds } = rankRows(scores)
  const n = scores.length
  const r = new Float64Array(n)
  let start = 0
  for (const end of groupEnds) {
    const mean = (start + end) / 2 / n
    for (let i = start; i < end; i++) r[order[i] as number] = mean
    start = end
  }
  return r
}

/** Least-squares slope of the label on rank percentiles, rows counted by weight; null where either does not vary. */
export function weightedSlope(labels: Float32Array, r: Float64Array, weights: Float32Array): number | null {
  let [total, sumR, sumY] = [0, 0, 0]
  for (let i = 0; i < r.length; i++) {
    const weight = weights[i] as number
    total += weight
    sumR += weight * (r[i] as number)
    sumY += weight * (labels[i] as number)
  }
  if (total === 0) return null
  const [meanR, meanY] = [sumR / total, sumY / total]
  let [covariance, variance] = [0, 0]
  for (let i = 0; i < r.length; i++) {
    const off = (weights[i] as number) * ((r[i] as number) - meanR)
    covariance += off * ((labels[i] as number) - meanY)
    variance += off * ((r[i] as number) - meanR)
  }
  return variance === 0 || meanY === 0 || meanY === 1 ? null : covariance / variance
}

/** Which bin of rank a row is in, from its percentile. */
export const rankBin = (r: number, bins = SLOPE_BINS): number => Math.min(bins - 1, Math.floor(r * bins))

function binned(labels: Float32Array, r: Float64Array, bins: number): readonly SlopeBin[] {
  const rows = new Int32Array(bins)
  const positives = new Float64Array(bins)
  for (let i = 0; i < r.length; i++) {
    const bin = rankBin(r[i] as number, bins)
    rows[bin] = (rows[bin] as number) + 1
    positives[bin] = (positives[bin] as number) + (labels[i] as number)
  }
  return Array.from(rows, (count, bin) => {
    const rate = count === 0 ? Number.NaN : (positives[bin] as number) / count
    const [low, high] = wilson(positives[bin] as number, count)
    return { bin, centre: (bin + 0.5) / bins, rows: count, rate, low, high }
  }).filter((bin) => bin.rows > 0)
}
