import { joined } from '../core/bytes.ts'
import type { Encoding } from '../core/data/read-settings.ts'
import { fail, issue, ok, type Result } from '../core/result.ts'
import { encodingOf, HEAD, toUtf8 } from './encoding.ts'

interface Watch {
  /** Bytes of the file as it lies on disk. */
  onRaw(count: number): void
  /** Unpacked bytes, in order. */
  onUnpacked(piece: Uint8Array): void
}

/** A text as pieces of UTF-8 without a mark. */
export interface Text {
  readonly encoding: Encoding
  /** It is not the one that would have been recognised. */
  readonly isOverruled: boolean
  /** The first 64 KB at most, which `pieces` gives again. */
  readonly head: Uint8Array
  /** An error ends them: what was packed could not be unpacked. */
  readonly pieces: AsyncGenerator<Result<Uint8Array>>
}

/** The text of a stream: gunzipped by its magic bytes, in the encoding that is named or else recognised. */
export async function textOf(
  stream: ReadableStream<Uint8Array>,
  encoding: Encoding | null,
  watch: Watch,
): Promise<Result<Text>> {
  const source = unpacked(stream, watch)
  const first: Uint8Array[] = []
  let length = 0
  while (length < HEAD) {
    const { done, value } = await source.next()
    if (done === true) break
    if (!value.ok) return value
    first.push(value.value)
    length += value.value.length
  }
  const raw = joined(first)
  const recognised = encodingOf(raw.subarray(0, HEAD))
  const read = encoding ?? recognised
  const decoder = toUtf8(read)
  const begun = decoder.piece(raw)
  async function* pieces(): AsyncGenerator<Result<Uint8Array>> {
    yield ok(begun)
    for await (const piece of source) yield piece.ok ? ok(decoder.piece(piece.value)) : piece
    yield ok(decoder.rest())
  }
  return ok({
    encoding: read,
    isOverruled: read !== recognised,
    // No more of it, however long the pieces are: what is seen in it must not depend on them.
    head: begun.subarray(0, HEAD),
    pieces: pieces(),
  })
}

/** Whether bytes begin as a gzip does. */
export const isGzip = (head: Uint8Array): boolean => head[0] === 0x1f && head[1] === 0x8b

/** The stream's bytes, through gunzip when it begins with 1f 8b. */
async function* unpacked(
  stream: ReadableStream<Uint8Array>,
  watch: Watch,
): AsyncGenerator<Result<Uint8Array>> {
  const reader = stream.getReader()
  let pending: Uint8Array | null = (await reader.read()).value ?? null
  if (pending === null) return
  const first = pending
  const pieces: UnderlyingDefaultSource<Uint8Array<ArrayBuffer>> = {
    async pull(controller) {
      const next: Uint8Array | null = pending ?? (await reader.read()).value ?? null
      pending = null
      if (next === null) {
        controller.close()
        return
      }
      watch.onRaw(next.length)
      controller.enqueue(next as Uint8Array<ArrayBuffer>)
    },
    cancel: (reason) => reader.cancel(reason),
  }
  // Nothing is fetched ahead: what was counted as read is what was asked for.
  const raw = new ReadableStream(pieces, { highWaterMark: 0 })
  const plain: ReadableStream<Uint8Array> = isGzip(first)
    ? raw.pipeThrough(new DecompressionStream('gzip'))
    : raw
  const out = plain.getReader()
  try {
    for (;;) {
      const { done, value } = await out.read()
      if (done) return
      watch.onUnpacked(value)
      yield ok(value)
    }
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error)
    yield fail([issue('file', 'csv.unpack', { detail })])
  } finally {
    await out.cancel().catch(() => undefined)
  }
}
