import { fail, type Issue, issue, ok, type Result } from '../core/result.ts'

interface Watch {
  /** Bytes of the file as it lies on disk. */
  onRaw(count: number): void
  /** Unpacked bytes, in order. */
  onUnpacked(piece: Uint8Array): void
}

/** Decoded text of a byte stream, piece by piece: gunzipped by its magic bytes, UTF-8 with or without a mark, unless told. */
export async function* textOf(
  stream: ReadableStream<Uint8Array>,
  watch: Watch,
  encoding = 'utf-8',
): AsyncGenerator<Result<string>> {
  const decoder = new TextDecoder(encoding, { fatal: true })
  let newlines = 0
  const tail: number[] = []
  try {
    for await (const piece of unpacked(stream, watch.onRaw)) {
      watch.onUnpacked(piece)
      let text: string
      try {
        text = decoder.decode(piece, { stream: true })
      } catch {
        yield fail([notUtf8(newlines, Uint8Array.from([...tail, ...piece.subarray(0, 1 << 20)]))])
        return
      }
      newlines += countNewlines(text)
      tail.length = 0
      tail.push(...piece.subarray(Math.max(0, piece.length - 3)).filter((byte) => byte >= 0x80))
      yield ok(text)
    }
  } catch (error) {
    yield fail([
      issue('file', 'csv.unpack', { detail: error instanceof Error ? error.message : String(error) }),
    ])
    return
  }
  try {
    const rest = decoder.decode()
    if (rest !== '') yield ok(rest)
  } catch {
    yield fail([issue(`line ${newlines + 1}`, 'csv.notUtf8', { line: newlines + 1 })])
  }
}

/** The line of the first bytes that are not UTF-8, found by decoding again with replacement marks. */
function notUtf8(newlinesBefore: number, piece: Uint8Array): Issue {
  const text = new TextDecoder('utf-8').decode(piece)
  const at = text.indexOf('\uFFFD')
  const line = newlinesBefore + countNewlines(at < 0 ? text : text.slice(0, at)) + 1
  return issue(`line ${line}`, 'csv.notUtf8', { line })
}

/** The stream's bytes, through gunzip when it begins with 1f 8b. */
async function* unpacked(
  stream: ReadableStream<Uint8Array>,
  onRaw: (count: number) => void,
): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader()
  const first = await reader.read()
  if (first.done) return
  const isGzip = first.value[0] === 0x1f && first.value[1] === 0x8b
  let pending: Uint8Array | null = first.value
  const raw = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      const next: Uint8Array | null = pending ?? (await reader.read()).value ?? null
      pending = null
      if (next === null) {
        controller.close()
        return
      }
      onRaw(next.length)
      controller.enqueue(next as Uint8Array<ArrayBuffer>)
    },
    cancel: (reason) => reader.cancel(reason),
  })
  const plain: ReadableStream<Uint8Array> = isGzip ? raw.pipeThrough(new DecompressionStream('gzip')) : raw
  const out = plain.getReader()
  try {
    for (;;) {
      const { done, value } = await out.read()
      if (done) return
      yield value
    }
  } finally {
    await out.cancel().catch(() => undefined)
  }
}

function countNewlines(text: string): number {
  let count = 0
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++
  return count
}
