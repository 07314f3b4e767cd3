import { LEAST_OF_CLASS } from '../metrics/thin.ts'
import { type Issue, issue } from '../result.ts'
import type { EncodedDataset } from './encoded.ts'
import { isKept } from './fixes.ts'
import { readsAsOutcome } from './passport/outcome-names.ts'
import { isOwned } from './passport/owned.ts'
import { type Tie, tieOf, type ValueIds } from './passport/tie.ts'
import type { Schema } from './schema.ts'

/** Validation AUC from which one feature's train rates alone look like the label itself. */
const SUSPICIOUS = 0.95
/** … and from which a feature that is named like an outcome is one. */
const TELLING = 0.6

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

/** What a feature must be, and the tie to a task that says so. */
export interface TooLate<T extends Tie> {
  readonly rule: 'leak' | 'outcome'
  readonly tie: T
}

/** The strongest of a feature's ties to the tasks, of those for which enough rows speak; null where there is none. */
export const strongest = <T extends Tie>(ties: readonly T[]): T | null =>
  ties
    .filter(({ rarer }) => rarer >= LEAST_OF_CLASS)
    .reduce<T | null>((best, tie) => (best !== null && best.auc >= tie.auc ? best : tie), null)

/**
 * What a feature of these ties, one to each task, must be: the gravest that holds for any; null where nothing speaks against
 * it. `isTrait`: whether it is one of the user or the item, which no outcome of a row is.
 */
export function tooLate<T extends Tie>(
  column: string,
  ties: readonly T[],
  isTrait: () => boolean,
): TooLate<T> | null {
  const tie = strongest(ties)
  if (tie === null) return null
  if (tie.auc > SUSPICIOUS) return { rule: 'leak', tie }
  return tie.auc >= TELLING && readsAsOutcome(column) && !isTrait() ? { rule: 'outcome', tie } : null
}

/**
 * Features that are most likely known only after the impression, by nothing but the smoothed train rate of each of their
 * values on validation: training on them would be wrong. A finding that a person keeps is none.
 */
export function knownTooLate(encoded: EncodedDataset, schema: Schema): Issue[] {
  const { fields, tasks, splits } = encoded
  return fields.flatMap(({ name, kind }, f) => {
    if (kind !== 'feature') return []
    const ties = tasks.flatMap(({ id }, t) => {
      const tie = fieldTie(encoded, f, t, splits.valid)
      return tie === null ? [] : [{ ...tie, task: id }]
    })
    const found = tooLate(name, ties, () => isTraitOf(valuesOf(encoded, f), encoded))
    if (found === null || isKept(schema, found.rule, name)) return []
    const params = { column: name, task: found.tie.task, auc: found.tie.auc.toFixed(3) }
    return [issue(`schema.features.${name}`, found.rule === 'leak' ? 'data.leak' : 'data.outcome', params)]
  })
}

const valuesOf = ({ ids, fields }: EncodedDataset, field: number): ValueIds => ({
  ids,
  stride: fields.length,
  offset: field,
  size: fields[field]?.vocabSize ?? 1,
})

/** Whether a column is a trait of the user or of the item. */
export const isTraitOf = (
  values: ValueIds,
  { users, userCount, items, itemCount }: Pick<EncodedDataset, 'users' | 'userCount' | 'items' | 'itemCount'>,
): boolean => isOwned(values, users, userCount) || isOwned(values, items, itemCount)

/** Rows that are enough to see an AUC near 1 by. */
const ENOUGH_ROWS = 5000

/** AUC of each field that is no id for each task, on up to 5,000 validation rows; null where a class is absent. */
export function fieldAucs(encoded: EncodedDataset): readonly (readonly (number | null)[])[] {
  const { valid } = encoded.splits
  const stride = Math.max(1, Math.ceil(valid.length / ENOUGH_ROWS))
  const rows = valid.filter((_, i) => i % stride === 0)
  return encoded.fields.flatMap(({ kind }, f) =>
    kind === 'user' || kind === 'item'
      ? []
      : [encoded.tasks.map((_, t) => fieldTie(encoded, f, t, rows)?.auc ?? null)],
  )
}

/** AUC on rows of the smoothed train rate of a field's value; null where a class is absent, or from train. */
function fieldTie(encoded: EncodedDataset, field: number, task: number, rows: Uint32Array): Tie | null {
  const { tasks, labels, splits } = encoded
  return tieOf(valuesOf(encoded, field), { labels, count: tasks.length, task }, splits.train, rows)
}
