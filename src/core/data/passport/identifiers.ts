import type { Column } from '../dataset.ts'
import { plain } from '../guess.ts'
import { dayRule } from '../requests.ts'
import type { Feature } from '../schema.ts'
import { MOST_VALUES } from '../vocabulary.ts'

/** Digits that make a number a code when all have as many. */
const CODE_DIGITS = 6
const WORDS = ['id', 'ids', 'uid', 'uuid', 'code', 'zip', 'zipcode', 'postcode', 'phone', 'sku', 'isbn']
const CHINESE = ['编号', '编码', '邮编', '代码']

/** What of a column is read as a quantity though it names things; null where it does not. */
export interface IdentifierRange {
  readonly least: number
  readonly largest: number
}

/**
 * Whole numbers, more than a few, under a name of ids or all of one length of six digits or more: cut into bins, neighbours
 * would be taken for alike. Dates and moments are none.
 */
export function readsAsIdentifier(
  column: Column,
  { roles }: Feature,
  rows: Uint32Array,
): IdentifierRange | null {
  if (column.kind !== 'numeric' || roles.includes('duration') || roles.includes('position')) return null
  const { values } = column
  const distinct = new Set<number>()
  let [least, largest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (let i = 0; i < rows.length; i++) {
    const value = values[rows[i] as number] as number
    if (Number.isNaN(value)) continue
    if (!Number.isInteger(value) || value < 0) return null
    if (distinct.size <= MOST_VALUES) distinct.add(value)
    if (value < least) least = value
    if (value > largest) largest = value
  }
  if (distinct.size <= MOST_VALUES) return null
  const isCode = String(least).length === String(largest).length && least >= 10 ** (CODE_DIGITS - 1)
  return isNamedLikeId(column.name) || (isCode && dayRule(values) === null) ? { least, largest } : null
}

const isNamedLikeId = (name: string): boolean =>
  plain(name)
    .split('_')
    .some((word) => WORDS.includes(word)) ||
  /[a-z]I[dD]s?$/.test(name) ||
  CHINESE.some((word) => name.includes(word))
