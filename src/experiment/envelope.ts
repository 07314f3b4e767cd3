import { deflateSync, Inflate } from 'fflate'
import { byteReader, joined, varint } from '../core/bytes.ts'
import { canonicalJson, sha256Bytes, utf8 } from '../core/hash.ts'
import { fail, issue, ok, type Result } from '../core/result.ts'

/** Longest link that is read, and most bytes that its body may unpack to. */
const LONGEST = 64 * 1024
const LARGEST = 256 * 1024
/** Most levels of a payload, four times those of a plan: what walks deeper data runs out of stack. */
const DEEPEST = 32
const DEFLATED = 1
const RESULTS = 2
const PREFIX = '#/x/'

/** What a link holds: JSON, and in a result link a block of numbers (run/claims-block.ts). */
export interface Contents {
  readonly payload: unknown
  readonly block: Uint8Array | null
}

/**
 * `#/x/1.<body>.<check>`: body = base64url(flags | content, deflated if that saves a tenth), check = 36 bits of SHA-256.
 * The content is JSON; with results it is the JSON's length as a varint, the JSON, the block.
 */
export function sealed(payload: unknown, dictionary: Uint8Array, block: Uint8Array | null = null): string {
  const json = utf8(canonicalJson(payload))
  const whole = block === null ? json : joined([varint(json.length), json, block])
  const packed = deflateSync(whole, { level: 9, dictionary })
  const isDeflated = packed.length <= whole.length * 0.9
  const flags = (isDeflated ? DEFLATED : 0) | (block === null ? 0 : RESULTS)
  const body = base64url(joined([Uint8Array.of(flags), isDeflated ? packed : whole]))
  return `${PREFIX}1.${body}.${checkOf(body)}`
}

/** What a link holds, its JSON unparsed. */
export function opened(hash: string, dictionary: Uint8Array): Result<Contents> {
  if (!hash.startsWith(PREFIX)) return broken('link.notALink')
  if (hash.length > LONGEST) return broken('link.tooLong')
  const [version, body, check] = hash.slice(PREFIX.length).split('.')
  if (version !== '1') return broken('link.newer')
  if (body === undefined || check === undefined || check !== checkOf(body)) return broken('link.cut')
  const bytes = fromBase64url(body)
  if (bytes === null || bytes.length === 0) return broken('link.cut')
  const flags = bytes[0] as number
  if ((flags & ~(DEFLATED | RESULTS)) !== 0) return broken('link.newer')
  const content = bytes.subarray(1)
  const whole = (flags & DEFLATED) === 0 ? content : inflated(content, dictionary)
  const parts = whole === null ? null : partsOf(whole, (flags & RESULTS) !== 0)
  if (parts === null) return broken('link.damaged')
  try {
    const payload: unknown = JSON.parse(textOf(parts.json))
    return isShallow(payload, DEEPEST) ? ok({ payload, block: parts.block }) : broken('link.damaged')
  } catch {
    return broken('link.damaged')
  }
}

function partsOf(whole: Uint8Array, hasResults: boolean) {
  if (!hasResults) return { json: whole, block: null }
  const source = byteReader(whole)
  const length = source.varint()
  if (length === null || length > source.left()) return null
  return { json: source.take(length), block: source.take(source.left()) }
}

const broken = (code: string) => fail([issue('link', code)])

const isShallow = (value: unknown, levels: number): boolean =>
  value === null ||
  typeof value !== 'object' ||
  (levels > 0 && Object.values(value).every((entry) => isShallow(entry, levels - 1)))

const checkOf = (body: string): string => base64url(sha256Bytes(utf8(`1.${body}`))).slice(0, 6)

/** Unpacks in small pieces and gives up beyond the cap; null when the data are damaged or too large. */
function inflated(bytes: Uint8Array, dictionary: Uint8Array): Uint8Array | null {
  const pieces: Uint8Array[] = []
  let size = 0
  let isWhole = false
  const inflate = new Inflate({ dictionary }, (piece, final) => {
    pieces.push(piece)
    size += piece.length
    isWhole ||= final
  })
  try {
    for (let at = 0; at < bytes.length; at += 64) {
      inflate.push(bytes.slice(at, at + 64), at + 64 >= bytes.length)
      if (size > LARGEST) return null
    }
  } catch {
    return null
  }
  if (!isWhole) return null
  return joined(pieces)
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

export function base64url(bytes: Uint8Array): string {
  let text = ''
  for (let i = 0; i < bytes.length; i += 3) {
    const word = ((bytes[i] as number) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0)
    const characters = Math.min(4, bytes.length - i + 1)
    for (let c = 0; c < characters; c++) text += ALPHABET[(word >>> (18 - 6 * c)) & 63]
  }
  return text
}

export function fromBase64url(text: string): Uint8Array | null {
  if (text.length % 4 === 1) return null
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4))
  let word = 0
  let bits = 0
  let at = 0
  for (const character of text) {
    const value = ALPHABET.indexOf(character)
    if (value < 0) return null
    word = ((word << 6) | value) & 0xffffff
    bits += 6
    if (bits >= 8) {
      bits -= 8
      bytes[at++] = (word >>> bits) & 255
    }
  }
  return bytes
}

/** UTF-8 to text by the language's own library (no TextDecoder there). Throws on bytes that are not UTF-8. */
function textOf(bytes: Uint8Array): string {
  let escaped = ''
  for (const byte of bytes) {
    const isPlain = byte < 0x80 && byte !== 0x25
    escaped += isPlain ? String.fromCharCode(byte) : `%${byte.toString(16).padStart(2, '0')}`
  }
  return decodeURIComponent(escaped)
}
