/** Bytes that hold the first line of any table, packed or not. */
const HEAD = 1 << 16

/** The first line of a file, gunzipped where it is packed; as much of it as the first pieces hold. */
export async function firstLine(file: Blob): Promise<string> {
  const head = file.slice(0, HEAD)
  const magic = new Uint8Array(await head.slice(0, 2).arrayBuffer())
  const isGzip = magic[0] === 0x1f && magic[1] === 0x8b
  const bytes = isGzip ? await unpackedHead(file) : new Uint8Array(await head.arrayBuffer())
  // Every byte is a letter here: what is looked for is ASCII.
  const text = new TextDecoder('windows-1252').decode(bytes)
  const end = text.search(/\r?\n/)
  return end < 0 ? text : text.slice(0, end)
}

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
