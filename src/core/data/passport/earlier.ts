import { groupedAuc } from '../../metrics/auc.ts'
import { LEAST_OF_CLASS } from '../../metrics/thin.ts'
import type { FeatureTie } from './columns.ts'
import type { Reading } from './reading.ts'

/** Positions of the read rows by time where there is one, else by the file. */
export function orderInTime({ dataset, schema, rows }: Reading): Uint32Array {
  const time = schema.time === null ? undefined : dataset.columns.get(schema.time)
  const order = Uint32Array.from(rows.keys())
  if (time?.kind !== 'numeric') return order
  const at = (i: number): number => time.values[rows[i] as number] as number
  return order.sort((a, b) => at(a) - at(b) || a - b)
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
    if (user < 0) continue
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
