import { joined } from '../core/bytes.ts'

/** A message of Protocol Buffers being written: fields in the order in which they are added. */
export class Message {
  readonly #parts: Uint8Array[] = []

  /** A whole number, negative ones in ten bytes as int64 has it. */
  int(field: number, value: number): this {
    return this.#raw(varint(BigInt(field << 3))).#raw(varint(BigInt.asUintN(64, BigInt(value))))
  }

  float(field: number, value: number): this {
    const bytes = new Uint8Array(4)
    new DataView(bytes.buffer).setFloat32(0, value, true)
    return this.#raw(varint(BigInt((field << 3) | 5))).#raw(bytes)
  }

  bytes(field: number, value: Uint8Array): this {
    return this.#raw(varint(BigInt((field << 3) | 2)))
      .#raw(varint(BigInt(value.length)))
      .#raw(value)
  }

  text(field: number, value: string): this {
    return this.bytes(field, new TextEncoder().encode(value))
  }

  message(field: number, value: Message): this {
    return this.bytes(field, value.finish())
  }

  finish(): Uint8Array<ArrayBuffer> {
    return joined(this.#parts)
  }

  #raw(part: Uint8Array): this {
    this.#parts.push(part)
    return this
  }
}

function varint(value: bigint): Uint8Array {
  const bytes: number[] = []
  let left = value
  do {
    const low = Number(left & 0x7fn)
    left >>= 7n
    bytes.push(left === 0n ? low : low | 0x80)
  } while (left !== 0n)
  return Uint8Array.from(bytes)
}
