import { fail, issue, ok, type Result } from '../core/result.ts'

/** A file within a ZIP. */
export interface ZipEntry {
  readonly name: string
  /** 0: as it is; 8: deflated. */
  readonly method: number
  readonly isEncrypted: boolean
  readonly packedBytes: number
  readonly bytes: number
  /** Where its local header begins. */
  readonly at: number
}

const END = 0x06054b50
const CENTRAL = 0x02014b50
const LOCAL = 0x04034b50
/** The end record, and the longest comment that may follow it. */
const END_BYTES = 22
const MOST_COMMENT = 0xffff
/** Stands for a number that only the 64-bit form of the format holds. */
const WIDE = 0xffffffff
const TABLE = /\.(csv|tsv|txt|dat|parquet)(\.gz)?$/i

const viewOf = async (file: Blob, from: number, to: number): Promise<DataView<ArrayBuffer>> =>
  new DataView(await file.slice(from, to).arrayBuffer())
const damaged = (): Result<never> => fail([issue('file', 'zip.damaged')])

/** The files of a ZIP by its central directory, without directories and a Mac's shadows. */
export async function zipEntries(file: Blob): Promise<Result<readonly ZipEntry[]>> {
  const from = Math.max(0, file.size - END_BYTES - MOST_COMMENT)
  const tail = await viewOf(file, from, file.size)
  let end = tail.byteLength - END_BYTES
  while (end >= 0 && tail.getUint32(end, true) !== END) end--
  if (end < 0) return damaged()
  const count = tail.getUint16(end + 10, true)
  const size = tail.getUint32(end + 12, true)
  const start = tail.getUint32(end + 16, true)
  if (start === WIDE || start + size > file.size) return damaged()
  return entriesOf(await viewOf(file, start, start + size), count)
}

function entriesOf(directory: DataView<ArrayBuffer>, count: number): Result<readonly ZipEntry[]> {
  const entries: ZipEntry[] = []
  let at = 0
  for (let i = 0; i < count; i++) {
    if (at + 46 > directory.byteLength || directory.getUint32(at, true) !== CENTRAL) return damaged()
    const nameLength = directory.getUint16(at + 28, true)
    const next =
      at + 46 + nameLength + directory.getUint16(at + 30, true) + directory.getUint16(at + 32, true)
    if (next > directory.byteLength) return damaged()
    entries.push({
      name: new TextDecoder().decode(new Uint8Array(directory.buffer, at + 46, nameLength)),
      method: directory.getUint16(at + 10, true),
      isEncrypted: (directory.getUint16(at + 8, true) & 1) === 1,
      packedBytes: directory.getUint32(at + 20, true),
      bytes: directory.getUint32(at + 24, true),
      at: directory.getUint32(at + 42, true),
    })
    at = next
  }
  return ok(entries.filter(({ name }) => !name.endsWith('/') && !/(^|\/)(__MACOSX\/|\.)/.test(name)))
}

/** The one table of a ZIP; an error names what is there where it is not one. */
export function onlyTable(entries: readonly ZipEntry[]): Result<ZipEntry> {
  const tables = entries.filter(({ name }) => TABLE.test(name))
  const [table] = tables
  if (table !== undefined && tables.length === 1) return ok(table)
  const names = (tables.length > 0 ? tables : entries).map(({ name }) => name)
  const listed = names.slice(0, 20).join(', ') + (names.length > 20 ? ', …' : '')
  return fail([issue('file', tables.length > 0 ? 'zip.manyTables' : 'zip.noTable', { names: listed })])
}

/** The bytes of a file within a ZIP, to be unpacked as they are read. */
export async function entryBlob(
  file: Blob,
  entry: ZipEntry,
): Promise<Result<() => ReadableStream<Uint8Array>>> {
  const { name, method, isEncrypted, packedBytes, at } = entry
  if (isEncrypted || (method !== 0 && method !== 8) || packedBytes === WIDE || at === WIDE) {
    return fail([issue('file', 'zip.method', { name })])
  }
  const header = await viewOf(file, at, at + 30)
  if (header.byteLength < 30 || header.getUint32(0, true) !== LOCAL) return damaged()
  const start = at + 30 + header.getUint16(26, true) + header.getUint16(28, true)
  if (start + packedBytes > file.size) return damaged()
  const packed = file.slice(start, start + packedBytes)
  return ok(() =>
    method === 0
      ? packed.stream()
      : (packed.stream() as ReadableStream<Uint8Array<ArrayBuffer>>).pipeThrough(
          new DecompressionStream('deflate-raw'),
        ),
  )
}
