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
  const rows = encoded.splits.valid
  return encoded.fields.flatMap((field, f) => {
    if (field.kind !== 'feature') return []
    return encoded.tasks.flatMap((task, t) => {
      const reached = fieldAuc(encoded, f, t, rows)
      return reached === null || Math.max(reached, 1 - reached) < SUSPICIOUS
        ? []
        : [
            warning(`schema.features.${field.name}`, 'data.leak', {
              ...{ column: field.name, task: task.id, auc: reached.toFixed(3) },
            }),
          ]
    })
  })
}

/** Rows that are enough to see an AUC near 1 by. */
const ENOUGH_ROWS = 5000

/** AUC of each field that is no id for each task, on up to 5,000 validation rows; null where a class is absent. */
export function fieldAucs(encoded: EncodedDataset): readonly (readonly (number | null)[])[] {
  const { valid } = encoded.splits
  const stride = Math.max(1, Math.ceil(valid.length / ENOUGH_ROWS))
  const rows = valid.filter((_, i) => i % stride === 0)
  return encoded.fields.flatMap(({ kind }, f) =>
    kind === 'user' || kind === 'item' ? [] : [encoded.tasks.map((_, t) => fieldAuc(encoded, f, t, rows))],
  )
}

/** AUC on rows of the smoothed train rate of a field's value; null where a class is absent, or from train. */
function fieldAuc(encoded: EncodedDataset, field: number, task: number, rows: Uint32Array): number | null {
  const { fields, ids, tasks, labels, splits } = encoded
  const labelOf = (row: number): number => labels[row * tasks.length + task] as number
  const values = Int32Array.from(
    { length: encoded.rowCount },
    (_, row) => ids[row * fields.length + field] as number,
  )
  const base = splits.train.reduce((sum, row) => sum + labelOf(row), 0) / splits.train.length
  if (!(base > 0 && base < 1)) return null
  const odds = logOddsOf(encoded, task, values, fields[field]?.vocabSize ?? 1, base)
  const scores = Float32Array.from(rows, (row) => odds[values[row] as number] as number)
  return auc(Float32Array.from(rows, labelOf), scores)
}
