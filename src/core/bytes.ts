/** Pieces one after another. */
export function joined(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const piece of pieces) {
    all.set(piece, at)
    at += piece.length
  }
  return all
}

/** Largest number that a varint holds here. */
const MOST = 2 ** 32 - 1

/** A whole number from 0 to 2³² − 1 by seven bits a byte, the lowest first; the top bit says that more follow. */
export function varint(value: number): Uint8Array {
  const bytes: number[] = []
  pushVarint(bytes, value)
  return Uint8Array.from(bytes)
}

/** The same at the end of other bytes. */
export function pushVarint(bytes: number[], value: number): void {
  if (!Number.isInteger(value) || value < 0 || value > MOST) throw new RangeError(`no varint: ${value}`)
  let rest = value
  while (rest > 127) {
    bytes.push((rest % 128) | 128)
    rest = Math.floor(rest / 128)
  }
  bytes.push(rest)
}

/** 0, −1, 1, −2, … as 0, 1, 2, 3, …: small numbers of either sign are short varints. */
export const zigzag = (value: number): number => (value < 0 ? -2 * value - 1 : 2 * value)
export const unzigzag = (code: number): number => (code % 2 === 1 ? -(code + 1) / 2 : code / 2)

/** Bytes read from front to back. Every read is null where the bytes end before it does. */
export interface ByteReader {
  byte(): number | null
  varint(): number | null
  /** Zig-zag varint. */
  signed(): number | null
  /** At most as many bytes as are left. */
  take(count: number): Uint8Array
  left(): number
}

export function byteReader(bytes: Uint8Array): ByteReader {
  let at = 0
  const byte = (): number | null => bytes[at++] ?? null
  function whole(): number | null {
    let value = 0
    for (let scale = 1; scale <= 2 ** 28; scale *= 128) {
      const next = byte()
      if (next === null) return null
      value += (next & 127) * scale
      if (next < 128) return value <= MOST ? value : null
    }
    return null
  }
  return {
    byte,
    varint: whole,
    signed() {
      const code = whole()
      return code === null ? null : unzigzag(code)
    },
    take(count) {
      const piece = bytes.subarray(at, at + count)
      at += piece.length
      return piece
    },
    left: () => Math.max(0, bytes.length - at),
  }
}
