const WHOLE = /^-?(?:0|[1-9]\d*)$/
const COMMA = /^-?(?:0|[1-9]\d*),\d+$/
/** A comma before three digits parts thousands as well as decimals, but for a nought before it. */
const CLEAR = /^-?(?:0,\d+|\d+,(?:\d{1,2}|\d{4,}))$/
/** Share of the cells that are written with a comma or as whole numbers, for the column to be named. */
const NEARLY_ALL = 0.99

export type DecimalCommas =
  | { readonly kind: 'read'; readonly values: Float64Array; readonly example: string }
  | { readonly kind: 'ambiguous'; readonly example: string }

/**
 * Whether a column of text is one of numbers with decimal commas. They are read only if every cell is one and at
 * least one of them can be nothing else: 1,234 may be a thousand. Null where it is no such column.
 */
export function decimalCommas(codes: Int32Array, levels: readonly string[]): DecimalCommas | null {
  const rows = new Uint32Array(levels.length)
  for (const code of codes) if (code >= 0) rows[code] = (rows[code] as number) + 1
  const total = rows.reduce((sum, count) => sum + count, 0)
  let others = 0
  let example: string | null = null
  let clear: string | null = null
  for (const [code, level] of levels.entries()) {
    const text = level.trim()
    if (COMMA.test(text)) {
      example ??= text
      if (CLEAR.test(text)) clear ??= text
    } else if (!WHOLE.test(text)) others += rows[code] as number
    if (others > (1 - NEARLY_ALL) * total) return null
  }
  if (example === null) return null
  if (clear === null || others > 0) return { kind: 'ambiguous', example }
  const numbers = levels.map((level) => Number(level.trim().replace(',', '.')))
  return {
    kind: 'read',
    values: Float64Array.from(codes, (code) => (code < 0 ? Number.NaN : (numbers[code] as number))),
    example: clear,
  }
}
