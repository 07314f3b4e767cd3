import type { DatasetInfo } from '../../../core/data/dataset.ts'
import type { Schema } from '../../../core/data/schema.ts'
import type { IndexPredicate, SlicePredicate } from '../../../core/metrics/slice-spec.ts'

/** A column that a condition can name. */
export interface SliceColumn {
  readonly name: string
  readonly isNumeric: boolean
  /** Commonest values. */
  readonly values: readonly string[]
}

/**
 * Columns that can be cut: features, item, request and time. Not the user, who is one of many thousands, and no column
 * that a label is made of: a slice of an outcome holds one class.
 */
export function sliceColumns(schema: Schema, info: DatasetInfo | null): readonly SliceColumn[] {
  const outcomes = schema.tasks.map(({ column }) => column)
  const named = [
    ...schema.features.filter(({ roles }) => !roles.includes('history')).map(({ column }) => column),
    ...[schema.item, schema.time].filter((name) => name !== null),
  ]
  return [...new Set(named)]
    .filter((name) => !outcomes.includes(name))
    .map((name) => {
      const summary = info?.columns.find((one) => one.name === name)
      return {
        name,
        isNumeric: summary?.kind === 'numeric',
        values: summary?.top.map(({ value }) => value) ?? [],
      }
    })
}

export type ConditionKind = Exclude<SlicePredicate, IndexPredicate>['kind']

/** Conditions that this data allows to be made by hand. */
export const conditionKinds = (
  scenes: readonly string[],
  columns: readonly SliceColumn[],
): readonly ConditionKind[] => [
  ...(scenes.length > 1 ? (['scene'] as const) : []),
  'activity',
  'unseen',
  ...(columns.length > 0 ? (['values'] as const) : []),
  ...(columns.some(({ isNumeric }) => isNumeric) ? (['range'] as const) : []),
]

/** A condition to begin with. */
export function freshCondition(
  kind: ConditionKind,
  scenes: readonly string[],
  columns: readonly SliceColumn[],
): SlicePredicate {
  switch (kind) {
    case 'scene':
      return { kind, scene: scenes[0] ?? '' }
    case 'activity':
      return { kind, from: 1, to: 3 }
    case 'unseen':
      return { kind }
    case 'values':
      return { kind, column: columns[0]?.name ?? '', values: columns[0]?.values.slice(0, 1) ?? [] }
    case 'range':
      return { kind, column: columns.find(({ isNumeric }) => isNumeric)?.name ?? '', least: null, most: null }
    default:
      return kind satisfies never
  }
}

/** Whether a condition says something: a range has an end, values are named. */
export const isWhole = (predicate: SlicePredicate): boolean =>
  (predicate.kind !== 'values' || predicate.values.length > 0) &&
  (predicate.kind !== 'range' || predicate.least !== null || predicate.most !== null) &&
  (predicate.kind !== 'activity' || predicate.from <= predicate.to)
