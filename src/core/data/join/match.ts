import type { Column } from '../dataset.ts'
import { categoriesOf } from '../values.ts'

/** Keys of the rows of two tables over one dictionary: equal values, equal codes; −1 where a part of the key is missing. */
export interface JointCodes {
  readonly left: Int32Array
  readonly right: Int32Array
  /** All codes are below it. */
  readonly count: number
}

/** Keys of one or more columns; numbers equal the text that writes them. */
export function jointCodes(left: readonly Column[], right: readonly Column[]): JointCodes {
  let joint: JointCodes | null = null
  for (const [i, column] of left.entries()) {
    const next = codesOfPair(column, right[i] as Column)
    joint = joint === null ? next : paired(joint, next)
  }
  if (joint === null) throw new Error('a key needs a column')
  return joint
}

function codesOfPair(left: Column, right: Column): JointCodes {
  if (left.kind === 'numeric' && right.kind === 'numeric') {
    const most = Math.max(mostOf(left.values), mostOf(right.values))
    if (most < SPARSE * (left.values.length + right.values.length)) {
      return { left: wholeCodes(left.values), right: wholeCodes(right.values), count: most + 1 }
    }
    const known = new Map<number, number>()
    const read = (values: Float64Array): Int32Array => {
      const codes = new Int32Array(values.length)
      for (let row = 0; row < values.length; row++) codes[row] = numbered(known, values[row] as number)
      return codes
    }
    return { left: read(left.values), right: read(right.values), count: known.size }
  }
  const known = new Map<string, number>()
  const read = (column: Column): Int32Array => {
    const { codes, levels } = categoriesOf(column)
    const own = Int32Array.from(levels, (level) => {
      const code = known.get(level) ?? known.size
      known.set(level, code)
      return code
    })
    const joint = new Int32Array(codes.length)
    for (let row = 0; row < codes.length; row++) {
      const code = codes[row] as number
      joint[row] = code < 0 ? -1 : (own[code] as number)
    }
    return joint
  }
  return { left: read(left), right: read(right), count: known.size }
}

/** Ids up to so many times the rows are their own codes: a table of them is smaller than a dictionary. */
const SPARSE = 8

/** The largest value; infinite where one is no whole number from 0 on. */
function mostOf(values: Float64Array): number {
  let most = -1
  for (let row = 0; row < values.length; row++) {
    const value = values[row] as number
    if (Number.isNaN(value)) continue
    if (value < 0 || !Number.isInteger(value)) return Number.POSITIVE_INFINITY
    if (value > most) most = value
  }
  return most
}

function wholeCodes(values: Float64Array): Int32Array {
  const codes = new Int32Array(values.length)
  for (let row = 0; row < values.length; row++) {
    const value = values[row] as number
    codes[row] = Number.isNaN(value) ? -1 : value
  }
  return codes
}

function numbered(known: Map<number, number>, value: number): number {
  if (Number.isNaN(value)) return -1
  const code = known.get(value)
  if (code !== undefined) return code
  known.set(value, known.size)
  return known.size - 1
}

/** Codes of pairs of codes. */
function paired(a: JointCodes, b: JointCodes): JointCodes {
  const known = new Map<number, number>()
  const read = (first: Int32Array, second: Int32Array): Int32Array => {
    const codes = new Int32Array(first.length)
    for (let row = 0; row < codes.length; row++) {
      const [code, other] = [first[row] as number, second[row] as number]
      codes[row] = code < 0 || other < 0 ? -1 : numbered(known, code * b.count + other)
    }
    return codes
  }
  return { left: read(a.left, b.left), right: read(a.right, b.right), count: known.size }
}

export interface Match {
  /** For each row on the left its row on the right, −1 where there is none. */
  readonly rows: Int32Array
  readonly matched: number
  /** Rows on the right whose key an earlier one has: they are never matched. */
  readonly duplicates: number
}

/** Each row on the left with the first row on the right that has its key. */
export function matchRows(left: readonly Column[], right: readonly Column[]): Match {
  const codes = jointCodes(left, right)
  const first = new Int32Array(codes.count).fill(-1)
  let duplicates = 0
  for (let row = 0; row < codes.right.length; row++) {
    const code = codes.right[row] as number
    if (code < 0) continue
    if (first[code] === -1) first[code] = row
    else duplicates++
  }
  const rows = new Int32Array(codes.left.length)
  let matched = 0
  for (let row = 0; row < rows.length; row++) {
    const code = codes.left[row] as number
    const at = code < 0 ? -1 : (first[code] as number)
    rows[row] = at
    if (at >= 0) matched++
  }
  return { rows, matched, duplicates }
}
