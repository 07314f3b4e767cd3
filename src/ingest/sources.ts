import { fail, issue, ok, type Result } from '../core/result.ts'
import { megabytes } from './room.ts'
import { entryBlob, onlyTable, zipEntries } from './zip.ts'

export interface TextSource {
  readonly kind: 'text'
  /** Its bytes from the beginning, as often as they are wanted. */
  readonly open: () => ReadableStream<Uint8Array>
  /** How many those are, before gunzip. */
  readonly size: number
}
/** The one table that a file holds. */
export type Source = TextSource | { readonly kind: 'parquet'; readonly file: Blob }

/** Bytes of a Parquet file that are unpacked out of a ZIP: all of them lie in memory. */
const MOST_UNPACKED = 500_000_000

const startsWith = (head: Uint8Array, magic: readonly number[]): boolean =>
  magic.every((byte, i) => head[i] === byte)
const ZIP = [0x50, 0x4b, 0x03, 0x04]
const EMPTY_ZIP = [0x50, 0x4b, 0x05, 0x06]
const PARQUET = [0x50, 0x41, 0x52, 0x31]

/** Tells formats apart by their first bytes; the name says nothing. */
export async function sourceOf(file: Blob, mostUnpacked = MOST_UNPACKED): Promise<Result<Source>> {
  const head = new Uint8Array(await file.slice(0, 4).arrayBuffer())
  if (startsWith(head, PARQUET)) return ok({ kind: 'parquet', file })
  if (startsWith(head, ZIP) || startsWith(head, EMPTY_ZIP)) return zipped(file, mostUnpacked)
  return ok({ kind: 'text', open: () => file.stream(), size: file.size })
}

async function zipped(file: Blob, most: number): Promise<Result<Source>> {
  const entries = await zipEntries(file)
  if (!entries.ok) return entries
  const table = onlyTable(entries.value)
  if (!table.ok) return table
  const open = await entryBlob(file, table.value)
  if (!open.ok) return open
  const { name, bytes } = table.value
  if (!/\.parquet$/i.test(name)) return ok({ kind: 'text', open: open.value, size: bytes })
  const tooLarge = (size: number): Result<never> =>
    fail([issue('file', 'zip.parquetTooLarge', { name, size: megabytes(size), most: megabytes(most) })])
  if (bytes > most) return tooLarge(bytes)
  let size = 0
  const counted = new TransformStream<Uint8Array, Uint8Array<ArrayBuffer>>({
    transform(piece, out) {
      size += piece.length
      // What a ZIP says of its files need not be so.
      if (size > most) throw new Error('too large')
      out.enqueue(piece as Uint8Array<ArrayBuffer>)
    },
  })
  try {
    // Parquet is read from its end, so it must be unpacked as a whole.
    return ok({ kind: 'parquet', file: await new Response(open.value().pipeThrough(counted)).blob() })
  } catch {
    return size > most ? tooLarge(size) : fail([issue('file', 'zip.damaged')])
  }
}
