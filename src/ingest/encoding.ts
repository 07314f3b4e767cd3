import { joined } from '../core/bytes.ts'
import type { Encoding } from '../core/data/read-settings.ts'
import { isUtf8 } from './utf8.ts'

/** Bytes at the beginning of a file by which its encoding is recognised. */
export const HEAD = 1 << 16
/** Fewer faults than this share of the sequences beyond ASCII: UTF-8 that was damaged, and nothing else. */
const DAMAGED = 0.1

/** The encoding of a text, by its first bytes: a mark, then NULs in every other place, then what is valid. */
export function encodingOf(head: Uint8Array): Encoding {
  const [a, b] = head
  if (a === 0xff && b === 0xfe) return 'utf-16le'
  if (a === 0xfe && b === 0xff) return 'utf-16be'
  if (a === 0xef && b === 0xbb && head[2] === 0xbf) return 'utf-8'
  return wideOf(head) ?? (isMostlyUtf8(head) || !isGb18030(head) ? 'utf-8' : 'gb18030')
}

/** Text in which delimiters and digits prevail has a NUL in nearly every second byte of UTF-16. */
function wideOf(head: Uint8Array): Encoding | null {
  const nuls = [0, 0]
  for (let at = 0; at < head.length; at++) if (head[at] === 0) nuls[at & 1] = (nuls[at & 1] as number) + 1
  const [even, odd] = nuls as [number, number]
  const pairs = head.length / 2
  if (Math.max(even, odd) < 0.3 * pairs || Math.min(even, odd) > 0.02 * pairs) return null
  return odd > even ? 'utf-16le' : 'utf-16be'
}

function isMostlyUtf8(head: Uint8Array): boolean {
  let good = 0
  let bad = 0
  let at = 0
  while (at < head.length) {
    const byte = head[at] as number
    if (byte < 0x80) {
      at++
      continue
    }
    const length = byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4
    // What the end of the head cuts off is judged by nobody.
    if (at + length > head.length) break
    const isGood = isUtf8(head, at, at + length)
    if (isGood) good++
    else bad++
    at += isGood ? length : 1
  }
  return bad <= DAMAGED * good
}

function isGb18030(head: Uint8Array): boolean {
  try {
    new TextDecoder('gb18030', { fatal: true }).decode(head, { stream: true })
    return true
  } catch {
    return false
  }
}

/** Turns pieces of a text into UTF-8, without its mark; of characters cut in two the first part waits for the other. */
export function toUtf8(encoding: Encoding) {
  if (encoding === 'utf-8') return utf8Pieces()
  const decoder = new TextDecoder(encoding)
  const encoder = new TextEncoder()
  return {
    piece: (bytes: Uint8Array): Uint8Array => encoder.encode(decoder.decode(bytes, { stream: true })),
    rest: (): Uint8Array => encoder.encode(decoder.decode()),
  }
}

/** As they are, but for a mark in the first three bytes, which may come one by one. */
function utf8Pieces() {
  const MARK = [0xef, 0xbb, 0xbf]
  let held: number[] | null = []
  return {
    piece(bytes: Uint8Array): Uint8Array {
      if (held === null) return bytes
      const all = Uint8Array.from([...held, ...bytes.subarray(0, 3 - held.length)])
      const rest = bytes.subarray(3 - held.length)
      const isMarkSoFar = all.every((byte, i) => byte === MARK[i])
      if (isMarkSoFar && all.length < 3) {
        held = [...all]
        return new Uint8Array()
      }
      held = null
      return isMarkSoFar ? rest : joined([all, rest])
    },
    rest: (): Uint8Array => Uint8Array.from(held ?? []),
  }
}
