import { groupedAuc } from '../../metrics/auc.ts'
import { LEAST_OF_CLASS } from '../../metrics/thin.ts'
import type { FeatureTie } from './columns.ts'
import type { Reading } from './reading.ts'

/**
 * Positions of the read rows by time where there is one, else by the file: of users that have a validation row, since of
 * others nobody asks what came before, and of rows that have a moment.
 */
export function orderInTime({ dataset, schema, rows, users, splits }: Reading): Uint32Array {
  const time = schema.time === null ? undefined : dataset.columns.get(schema.time)
  const at = (i: number): number =>
    time?.kind === 'numeric' ? (time.values[rows[i] as number] as number) : 0
  const isAsked = new Uint8Array(users.count)
  for (const position of splits?.valid ?? []) isAsked[users.index[position] as number] = 1
  const order = new Uint32Array(rows.length)
  let [count, last, isInOrder] = [0, Number.NEGATIVE_INFINITY, true]
  for (let i = 0; i < rows.length; i++) {
    const moment = at(i)
    if (isAsked[users.index[i] as number] !== 1 || Number.isNaN(moment)) continue
    if (moment < last) isInOrder = false
    last = moment
    order[count++] = i
  }
  const asked = order.subarray(0, count)
  return isInOrder ? asked : asked.sort((a, b) => at(a) - at(b) || a - b)
}

/**
 * AUC on validation of the value of the same user's row before in `order`. What belongs to a person ranks by it too; what
 * happened in the row does not. Null where too few rows have one before.
 */
export function earlierAuc(
  { schema, rows, labels, users, splits }: Reading,
  tie: FeatureTie,
  order: () => Uint32Array,
): number | null {
  if (labels === null || splits === null || users.count === 0) return null
  const { ids, size } = tie.values
  const isJudged = new Uint8Array(rows.length)
  for (const position of splits.valid) isJudged[position] = 1
  const last = new Int32Array(users.count).fill(-1)
  const positives = new Float64Array(size)
  const negatives = new Float64Array(size)
  const count = schema.tasks.length
  for (const row of order()) {
    const user = users.index[row] as number
    const before = last[user] as number
    last[user] = ids[row] as number
    if (before < 0 || isJudged[row] === 0) continue
    const counts = labels[row * count + tie.task] === 1 ? positives : negatives
    counts[before] = (counts[before] as number) + 1
  }
  const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0)
  if (Math.min(sum(positives), sum(negatives)) < LEAST_OF_CLASS) return null
  return groupedAuc(tie.odds, positives, negatives)
}
