import { joined } from './bytes.ts'
import { fail, issue, ok, type Result } from './result.ts'

/**
 * Plain data as bytes and back: what JSON holds, maps, typed arrays, undefined left out, and numbers that JSON has no form for.
 *
 *   u32 length of the text | text: JSON in ASCII | zeros to a multiple of 8 | the arrays, each at a multiple of 8
 *
 * In the text `{"$": tag, …}` stands for what JSON lacks; an object with a key `$` of its own is written as such a pair list.
 */
export function pack(value: unknown): Uint8Array<ArrayBuffer> {
  return joined(packed(value))
}

/** The same bytes in parts, one after another: the head, then the arrays themselves, which are not copied. */
export function packed(value: unknown): readonly [Uint8Array<ArrayBuffer>, ...Uint8Array[]] {
  const arrays: Uint8Array[] = []
  let end = 0

  function place(array: Packed): number {
    const at = end
    end = padded(at + array.byteLength)
    arrays.push(new Uint8Array(array.buffer, array.byteOffset, array.byteLength))
    arrays.push(new Uint8Array(end - at - array.byteLength))
    return at
  }

  function plain(one: unknown): unknown {
    if (typeof one === 'number') return Number.isFinite(one) && !Object.is(one, -0) ? one : number(one)
    if (one === null || typeof one !== 'object') return one
    if (Array.isArray(one)) return one.map((entry) => (entry === undefined ? null : plain(entry)))
    if (one instanceof Map) return { $: 'map', of: [...one].map(([key, own]) => [plain(key), plain(own)]) }
    const kind = KINDS.find((name) => one instanceof ARRAYS[name])
    if (kind !== undefined) return { $: kind, at: place(one as Packed), length: (one as Packed).length }
    const entries = Object.entries(one).filter(([, own]) => own !== undefined)
    const written = entries.map(([key, own]) => [key, plain(own)] as const)
    return Object.hasOwn(one, '$') ? { $: 'object', of: written } : Object.fromEntries(written)
  }

  const text = ascii(JSON.stringify(plain(value) ?? null))
  const head = new Uint8Array(padded(4 + text.length))
  new DataView(head.buffer).setUint32(0, text.length, true)
  head.set(text, 4)
  return [head, ...arrays]
}

/** What was packed; bytes that `pack` did not write are an issue, never a crash. */
export function unpack(bytes: Uint8Array): Result<unknown> {
  try {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const length = view.getUint32(0, true)
    if (4 + length > bytes.length) return damaged()
    const text = bytes.subarray(4, 4 + length)
    return ok(revived(JSON.parse(asciiText(text)), bytes.subarray(padded(4 + length))))
  } catch {
    return damaged()
  }
}

const ARRAYS = {
  f32: Float32Array,
  f64: Float64Array,
  i32: Int32Array,
  u32: Uint32Array,
  u16: Uint16Array,
  u8: Uint8Array,
} as const
type Kind = keyof typeof ARRAYS
type Packed = InstanceType<(typeof ARRAYS)[Kind]>
const KINDS = Object.keys(ARRAYS) as readonly Kind[]

const padded = (length: number): number => Math.ceil(length / 8) * 8
const number = (value: number) => ({ $: 'number', is: Object.is(value, -0) ? '-0' : String(value) })
const damaged = () => fail([issue('record', 'stored.damaged')])

/** JSON with every other letter escaped, one byte for each of its characters. */
function ascii(json: string): Uint8Array {
  const escaped = json.replace(
    /[\u007f-\uffff]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  const bytes = new Uint8Array(escaped.length)
  for (let i = 0; i < bytes.length; i++) bytes[i] = escaped.charCodeAt(i)
  return bytes
}

/** Without spreading: that would make a list of every letter first. */
function asciiText(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 8192)
    text += Reflect.apply(String.fromCharCode, null, bytes.subarray(at, at + 8192))
  return text
}

function revived(value: unknown, data: Uint8Array): unknown {
  if (value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map((one) => revived(one, data))
  const entries = Object.entries(value)
  // Object.fromEntries makes own properties, of whatever name.
  if (!Object.hasOwn(value, '$'))
    return Object.fromEntries(entries.map(([k, own]) => [k, revived(own, data)]))
  const tagged = value as { readonly $: unknown; readonly of?: unknown; readonly is?: unknown }
  const kind = KINDS.find((name) => name === tagged.$)
  if (kind !== undefined) return arrayOf(kind, value as Readonly<Record<string, unknown>>, data)
  if (tagged.$ === 'number') return Number(tagged.is)
  const pairs = (tagged.of as [unknown, unknown][]).map(
    ([key, own]) => [revived(key, data), revived(own, data)] as const,
  )
  if (tagged.$ === 'map') return new Map(pairs)
  if (tagged.$ === 'object') return Object.fromEntries(pairs.map(([key, own]) => [String(key), own]))
  throw new Error(`no tag ${String(tagged.$)}`)
}

/** A copy: what is read does not hold the whole record in memory. */
function arrayOf(kind: Kind, { at, length }: Readonly<Record<string, unknown>>, data: Uint8Array): Packed {
  const bytes = Number(length) * ARRAYS[kind].BYTES_PER_ELEMENT
  if (!isCount(at) || !isCount(length) || at + bytes > data.length) throw new Error('beyond the end')
  return new ARRAYS[kind](data.slice(at, at + bytes).buffer)
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0
