import type { Column } from '../dataset.ts'
import { byName, type Table } from './table.ts'

/** A column that packs many features of a row: `field ␂ feature ␃ value`, separated by ␁. */
export interface Packed {
  readonly column: string
  /** Fields that become columns of levels. */
  readonly fields: readonly string[]
  /** Fields whose value becomes a numeric column too, called D and the field. */
  readonly numbers: readonly string[]
}

const [ENTRY, FEATURE, VALUE] = ['\u0001', '\u0002', '\u0003']

/**
 * The table with the packed column unpacked. Where a row has several features of one field, the one of the largest value
 * stays, the first at ties.
 */
export function expanded(table: Table, packed: Packed): Table {
  const column = table.columns.get(packed.column)
  if (column?.kind !== 'categorical') return table
  const best = column.levels.map((level) => bestOf(level))
  const made = [
    ...packed.fields.map((field) => featureColumn(field, column.codes, best)),
    ...packed.numbers.map((field) => valueColumn(field, column.codes, best)),
  ]
  const kept = [...table.columns.values()].filter(({ name }) => name !== packed.column)
  return { ...table, columns: byName([...kept, ...made]) }
}

interface Entry {
  readonly feature: string
  readonly value: number
}

function bestOf(text: string): ReadonlyMap<string, Entry> {
  const best = new Map<string, Entry>()
  for (const entry of text.split(ENTRY as string)) {
    const [field, rest] = halves(entry, FEATURE as string)
    const [feature, number] = halves(rest, VALUE as string)
    if (field === '' || feature === '') continue
    const value = number === '' ? Number.NaN : Number(number)
    const known = best.get(field)
    if (known === undefined || value > known.value) best.set(field, { feature, value })
  }
  return best
}

function halves(text: string, mark: string): readonly [string, string] {
  const at = text.indexOf(mark)
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + mark.length)]
}

function featureColumn(
  field: string,
  codes: Int32Array,
  best: readonly ReadonlyMap<string, Entry>[],
): Column {
  const codeOf = new Map<string, number>()
  const own = Int32Array.from(best, (entries) => {
    const feature = entries.get(field)?.feature
    if (feature === undefined) return -1
    const code = codeOf.get(feature) ?? codeOf.size
    codeOf.set(feature, code)
    return code
  })
  return {
    kind: 'categorical',
    name: field,
    codes: codes.map((code) => (code < 0 ? -1 : (own[code] as number))),
    levels: [...codeOf.keys()],
  }
}

function valueColumn(field: string, codes: Int32Array, best: readonly ReadonlyMap<string, Entry>[]): Column {
  const own = Float64Array.from(best, (entries) => entries.get(field)?.value ?? Number.NaN)
  return {
    kind: 'numeric',
    name: `D${field}`,
    values: Float64Array.from(codes, (code) => (code < 0 ? Number.NaN : (own[code] as number))),
  }
}
