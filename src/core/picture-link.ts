import { joined } from './bytes.ts'

/** Under which a picture holds the link of what it shows. */
const KEYWORD = 'Soundcheck'
const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
const METADATA = 'soundcheck-link'

export const isPng = (bytes: Uint8Array): boolean => SIGNATURE.every((byte, i) => bytes[i] === byte)

/** A PNG with the link in a tEXt chunk before its end; every other byte stays. */
export function pngWithLink(png: Uint8Array, link: string): Uint8Array<ArrayBuffer> {
  const end = [...chunksOf(png)].find(({ type }) => type === 'IEND')
  if (end === undefined) throw new Error('a PNG without an end')
  const chunk = textChunk(`${KEYWORD}\0${link}`)
  return joined([png.subarray(0, end.at), chunk, png.subarray(end.at)])
}

/** The link that a PNG holds; null where it holds none that is whole. */
export function linkOfPng(png: Uint8Array): string | null {
  for (const { type, data, isWhole } of chunksOf(png)) {
    if (type !== 'tEXt' || !isWhole) continue
    const [keyword, text] = latin(data).split('\0')
    if (keyword === KEYWORD && text !== undefined) return linkWithin(text)
  }
  return null
}

/** An SVG with the link in its metadata, which viewers do not draw. */
export function svgWithLink(svg: string, link: string): string {
  const metadata = `<metadata id="${METADATA}">${link.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</metadata>`
  return svg.replace(/<svg[^>]*>/, (start) => `${start}${metadata}`)
}

export function linkOfSvg(svg: string): string | null {
  const held = new RegExp(`<metadata[^>]*\\bid="${METADATA}"[^>]*>([^<]*)</metadata>`).exec(svg)?.[1]
  return held === undefined ? null : linkWithin(held)
}

/** The part of an address that says what it links to. */
const linkWithin = (text: string): string | null => /#\/x\/[\w.~-]+/.exec(text)?.[0] ?? null

interface Chunk {
  /** Where it begins. */
  readonly at: number
  readonly type: string
  readonly data: Uint8Array
  /** Whether its checksum holds. */
  readonly isWhole: boolean
}

/** Length, type, data and checksum, one after another, as far as the bytes go. */
function* chunksOf(png: Uint8Array): Generator<Chunk> {
  if (!isPng(png)) return
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength)
  for (let at = SIGNATURE.length; at + 12 <= png.length; ) {
    const length = view.getUint32(at)
    const next = at + 12 + length
    if (next > png.length) return
    const type = latin(png.subarray(at + 4, at + 8))
    const isWhole = view.getUint32(next - 4) === crc32(png.subarray(at + 4, next - 4))
    yield { at, type, data: png.subarray(at + 8, next - 4), isWhole }
    at = next
  }
}

function textChunk(text: string): Uint8Array {
  const chunk = new Uint8Array(12 + text.length)
  const view = new DataView(chunk.buffer)
  view.setUint32(0, text.length)
  for (const [i, character] of [...`tEXt${text}`].entries()) {
    const code = character.charCodeAt(0)
    if (code > 255) throw new Error('a link of other characters than Latin-1')
    chunk[4 + i] = code
  }
  view.setUint32(8 + text.length, crc32(chunk.subarray(4, 8 + text.length)))
  return chunk
}

function latin(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return text
}

/** CRC-32 as PNG and ZIP have it: the polynomial 0xEDB88320, bit by bit. */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  return ~crc >>> 0
}
