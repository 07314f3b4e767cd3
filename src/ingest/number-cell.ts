import { textAt } from './utf8.ts'

/** Largest integer that a 64-bit float holds exactly. */
const EXACT = Number.MAX_SAFE_INTEGER
/** A number as a person or a program writes it. */
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/
/** Digits only, and yet no number that a float holds as it is written: 007, or twenty digits. */
const ID = /^[+-]?\d+$/
const MISSING = new Set(['', 'NA', 'N/A', 'NaN', 'nan', 'null', 'NULL', 'None'])
/** 10⁰ … 10¹⁵: with an integer below 10¹⁵ as numerator the quotient is the correctly rounded decimal. */
const POWERS = Float64Array.from({ length: 16 }, (_, i) => 10 ** i)
const MOST_DIGITS = 15

export const isMissing = (text: string): boolean => MISSING.has(text.trim())

/** How a cell of a column of numbers was written, so that its text can be had back. */
export const FORMAT = {
  /** 0 … 15: so many decimals, as `toFixed` writes them. */
  script: 252,
  /** In some other way: the text is kept. */
  other: 253,
  /** It is no number: the text is kept. */
  text: 254,
  missing: 255,
} as const

export interface NumberCell {
  value: number
  format: number
  /** Digits that a number would not keep: such a column is one of ids. */
  isId: boolean
}

/** Reads the cell between two places into `cell`. */
export function readNumber(bytes: Uint8Array, start: number, end: number, cell: NumberCell): void {
  cell.isId = false
  if (start === end) {
    cell.value = Number.NaN
    cell.format = FORMAT.missing
    return
  }
  if (!readDecimal(bytes, start, end, cell)) readText(textAt(bytes, start, end), cell)
}

/** The common form, −?(0|[1-9]\d*)(\.\d+)? of at most 15 digits; false for all others. */
function readDecimal(bytes: Uint8Array, start: number, end: number, cell: NumberCell): boolean {
  const isNegative = bytes[start] === 45
  const first = isNegative ? start + 1 : start
  let at = first
  let whole = 0
  let digit = ((bytes[at] as number) ^ 48) | 0
  while (at < end && digit <= 9) {
    whole = whole * 10 + digit
    digit = ((bytes[++at] as number) ^ 48) | 0
  }
  const digits = at - first
  if (digits === 0 || digits > MOST_DIGITS || (digits > 1 && bytes[first] === 48)) return false
  let decimals = 0
  if (at < end) {
    if (bytes[at] !== 46) return false
    const point = at++
    digit = at < end ? (bytes[at] as number) ^ 48 : 10
    while (at < end && digit <= 9) {
      whole = whole * 10 + digit
      digit = ((bytes[++at] as number) ^ 48) | 0
    }
    decimals = at - point - 1
    if (at < end || decimals === 0 || digits + decimals > MOST_DIGITS) return false
  }
  if (isNegative && whole === 0) return false
  const size = decimals === 0 ? whole : whole / (POWERS[decimals] as number)
  cell.value = isNegative ? -size : size
  cell.format = decimals
  return true
}

function readText(text: string, cell: NumberCell): void {
  const trimmed = text.trim()
  cell.value = Number.NaN
  if (MISSING.has(trimmed)) {
    cell.format = FORMAT.missing
    return
  }
  cell.format = FORMAT.text
  const value = NUMBER.test(trimmed) ? Number(trimmed) : Number.NaN
  if (Number.isFinite(value) && !(Number.isInteger(value) && Math.abs(value) > EXACT)) {
    cell.value = value
    cell.format = text === String(value) ? FORMAT.script : FORMAT.other
  } else {
    cell.isId = ID.test(trimmed) || !Number.isNaN(value)
  }
}

/** The text of a number by its format; kept texts are not known here. */
export const numberText = (value: number, format: number): string =>
  format === 0 || format === FORMAT.script ? String(value) : value.toFixed(format)
