import { sha256Bytes, utf8 } from '../hash.ts'
import type { Column, Dataset } from './dataset.ts'
import { LEAST_FINGERPRINTED } from './fingerprint.ts'
import type { Schema } from './schema.ts'

/** Rows between two breaths. */
const PIECE = 2000
const BYTES = 32
const KEPT = 16

/** What the rows of a dataset add up to, whatever their order: 128 bits of Σ SHA-256(row) mod 2²⁵⁶, as hexadecimal digits. */
export interface RowSums {
  /** By the columns of the schema in role order; null where one of them is not there. */
  readonly mapped: string | null
  /** By all columns, in the order of the file. */
  readonly rows: string
  /** Whether fewer rows than `LEAST_FINGERPRINTED` differ, by either. */
  readonly isGuessable: boolean
}

export async function rowSums(
  dataset: Dataset,
  schema: Schema,
  breathe: () => Promise<void>,
): Promise<RowSums> {
  const cells = new Map(Array.from(dataset.columns, ([name, column]) => [name, cellOf(column)] as const))
  const roles = rolesOf(schema)
  const mapped = roles.flatMap(({ role, column }) => {
    const cell = cells.get(column)
    return cell === undefined ? [] : [{ role, cell }]
  })
  const isMapped = mapped.length === roles.length
  const [all, own] = [sum(), sum()]
  const bytes = rowBytes()
  for (let row = 0; row < dataset.rowCount; row++) {
    bytes.clear()
    for (const cell of cells.values()) cell(bytes, row)
    all.add(sha256Bytes(bytes.taken()))
    if (isMapped) {
      bytes.clear()
      for (const { role, cell } of mapped) {
        bytes.byte(role)
        cell(bytes, row)
      }
      own.add(sha256Bytes(bytes.taken()))
    }
    if (row % PIECE === PIECE - 1) await breathe()
  }
  const isGuessable = all.isGuessable() || (isMapped && own.isGuessable())
  return { mapped: isMapped ? own.hex() : null, rows: all.hex(), isGuessable }
}

/** Columns by what they are to the schema; a derived one by those that it is made of. */
function rolesOf({ user, item, time, scene, request, tasks, features, derived = [] }: Schema) {
  const named = [user, item, time, scene, request ?? null]
  const isDerived = (column: string): boolean => derived.some(({ name }) => name === column)
  return [
    ...named.flatMap((column, i) => (column === null ? [] : [{ role: i + 1, column }])),
    ...tasks.filter(({ column }) => !isDerived(column)).map(({ column }) => ({ role: 6, column })),
    ...features.filter(({ column }) => !isDerived(column)).map(({ column }) => ({ role: 7, column })),
    ...derived.flatMap(({ left, right }) => [left, right]).map((column) => ({ role: 8, column })),
  ]
}

type Cell = (bytes: RowBytes, row: number) => void
type RowBytes = ReturnType<typeof rowBytes>

/** Writes a cell so that no two rows are written alike: its kind first, a text after its length. */
function cellOf(column: Column): Cell {
  if (column.kind === 'numeric') {
    const { values } = column
    return (bytes, row) => {
      const value = values[row] as number
      if (Number.isNaN(value)) bytes.byte(0)
      else {
        bytes.byte(1)
        // −0 becomes 0.
        bytes.number(value + 0)
      }
    }
  }
  const { codes } = column
  const levels = column.levels.map(utf8)
  return (bytes, row) => {
    const level = levels[codes[row] as number]
    if (level === undefined) bytes.byte(0)
    else {
      bytes.byte(2)
      bytes.length(level.length)
      bytes.text(level)
    }
  }
}

function rowBytes() {
  let bytes = new Uint8Array(256)
  let view = new DataView(bytes.buffer)
  let at = 0
  function makeRoom(count: number): void {
    if (at + count <= bytes.length) return
    const wider = new Uint8Array(2 * (at + count))
    wider.set(bytes)
    bytes = wider
    view = new DataView(bytes.buffer)
  }
  return {
    clear(): void {
      at = 0
    },
    byte(value: number): void {
      makeRoom(1)
      bytes[at++] = value
    },
    number(value: number): void {
      makeRoom(8)
      view.setFloat64(at, value)
      at += 8
    },
    length(value: number): void {
      makeRoom(4)
      view.setUint32(at, value)
      at += 4
    },
    text(text: Uint8Array): void {
      makeRoom(text.length)
      bytes.set(text, at)
      at += text.length
    },
    taken: (): Uint8Array => bytes.subarray(0, at),
  }
}

/** Numbers of 256 bits added mod 2²⁵⁶: byte by byte, carried over at the end. Bytes of 2⁴⁵ rows fit a place. */
function sum() {
  const places = new Float64Array(BYTES)
  /** What of each number tells it from others, as long as there are few. */
  const different = new Set<bigint>()
  return {
    add(number: Uint8Array): void {
      if (different.size < LEAST_FINGERPRINTED)
        different.add(new DataView(number.buffer, number.byteOffset).getBigUint64(0))
      for (let i = 0; i < BYTES; i++) places[i] = (places[i] as number) + (number[i] as number)
    },
    isGuessable: (): boolean => different.size < LEAST_FINGERPRINTED,
    /** The highest 128 bits, which every lower one carries into. */
    hex(): string {
      const digits: string[] = []
      let carried = 0
      for (let i = BYTES - 1; i >= 0; i--) {
        const whole = (places[i] as number) + carried
        carried = Math.floor(whole / 256)
        digits.unshift((whole % 256).toString(16).padStart(2, '0'))
      }
      return digits.slice(0, KEPT).join('')
    },
  }
}
