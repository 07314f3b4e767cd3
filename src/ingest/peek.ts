import { isGzip } from './bytes.ts'

/** Bytes that hold the first line of any table, packed or not. */
const HEAD = 1 << 16

/** The first line of a file, gunzipped where it is packed; as much of it as the first pieces hold. */
export async function firstLine(file: Blob): Promise<string> {
  const head = file.slice(0, HEAD)
  const bytes = (await isPacked(file)) ? await unpackedHead(file) : new Uint8Array(await head.arrayBuffer())
  // Every byte is a letter here: what is looked for is ASCII.
  const text = new TextDecoder('windows-1252').decode(bytes)
  const end = text.search(/\r?\n/)
  return end < 0 ? text : text.slice(0, end)
}

/** Whether all of a file's bytes, unpacked, are UTF-8. A file that cannot be unpacked is not; reading it will say why. */
export async function isUtf8(file: Blob): Promise<boolean> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const reader = (
    (await isPacked(file)) ? file.stream().pipeThrough(new DecompressionStream('gzip')) : file.stream()
  ).getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      decoder.decode(value, { stream: !done })
      if (done) return true
    }
  } catch {
    return false
  } finally {
    await reader.cancel().catch(() => undefined)
  }
}

const isPacked = async (file: Blob): Promise<boolean> =>
  isGzip(new Uint8Array(await file.slice(0, 2).arrayBuffer()))

/** The first unpacked piece; empty where the file is no gzip after all, which reading it will say. */
async function unpackedHead(file: Blob): Promise<Uint8Array> {
  const reader = file.stream().pipeThrough(new DecompressionStream('gzip')).getReader()
  try {
    return (await reader.read()).value ?? new Uint8Array(0)
  } catch {
    return new Uint8Array(0)
  } finally {
    await reader.cancel().catch(() => undefined)
  }
}
