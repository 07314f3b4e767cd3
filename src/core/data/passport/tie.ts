import { groupedAuc } from '../../metrics/auc.ts'
import { smoothedOdds } from '../floor.ts'

/** The value of each read row in one column, as ids from 0: row r's is `ids[r * stride + offset]`. */
export interface ValueIds {
  readonly ids: Int32Array
  readonly stride: number
  readonly offset: number
  /** Ids run from 0 to size − 1. */
  readonly size: number
}
/** [rows, count] labels, of which one column is meant. */
export interface LabelColumn {
  readonly labels: Float32Array
  readonly count: number
  readonly task: number
}

/** How well a column's values alone rank a task. */
export interface Tie {
  readonly auc: number
  /** Judged rows of the rarer class. */
  readonly rarer: number
  /** logit of each value's smoothed train rate, less that of all. */
  readonly odds: Float64Array
}

/**
 * AUC on `judged` of the train rate of each row's value,
 *   rate(v) = (positives(v) + κπ) / (rows(v) + κ),  κ = 10, π the train rate.
 * Null where train or the judged rows lack a class.
 */
export function tieOf(
  values: ValueIds,
  of: LabelColumn,
  train: Uint32Array,
  judged: Uint32Array,
): Tie | null {
  const counted = counts(values, of, train)
  const positives = sum(counted.positives)
  const negatives = sum(counted.negatives)
  if (positives === 0 || negatives === 0) return null
  const base = positives / (positives + negatives)
  const odds = counted.positives.map((count, value) =>
    smoothedOdds(count, count + (counted.negatives[value] as number), base),
  )
  const seen = counts(values, of, judged)
  const auc = groupedAuc(odds, seen.positives, seen.negatives)
  return auc === null ? null : { auc, rarer: Math.min(sum(seen.positives), sum(seen.negatives)), odds }
}

function counts(
  { ids, stride, offset, size }: ValueIds,
  { labels, count, task }: LabelColumn,
  rows: Uint32Array,
) {
  const positives = new Float64Array(size)
  const negatives = new Float64Array(size)
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number
    const value = ids[row * stride + offset] as number
    if (labels[row * count + task] === 1) positives[value] = (positives[value] as number) + 1
    else negatives[value] = (negatives[value] as number) + 1
  }
  return { positives, negatives }
}

const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0)
