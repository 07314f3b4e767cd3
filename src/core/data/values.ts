import type { Column } from './dataset.ts'

/** A column read as categories, whatever its kind. */
export interface Categories {
  /** Index into `levels` for each row; −1 where missing. */
  readonly codes: Int32Array
  /** Distinct values as text; numbers in ascending order, text in order of appearance. */
  readonly levels: readonly string[]
}

/** Of columns of numbers, as long as they live: a column never changes. */
const ofNumbers = new WeakMap<Column, Categories>()

/** The same each time that it is asked of one column. */
export function categoriesOf(column: Column): Categories {
  if (column.kind === 'categorical') return column
  const known = ofNumbers.get(column)
  if (known !== undefined) return known
  const made = numberCategories(column.values)
  ofNumbers.set(column, made)
  return made
}

function numberCategories(values: Float64Array): Categories {
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

/** A column as levels: numbers that are codes have no order. */
export function asLevels(column: Column): Column {
  return column.kind === 'categorical'
    ? column
    : { kind: 'categorical', name: column.name, ...categoriesOf(column) }
}

/** Whether row `row` has no value. */
export const isMissing = (column: Column, row: number): boolean =>
  column.kind === 'numeric' ? Number.isNaN(column.values[row]) : (column.codes[row] as number) < 0

/** A number to six digits. */
export const sixDigits = (value: number): string => String(Number(value.toPrecision(6)))
