import { wilson } from '../ranking/wilson.ts'
import { rankRows } from './rank.ts'

/** Equal-count bins of a reliability curve (UX C19). */
export const RELIABILITY_BINS = 15

/** Rows of like predicted probability. */
export interface ReliabilityBin {
  readonly rows: number
  readonly positives: number
  /** Least and greatest predicted probability. */
  readonly from: number
  readonly to: number
  /** Mean predicted probability. */
  readonly predicted: number
  /** Share of positives, with its 95 % interval by Wilson: of rows, as if each were of a user of its own. */
  readonly observed: number
  readonly low: number
  readonly high: number
}

/** Which bin each row is in, by rising probability. */
export interface Binning {
  readonly ofRow: Uint8Array
  readonly bins: number
}

/**
 * Bins of as many rows each as ties allow: rows of one probability are never parted, so a bin ends with the first run of
 * ties that reaches its share. Fewer bins where ties are long or rows few; at most 255.
 */
export function equalCountBins(probabilities: Float32Array, bins = RELIABILITY_BINS): Binning {
  const n = probabilities.length
  const { order, groupEnds } = rankRows(probabilities)
  const ofRow = new Uint8Array(n)
  let [bin, closed, i] = [0, 0, 0]
  for (const end of groupEnds) {
    for (; i < end; i++) ofRow[order[i] as number] = bin
    if (end < n && end * bins >= n * (closed + 1)) {
      bin++
      closed = Math.floor((end * bins) / n)
    }
  }
  return { ofRow, bins: n === 0 ? 0 : bin + 1 }
}

/** What was predicted and what happened, bin by bin. */
export function reliability(
  labels: Float32Array,
  probabilities: Float32Array,
  binning: Binning = equalCountBins(probabilities),
): readonly ReliabilityBin[] {
  const sums = Array.from({ length: binning.bins }, () => ({
    rows: 0,
    positives: 0,
    predicted: 0,
    from: Number.POSITIVE_INFINITY,
    to: Number.NEGATIVE_INFINITY,
  }))
  for (let row = 0; row < labels.length; row++) {
    const sum = sums[binning.ofRow[row] as number] as (typeof sums)[number]
    const p = probabilities[row] as number
    sum.rows++
    sum.positives += labels[row] as number
    sum.predicted += p
    sum.from = Math.min(sum.from, p)
    sum.to = Math.max(sum.to, p)
  }
  return sums.map(({ rows, positives, predicted, from, to }) => {
    const [low, high] = wilson(positives, rows)
    return {
      rows,
      positives,
      from,
      to,
      predicted: predicted / rows,
      observed: positives / rows,
      low,
      high,
    }
  })
}

/**
 * Expected calibration error: Σ over bins of (weight of the bin ÷ all) · |mean predicted − observed rate|. Above 0 even
 * for a perfect model, for rates of a bin vary. Null without rows. With weights, rows count by their weight.
 */
export function expectedCalibrationError(
  labels: Float32Array,
  probabilities: Float32Array,
  { ofRow, bins }: Binning = equalCountBins(probabilities),
  weights?: Float32Array,
): number | null {
  const gaps = new Float64Array(bins)
  let all = 0
  for (let row = 0; row < labels.length; row++) {
    const weight = weights === undefined ? 1 : (weights[row] as number)
    const bin = ofRow[row] as number
    gaps[bin] = (gaps[bin] as number) + weight * ((probabilities[row] as number) - (labels[row] as number))
    all += weight
  }
  return all === 0 ? null : gaps.reduce((sum, gap) => sum + Math.abs(gap), 0) / all
}

export interface CalibrationError {
  /** Null without rows. */
  readonly ece: number | null
  /** 95 % interval; null without resamplings. */
  readonly low: number | null
  readonly high: number | null
  /** What a perfect model would be expected to show on as many rows: the line to read `ece` against. */
  readonly perfect: number | null
}

/**
 * Expected calibration error with its bootstrap interval, one weighting of the rows for each resampling of the users.
 * The basic form, [2e − q(.975), 2e − q(.025)] and not below 0: resamplings are further off than the sample, as the sample
 * is than the truth, so their own quantiles would lie too high.
 */
export function calibrationError(
  labels: Float32Array,
  probabilities: Float32Array,
  resamplings: Iterable<Float32Array>,
): CalibrationError {
  const binning = equalCountBins(probabilities)
  const ece = expectedCalibrationError(labels, probabilities, binning)
  const perfect = ece === null ? null : perfectError(probabilities, binning)
  const drawn: number[] = []
  for (const weights of resamplings) {
    const value = expectedCalibrationError(labels, probabilities, binning, weights)
    if (value !== null) drawn.push(value)
  }
  if (ece === null || drawn.length < 2) return { ece, low: null, high: null, perfect }
  drawn.sort((a, b) => a - b)
  const at = (share: number): number => drawn[Math.round(share * (drawn.length - 1))] as number
  return { ece, low: Math.max(0, 2 * ece - at(0.975)), high: Math.max(0, 2 * ece - at(0.025)), perfect }
}

/** Σ over bins of √(2/π · Σ p(1 − p)) ÷ rows: the mean of |normal| for each bin's gap, rows being independent. */
function perfectError(probabilities: Float32Array, { ofRow, bins }: Binning): number {
  const variances = new Float64Array(bins)
  for (const [row, p] of probabilities.entries()) {
    const bin = ofRow[row] as number
    variances[bin] = (variances[bin] as number) + p * (1 - p)
  }
  const sum = variances.reduce((total, variance) => total + Math.sqrt((2 / Math.PI) * variance), 0)
  return sum / probabilities.length
}
