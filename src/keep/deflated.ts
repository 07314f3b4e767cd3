import { inflateSync } from 'fflate'
import { pack, unpack } from '../core/pack.ts'
import { fail, issue, type Result } from '../core/result.ts'

/** Packed and deflated bytes, and how long they are once inflated: no more room is taken than that. */
export interface Deflated {
  readonly length: number
  readonly deflated: Uint8Array
}

/** Bytes, inflated, of a value that is read at all: a run has some 2 MB. */
const MOST_BYTES = 256 * 2 ** 20

/** Off the page's thread. */
export async function deflated(value: unknown): Promise<Deflated> {
  const packed = pack(value)
  const stream = new Blob([packed]).stream().pipeThrough(new CompressionStream('deflate-raw'))
  return {
    length: packed.length,
    deflated: new Uint8Array(await new Response(stream).arrayBuffer()),
  }
}

/** What was deflated; bytes that say something else are an issue, never a crash. */
export function inflated({ length, deflated }: Deflated): Result<unknown> {
  const damaged = fail([issue('record', 'stored.damaged')])
  if (length > MOST_BYTES) return damaged
  try {
    const bytes = inflateSync(deflated, { out: new Uint8Array(length) })
    return bytes.length === length ? unpack(bytes) : damaged
  } catch {
    return damaged
  }
}

export const isDeflated = (value: unknown): value is Deflated =>
  value !== null &&
  typeof value === 'object' &&
  'length' in value &&
  Number.isSafeInteger(value.length) &&
  (value.length as number) >= 0 &&
  'deflated' in value &&
  value.deflated instanceof Uint8Array
