import type { EncodedDataset } from './encoded.ts'
import type { Split } from './schema.ts'

/** Pseudo-rows at the base rate that every count starts with. */
const PSEUDO_ROWS = 10

/**
 * The counting floor: a ranking score without training. For each of user, item and scene that the dataset has,
 *   rate(v) = (positives(v) + κπ) / (rows(v) + κ),  κ = 10, counted on train, π the train rate;
 *   score   = logit π + Σ [logit rate(v) − logit π].
 * Unseen values add 0. Null when train has one class. One score for each row of the split, in its order.
 */
export function countingFloor(encoded: EncodedDataset, split: Split, task: number): Float32Array | null {
  const tasks = encoded.tasks.length
  const { train } = encoded.splits
  let positives = 0
  for (const row of train) positives += encoded.labels[row * tasks + task] as number
  const base = positives / train.length
  if (!(base > 0 && base < 1)) return null
  const isScened = encoded.sceneNames.length > 1
  const terms = [
    ...(encoded.userCount > 0 ? [{ index: encoded.users, count: encoded.userCount }] : []),
    ...(encoded.itemCount > 0 ? [{ index: encoded.items, count: encoded.itemCount }] : []),
    ...(isScened ? [{ index: encoded.sceneIds, count: encoded.sceneNames.length }] : []),
  ].map(({ index, count }) => ({ index, logOdds: logOddsOf(encoded, task, index, count, base) }))
  return Float32Array.from(encoded.splits[split], (row) =>
    terms.reduce((score, { index, logOdds }) => {
      const value = index[row] as number
      return value < 0 ? score : score + (logOdds[value] as number)
    }, logit(base)),
  )
}

/** logit of each value's smoothed train rate, less logit π. */
export function logOddsOf(
  encoded: EncodedDataset,
  task: number,
  index: Int32Array,
  count: number,
  base: number,
): Float64Array {
  const tasks = encoded.tasks.length
  const rows = new Float64Array(count)
  const positives = new Float64Array(count)
  for (const row of encoded.splits.train) {
    const value = index[row] as number
    if (value < 0) continue
    rows[value] = (rows[value] as number) + 1
    positives[value] = (positives[value] as number) + (encoded.labels[row * tasks + task] as number)
  }
  return Float64Array.from(rows, (n, value) => smoothedOdds(positives[value] as number, n, base))
}

/** logit of a value's smoothed rate, less logit π. */
export const smoothedOdds = (positives: number, rows: number, base: number): number =>
  logit(smoothedRate(positives, rows, base)) - logit(base)

/** (positives + κπ) / (rows + κ). */
export const smoothedRate = (positives: number, rows: number, base: number): number =>
  (positives + PSEUDO_ROWS * base) / (rows + PSEUDO_ROWS)

const logit = (p: number): number => Math.log(p / (1 - p))
