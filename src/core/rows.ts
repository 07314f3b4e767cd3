/** A matrix as its distinct rows, in the order in which they first come, and which of them each row is. */
export interface DistinctRows {
  readonly rows: Float32Array
  readonly which: Uint16Array<ArrayBuffer>
}

/** Rows that an index of 16 bits tells apart. */
const MOST_ROWS = 65_536

/** Rows are the same where every bit is: NaN is not lost, and −0 is not 0. Null where hardly any is, or they are too many. */
export function distinctRows(values: Float32Array, width: number): DistinctRows | null {
  const count = width === 0 ? 0 : values.length / width
  if (!Number.isInteger(count) || count < 2 || count > MOST_ROWS) return null
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length)
  const first: number[] = []
  const which = new Uint16Array(count)
  /** The latest distinct row of a hash; `before` leads to those that share it. */
  const latest = new Map<number, number>()
  const before: (number | undefined)[] = []
  for (let row = 0; row < count; row++) {
    const hash = hashOf(bits, row * width, width)
    let known = latest.get(hash)
    while (known !== undefined && !isSame(bits, (first[known] as number) * width, row * width, width))
      known = before[known]
    if (known === undefined) {
      known = first.length
      before.push(latest.get(hash))
      latest.set(hash, known)
      first.push(row)
      if (first.length > count / 2) return null
    }
    which[row] = known
  }
  const rows = new Float32Array(first.length * width)
  for (const [to, from] of first.entries())
    rows.set(values.subarray(from * width, (from + 1) * width), to * width)
  return { rows, which }
}

/** All rows again; null where one is named that is not there. */
export function allRows({ rows, which }: DistinctRows, width: number): Float32Array | null {
  const values = new Float32Array(which.length * width)
  for (const [to, from] of which.entries()) {
    const row = rows.subarray(from * width, (from + 1) * width)
    if (row.length < width) return null
    values.set(row, to * width)
  }
  return values
}

/** The first bytes of all numbers, then the second, and so on: bytes that are alike lie together, and pack well. */
export function bytePlanes(values: Float32Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
  const planes = new Uint8Array(bytes.length)
  for (let at = 0; at < bytes.length; at++) planes[(at & 3) * values.length + (at >> 2)] = bytes[at] as number
  return planes
}

/** Null for bytes that are no planes of numbers. */
export function fromBytePlanes(planes: Uint8Array): Float32Array | null {
  if (planes.length % 4 !== 0) return null
  const count = planes.length / 4
  const bytes = new Uint8Array(planes.length)
  for (let at = 0; at < bytes.length; at++) bytes[at] = planes[(at & 3) * count + (at >> 2)] as number
  return new Float32Array(bytes.buffer)
}

function hashOf(bits: Uint32Array, from: number, width: number): number {
  let hash = 0x811c9dc5
  for (let at = from; at < from + width; at++) hash = Math.imul(hash ^ (bits[at] as number), 0x01000193)
  return hash
}

function isSame(bits: Uint32Array, a: number, b: number, width: number): boolean {
  for (let at = 0; at < width; at++) if (bits[a + at] !== bits[b + at]) return false
  return true
}
