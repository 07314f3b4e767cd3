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
  const distinct = Float64Array.from(new Set(column.values.filter((value) => !Number.isNaN(value)))).sort()
  const codeOf = new Map(Array.from(distinct, (value, code) => [value, code] as const))
  return {
    codes: Int32Array.from(column.values, (value) => codeOf.get(value) ?? -1),
    levels: Array.from(distinct, String),
  }
}

/** Whether row `row` has a value. */
export const isMissing = (column: Column, row: number): boolean =>
  column.kind === 'numeric' ? Number.isNaN(column.values[row]) : (column.codes[row] as number) < 0
