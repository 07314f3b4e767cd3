import type { Column } from './dataset.ts'

/** A column read as categories, whatever its kind. */
export interface Categories {
  /** Index into `levels` for each row; −1 where missing. */
  readonly codes: Int32Array
  /** Distinct values as text; numbers in ascending order, text in order of appearance. */
  readonly levels: readonly string[]
}

export function categoriesOf(column: Column): Categories {
  if (column.kind === 'categorical') return column
  const { values } = column
  const seen = new Set<number>()
  for (let row = 0; row < values.length; row++) {
    const value = values[row] as number
    if (!Number.isNaN(value)) seen.add(value)
  }
  const distinct = Float64Array.from(seen).sort()
  const codeOf = new Map(Array.from(distinct, (value, code) => [value, code] as const))
  const codes = new Int32Array(values.length)
  for (let row = 0; row < values.length; row++) codes[row] = codeOf.get(values[row] as number) ?? -1
  return { codes, levels: Array.from(distinct, String) }
}

/** Whether row `row` has a value. */
export const isMissing = (column: Column, row: number): boolean =>
  column.kind === 'numeric' ? Number.isNaN(column.values[row]) : (column.codes[row] as number) < 0
