import type { SlicePredicate } from '../../../core/metrics/slice-spec.ts'
import type { Splitter } from '../view.ts'

type ValueSlice = Extract<SlicePredicate, { readonly kind: 'scene' | 'values' }>

/** The rows that have a value of a splitter, as a slice; null for missing values and for bins of numbers, which name no value. */
export function valueSlice({ kind, name, labels, members, cuts }: Splitter, id: number): ValueSlice | null {
  const label = labels[id]
  if (label === undefined) return null
  if (kind === 'scene') return { kind: 'scene', scene: label }
  return id === 0 || cuts !== undefined
    ? null
    : { kind: 'values', column: name, values: members?.[id] ?? [label] }
}
