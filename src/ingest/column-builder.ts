import type { Column } from '../core/data/dataset.ts'

/** Largest integer that a 64-bit float holds exactly. */
const EXACT = Number.MAX_SAFE_INTEGER
/** A number as a person or a program writes it; 007 is an id, not a number. */
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/
const MISSING = new Set(['', 'NA', 'N/A', 'NaN', 'nan', 'null', 'NULL', 'None'])

/** Collects one column's cells as codes into the list of its distinct values. */
export interface ColumnBuilder {
  add(cell: string): void
  build(): Column
}

export function columnBuilder(name: string): ColumnBuilder {
  const codeOf = new Map<string, number>()
  const levels: string[] = []
  let codes = new Int32Array(4096)
  let length = 0
  let last = ''
  let lastCode = -2

  function code(cell: string): number {
    if (cell === last && lastCode !== -2) return lastCode
    let known = codeOf.get(cell)
    if (known === undefined) {
      known = MISSING.has(cell.trim()) ? -1 : levels.length
      if (known >= 0) levels.push(cell)
      codeOf.set(cell, known)
    }
    last = cell
    lastCode = known
    return known
  }

  return {
    add(cell) {
      if (length === codes.length) {
        const wider = new Int32Array(length * 2)
        wider.set(codes)
        codes = wider
      }
      codes[length++] = code(cell)
    },
    build() {
      const used = codes.slice(0, length)
      const numbers = numericLevels(levels)
      if (numbers === null) return { kind: 'categorical', name, codes: used, levels }
      const values = Float64Array.from(used, (c) => (c < 0 ? Number.NaN : (numbers[c] as number)))
      return { kind: 'numeric', name, values }
    },
  }
}

/** The numbers that all levels write, or null when one does not. A column without any value is categorical. */
function numericLevels(levels: readonly string[]): Float64Array | null {
  if (levels.length === 0) return null
  const numbers = new Float64Array(levels.length)
  for (const [i, level] of levels.entries()) {
    const text = level.trim()
    if (!NUMBER.test(text)) return null
    const value = Number(text)
    if (!Number.isFinite(value) || (Number.isInteger(value) && Math.abs(value) > EXACT)) return null
    numbers[i] = value
  }
  return numbers
}
