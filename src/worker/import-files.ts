import type { ReadSettings } from '../core/data/read-settings.ts'
import { headlessOf } from '../core/data/templates/recognise.ts'
import { fail, type Result } from '../core/result.ts'
import { firstLine, isUtf8 } from '../ingest/peek.ts'
import type { ReadCsv, ReadOptions, TextFormat } from '../ingest/read-csv.ts'
import { readTable } from '../ingest/read-table.ts'
import { MOST_TOGETHER, roomOf } from '../ingest/room.ts'
import { combined, inFile } from './combine-files.ts'
import type { ImportProgress } from './library.ts'
import type { NamedFile } from './protocol.ts'

interface Reading extends Pick<ReadOptions, 'signal' | 'breathe'> {
  /** Bytes that several files may have, unpacked. */
  readonly mostBytes?: number
}

/**
 * Reads files one after another and makes one dataset of them: by the template that knows them, else by the columns that
 * they share. One file that no template changes stays as it is. Several that would not fit in memory
 * are refused by their sizes on the disk, else as soon as that is seen. Null when stopped.
 */
export async function readFiles(
  files: readonly NamedFile[],
  { encoding, amount }: ReadSettings,
  progress: (progress: ImportProgress) => void,
  { mostBytes = MOST_TOGETHER, ...options }: Reading,
): Promise<Result<ReadCsv> | null> {
  const read: ReadCsv[] = []
  const totalBytes = files.reduce((sum, { file }) => sum + file.size, 0)
  const isOne = files.length === 1
  const tooLarge = isOne ? null : roomOf(mostBytes).take(totalBytes)
  if (tooLarge !== null) return fail([tooLarge])
  const room = isOne ? {} : { room: roomOf(mostBytes) }
  let before = { bytes: 0, rows: 0 }
  for (const { name, file } of files) {
    const format = await formatOf(name, file)
    const from = before
    const onProgress: ReadOptions['onProgress'] = ({ bytes, rows, isCounting = false }) => {
      before = { bytes: from.bytes + bytes, rows: from.rows + rows }
      progress({ ...before, totalBytes, isCounting })
    }
    const one = await readTable(file, name, {
      ...options,
      ...room,
      onProgress,
      encoding,
      // Users drawn of each file by itself would not be the same ones: they are drawn of the log.
      amount: isOne ? amount : { kind: 'all' },
      ...(format ? { format } : {}),
    })
    if (one === null) return null
    if (!one.ok) return isOne ? one : fail(one.error.map(inFile(name)))
    read.push(one.value)
  }
  return combined(read, amount)
}

/** The form of a file without header, where its name and the cells of its first line both say so. */
async function formatOf(name: string, file: Blob): Promise<TextFormat | null> {
  const form = headlessOf(name)
  if (form === null) return null
  const cells = (await firstLine(file)).split(form.delimiter)
  const isHeader = cells.some((cell) => form.columns.includes(cell.trim()))
  if (cells.length !== form.columns.length || isHeader) return null
  // A later release of the same files is in UTF-8.
  const encoding = form.encoding === 'utf-8' || (await isUtf8(file)) ? 'utf-8' : form.encoding
  return { ...form, encoding }
}
