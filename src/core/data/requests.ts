import type { Column, Dataset } from './dataset.ts'
import type { Schema } from './schema.ts'
import { categoriesOf } from './values.ts'

/** Rows that were shown together. */
export interface RequestCodes {
  /** What tells them: a column of the schema, a user's day, the user alone; null where nothing does. */
  readonly by: 'column' | 'user-day' | 'user' | null
  /** Request of each encoded row; −1 where it belongs to none. */
  readonly codes: Int32Array
}

/** A watch time beside the labels that were cut from it. */
export interface Watch {
  readonly column: string
  /** Of each encoded row, in the column's own unit; NaN where missing. */
  readonly values: Float64Array
}

/** Requests by the schema's column, else a user's rows of one day, else a user's rows where no day can be told. */
export function requestCodes(dataset: Dataset, schema: Schema, rows: Uint32Array): RequestCodes {
  const column = (name: string | null | undefined): Column | undefined =>
    name === null || name === undefined ? undefined : dataset.columns.get(name)
  const named = column(schema.request)
  const user = column(schema.user)
  const users = user === undefined ? null : categoriesOf(user).codes
  if (named !== undefined) {
    const { codes } = categoriesOf(named)
    // Session numbers may begin at 1 for every user.
    const keyOf = (row: number) => ((codes[row] as number) < 0 ? null : `${users?.[row] ?? -1}|${codes[row]}`)
    return { by: 'column', codes: numbered(rows, keyOf) }
  }
  if (users === null) return { by: null, codes: new Int32Array(rows.length).fill(-1) }
  const time = column(schema.time)
  const dayOf = time?.kind === 'numeric' ? dayRule(time.values) : null
  if (time?.kind !== 'numeric' || dayOf === null) {
    return { by: 'user', codes: Int32Array.from(rows, (row) => users[row] as number) }
  }
  const codes = numbered(rows, (row) => {
    const moment = time.values[row] as number
    return (users[row] as number) < 0 || Number.isNaN(moment) ? null : `${users[row]}|${dayOf(moment)}`
  })
  return { by: 'user-day', codes }
}

/** Keys as numbers in order of appearance; −1 for none. */
function numbered(rows: Uint32Array, keyOf: (row: number) => string | null): Int32Array {
  const known = new Map<string, number>()
  return Int32Array.from(rows, (row) => {
    const key = keyOf(row)
    if (key === null) return -1
    const code = known.get(key) ?? known.size
    known.set(key, code)
    return code
  })
}

const DAY_SECONDS = 86_400

/**
 * How a moment becomes a day (UTC): epoch milliseconds, epoch seconds, or a date written as 20220425, by the size of all
 * values. Null where they are none of these: a counter has no days.
 */
export function dayRule(values: Float64Array): ((moment: number) => number) | null {
  const all = (holds: (value: number) => boolean): boolean => values.every((v) => Number.isNaN(v) || holds(v))
  // From 1980 on, so that neither a date as digits nor a counter is taken for a moment.
  const [first, last] = [3.2e8, 6e9]
  if (all((v) => v >= first * 1000 && v <= last * 1000)) return (v) => Math.floor(v / 1000 / DAY_SECONDS)
  if (all((v) => v >= first && v <= last)) return (v) => Math.floor(v / DAY_SECONDS)
  if (all(isDateNumber)) return (v) => v
  return null
}

function isDateNumber(value: number): boolean {
  const month = Math.floor(value / 100) % 100
  const day = value % 100
  return (
    Number.isInteger(value) &&
    value >= 19_000_101 &&
    value <= 22_001_231 &&
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= 31
  )
}

/** The numeric column that the schema's first task with a threshold cuts. */
export function watchOf(dataset: Dataset, schema: Schema, rows: Uint32Array): Watch | null {
  for (const { column: name, above } of schema.tasks) {
    const column = dataset.columns.get(name)
    if (above === null || column?.kind !== 'numeric') continue
    return { column: name, values: Float64Array.from(rows, (row) => column.values[row] as number) }
  }
  return null
}
