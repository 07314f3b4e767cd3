import { type Draw, drawnId, drawOf, noUserColumn } from '../core/data/draw.ts'
import { type Amount, READ_SETTINGS } from '../core/data/read-settings.ts'
import { fail, type Result } from '../core/result.ts'
import { datasetFrom, tableRows } from './read-csv.ts'
import type { Cells } from './row-reader.ts'
import { type Scanned, scanText } from './scan-text.ts'
import { sourceOf, type TextSource } from './sources.ts'
import type { BuiltTable } from './table-builder.ts'
import { LIMITS, type Limits, type ReadTable, type TableOptions } from './table-options.ts'
import { userCounter } from './user-counter.ts'

/**
 * Reads the one table of a file: delimited text, plain, gzipped or in a ZIP, or Parquet. Beyond the limits of size it draws
 * whole users, unless all is asked for. Null when stopped by the signal.
 */
export async function readTable(
  file: Blob,
  name: string,
  options: TableOptions = {},
): Promise<Result<ReadTable> | null> {
  const source = await sourceOf(file)
  if (!source.ok) return source
  if (source.value.kind === 'parquet') {
    const { readParquet } = await import('./read-parquet.ts')
    return readParquet(source.value.file, name, options)
  }
  const { onProgress } = options
  const scale = file.size / Math.max(1, source.value.size)
  return readText(source.value, name, {
    ...options,
    ...(onProgress === undefined
      ? {}
      : { onProgress: (progress) => onProgress({ ...progress, bytes: progress.bytes * scale }) }),
  })
}

async function readText(
  source: TextSource,
  name: string,
  options: TableOptions,
): Promise<Result<ReadTable> | null> {
  const { amount = READ_SETTINGS.amount, limits = LIMITS } = options
  const bound = amount.kind === 'all' ? null : limits
  const whole = await scanText(source.open(), options, (names) => boundedRows(names, bound, source.size))
  if (whole === null || !whole.ok) return whole
  if (amount.kind === 'all' || whole.value.isWhole) return datasetOf(whole.value, name, null)
  return readDrawn(source, name, options, amount, limits)
}

/** Rows of a table that is given up as soon as it goes, or is about to go, beyond the limits. */
function boundedRows(names: readonly string[], limits: Limits | null, size: number) {
  const table = tableRows(names)
  return {
    ...table,
    isFull({ bytes, unpacked }: { readonly bytes: number; readonly unpacked: number }): boolean {
      if (limits === null) return false
      const rows = table.rowCount()
      const isAboutTo = bytes > 1_000_000 && rows * size > 1.2 * limits.rows * bytes
      return rows > limits.rows || unpacked > limits.bytes || isAboutTo
    },
  }
}

/** Counts the rows of each user, draws users, and reads their rows. */
async function readDrawn(
  source: TextSource,
  name: string,
  options: TableOptions,
  { seed, user: asked }: Extract<Amount, { readonly kind: 'draw' }>,
  limits: Limits,
): Promise<Result<ReadTable> | null> {
  const survey = await scanText(source.open(), counting(options), (names) => userCounter(names, asked))
  if (survey === null || !survey.ok) return survey
  const { rows: counter, bytes } = survey.value
  if (counter.user === null) return fail([noUserColumn(counter.names, asked)])
  const of = counter.rowCount()
  const share = Math.min(1, limits.rows / of, limits.bytes / bytes)
  const isWhole = share === 1
  const drawn = isWhole ? null : drawOf(counter.rowsOfUsers(), { user: counter.user, seed, share, of })
  if (drawn === null && !isWhole) return fail([noUserColumn(counter.names, asked)])
  const isTaken = drawn === null ? null : (cells: Cells) => drawn.isTaken(counter.userOf(cells))
  const read = await scanText(source.open(), options, (names) => tableRows(names, isTaken))
  if (read === null || !read.ok) return read
  return datasetOf(read.value, name, drawn?.draw ?? null)
}

function datasetOf(
  { rows, id, encoding }: Scanned<{ build(): BuiltTable }>,
  name: string,
  draw: Draw | null,
): Result<ReadTable> {
  return datasetFrom(rows.build(), drawnId(id, draw), name, { format: 'text', encoding, draw })
}

const counting = ({ onProgress, ...options }: TableOptions): TableOptions => ({
  ...options,
  isHashed: false,
  ...(onProgress === undefined
    ? {}
    : { onProgress: (progress) => onProgress({ ...progress, isCounting: true }) }),
})
