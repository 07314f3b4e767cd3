import type { Column, Dataset } from '../dataset.ts'

/** Positions among `rows` of rows that equal an earlier one of them in every column of the file. */
export function duplicateRows(dataset: Dataset, rows: Uint32Array): Uint32Array {
  const columns = [...dataset.columns.values()]
  const hashes = hashed(columns, rows)
  // Twice the rows and a power of two: chains stay short.
  const mask = 2 ** Math.ceil(Math.log2(Math.max(2, rows.length) * 2)) - 1
  const first = new Int32Array(mask + 1).fill(-1)
  const found: number[] = []
  for (let i = 0; i < rows.length; i++) {
    let place = (hashes[i] as number) & mask
    for (;;) {
      const other = first[place] as number
      if (other < 0) {
        first[place] = i
        break
      }
      if (hashes[other] === hashes[i] && areEqual(columns, rows[other] as number, rows[i] as number)) {
        found.push(i)
        break
      }
      place = (place + 1) & mask
    }
  }
  return Uint32Array.from(found)
}

function hashed(columns: readonly Column[], rows: Uint32Array): Int32Array {
  const hashes = new Int32Array(rows.length)
  for (const column of columns) {
    if (column.kind === 'categorical') mixCodes(hashes, column.codes, rows)
    else mixNumbers(hashes, column.values, rows)
  }
  return hashes
}

function mixCodes(hashes: Int32Array, codes: Int32Array, rows: Uint32Array): void {
  for (let i = 0; i < rows.length; i++) {
    const hash = Math.imul((hashes[i] as number) ^ (codes[rows[i] as number] as number), 0x9e3779b1)
    hashes[i] = hash ^ (hash >>> 15)
  }
}

function mixNumbers(hashes: Int32Array, values: Float64Array, rows: Uint32Array): void {
  const number = new Float64Array(1)
  const bits = new Int32Array(number.buffer)
  for (let i = 0; i < rows.length; i++) {
    const value = values[rows[i] as number] as number
    // −0 becomes 0, and every NaN the same one.
    number[0] = Number.isNaN(value) ? Number.NaN : value + 0
    let hash = Math.imul((hashes[i] as number) ^ (bits[0] as number), 0x9e3779b1)
    hash = Math.imul(hash ^ (hash >>> 15) ^ (bits[1] as number), 0x85ebca6b)
    hashes[i] = hash ^ (hash >>> 13)
  }
}

const areEqual = (columns: readonly Column[], one: number, other: number): boolean =>
  columns.every((column) => {
    if (column.kind === 'categorical') return column.codes[one] === column.codes[other]
    const [a, b] = [column.values[one] as number, column.values[other] as number]
    return a === b || (Number.isNaN(a) && Number.isNaN(b))
  })
