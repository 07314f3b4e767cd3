import { ADDRESS_WORDS, END, HEAD_WORDS } from './kernels/opcodes.ts'

/** Bytes at row 0 of a batch, and how many more for each row, each row group and each worker. */
export interface Address {
  readonly at: number
  readonly row: number
  readonly group: number
  readonly worker: number
}
export const fixed = (at: number): Address => ({ at, row: 0, group: 0, worker: 0 })
export const shifted = (address: Address, bytes: number): Address => ({ ...address, at: address.at + bytes })

/** A number that a record holds as a float. */
export interface Float {
  readonly float: number
}
/** One call of a kernel. */
export interface Call {
  readonly code: number
  readonly addresses: readonly Address[]
  readonly words: readonly (number | Float)[]
}

/** Calls as the words that the kernels walk. */
export function encoded(calls: readonly Call[]): Int32Array {
  const lengths = calls.map(
    ({ addresses, words }) => HEAD_WORDS + ADDRESS_WORDS * addresses.length + words.length,
  )
  const table = new Int32Array(lengths.reduce((a, b) => a + b, 0) + 1)
  const floats = new Float32Array(table.buffer)
  let at = 0
  for (const [i, { code, addresses, words }] of calls.entries()) {
    const length = lengths[i] as number
    table.set([code, 4 * length, ...addresses.flatMap((a) => [a.at, a.row, a.group, a.worker])], at)
    const first = at + HEAD_WORDS + ADDRESS_WORDS * addresses.length
    for (const [w, word] of words.entries()) {
      if (typeof word === 'number') table[first + w] = word
      else floats[first + w] = word.float
    }
    at += length
  }
  table[at] = END
  return table
}
