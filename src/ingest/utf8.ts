/**
 * Whether the bytes from `start` to `end` are well-formed UTF-8 (Unicode, table 3-7): no cut sequence, no overlong form,
 * no surrogate, nothing above U+10FFFF.
 */
export function isUtf8(bytes: Uint8Array, start: number, end: number): boolean {
  let at = start
  while (at < end) {
    const lead = bytes[at] as number
    if (lead < 0x80) {
      at++
      continue
    }
    const length = lengthOf(lead)
    if (length === 0 || at + length > end) return false
    const second = bytes[at + 1] as number
    if (second < leastSecond(lead) || second > mostSecond(lead)) return false
    for (let i = 2; i < length; i++) {
      if (((bytes[at + i] as number) & 0xc0) !== 0x80) return false
    }
    at += length
  }
  return true
}

/** Bytes of the sequence that this one leads; 0 where it leads none. */
function lengthOf(lead: number): number {
  if (lead < 0xc2 || lead > 0xf4) return 0
  return lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4
}

const leastSecond = (lead: number): number => (lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80)
const mostSecond = (lead: number): number => (lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf)

/** Whether U+FFFD is among the bytes of this UTF-8. */
export function hasReplacement(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end - 2; at++) {
    if (bytes[at] === 0xef && bytes[at + 1] === 0xbf && bytes[at + 2] === 0xbd) return true
  }
  return false
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** Text of the bytes; what is not UTF-8 becomes U+FFFD. */
export function textAt(bytes: Uint8Array, start: number, end: number): string {
  if (end - start > 24) return decoder.decode(bytes.subarray(start, end))
  let text = ''
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number
    if (byte >= 0x80) return decoder.decode(bytes.subarray(start, end))
    text += String.fromCharCode(byte)
  }
  return text
}
