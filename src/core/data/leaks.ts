import { auc } from '../metrics/auc.ts'
import { type Issue, issue, warning } from '../result.ts'
import type { EncodedDataset } from './encoded.ts'
import { logOddsOf } from './floor.ts'
import type { Schema } from './schema.ts'

/** Validation AUC from which one feature's train rates alone look like the label itself. */
const SUSPICIOUS = 0.95

/** A feature that is a task's own column, or made of one: an error whatever its values. */
export function labelsAsFeatures(schema: Schema): Issue[] {
  return schema.features.flatMap(({ column }) => {
    const made = schema.derived?.find(({ name }) => name === column)
    const sources = made === undefined ? [column] : [column, made.left, made.right]
    const task = schema.tasks.find((one) => sources.includes(one.column))
    return task === undefined
      ? []
      : [issue(`schema.features.${column}`, 'data.featureIsLabel', { column, task: task.id })]
  })
}

/**
 * Features that rank validation almost perfectly by nothing but the smoothed train rate of each of their values: most
 * likely known only after the impression.
 */
export function suspectedLeaks(encoded: EncodedDataset): Issue[] {
  const { fields, ids, tasks, labels, splits } = encoded
  const found: Issue[] = []
  for (const [f, field] of fields.entries()) {
    if (field.kind !== 'feature') continue
    const values = Int32Array.from(
      { length: encoded.rowCount },
      (_, row) => ids[row * fields.length + f] as number,
    )
    for (const [t, task] of tasks.entries()) {
      const base =
        splits.train.reduce((sum, row) => sum + (labels[row * tasks.length + t] as number), 0) /
        splits.train.length
      if (!(base > 0 && base < 1)) continue
      const odds = logOddsOf(encoded, t, values, field.vocabSize, base)
      const truth = Float32Array.from(splits.valid, (row) => labels[row * tasks.length + t] as number)
      const score = Float32Array.from(splits.valid, (row) => odds[values[row] as number] as number)
      const reached = auc(truth, score)
      if (reached !== null && Math.max(reached, 1 - reached) >= SUSPICIOUS) {
        const params = { column: field.name, task: task.id, auc: reached.toFixed(3) }
        found.push(warning(`schema.features.${field.name}`, 'data.leak', params))
      }
    }
  }
  return found
}
