import { type AsyncBuffer, parquetMetadataAsync, parquetScan, parquetSchema } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { fail, type Issue, issue, ok, type Result } from '../core/result.ts'
import type { ColumnBuilder } from './column-builder.ts'
import type { ReadOptions } from './scan-text.ts'
import { type BuiltTable, tableBuilder } from './table-builder.ts'

/** A Parquet file that is open; its rows are read a group and a column at a time. */
export interface ParquetTable {
  readonly names: readonly string[]
  readonly rowCount: number
  /** All values of a column, as text. */
  textsOf(column: string, take: (text: string) => void): Promise<void>
  /** Null when stopped. `isTaken` by row, where it is given. */
  read(options: ReadOptions, isTaken: Uint8Array | null): Promise<Result<BuiltTable> | null>
}

export async function openParquet(file: Blob): Promise<Result<ParquetTable>> {
  const bytes: AsyncBuffer = {
    byteLength: file.size,
    slice: (start, end) => file.slice(start, end).arrayBuffer(),
  }
  try {
    return await opened(file.size, bytes)
  } catch (error) {
    return fail([damage(error)])
  }
}

async function opened(size: number, file: AsyncBuffer): Promise<Result<ParquetTable>> {
  const metadata = await parquetMetadataAsync(file)
  const { children } = parquetSchema(metadata)
  const nested = children.filter(
    (one) => one.children.length > 0 || one.element.repetition_type === 'REPEATED',
  )
  if (nested.length > 0) {
    return fail([
      issue('file', 'parquet.nested', { names: nested.map(({ element }) => element.name).join(', ') }),
    ])
  }
  const names = children.map(({ element }) => element.name)
  const scan = await parquetScan({ file, metadata, compressors })

  async function textsOf(column: string, take: (text: string) => void): Promise<void> {
    for (const range of scan.ranges) {
      for (const value of await scan.readColumn({ ...range, column })) take(textOf(value))
    }
  }

  async function read(options: ReadOptions, isTaken: Uint8Array | null): Promise<Result<BuiltTable> | null> {
    const table = tableBuilder(names)
    let done = 0
    try {
      for (const { rowStart, rowEnd } of scan.ranges) {
        for (const [c, column] of names.entries()) {
          if (options.signal?.aborted === true) return null
          const values = await scan.readColumn({ rowStart, rowEnd, column })
          const problem = addAll(table.columns[c] as ColumnBuilder, column, values, rowStart, isTaken)
          if (problem !== null) return fail([problem])
          done += (rowEnd - rowStart) / names.length
          options.onProgress?.({ bytes: (size * done) / Number(metadata.num_rows), rows: Math.floor(done) })
          await options.breathe?.()
        }
        for (let row = rowStart; row < rowEnd; row++)
          if (isTaken === null || isTaken[row] === 1) table.endRow(row + 2)
      }
    } catch (error) {
      return fail([damage(error)])
    }
    return ok(table.build())
  }

  return ok({ names, rowCount: Number(metadata.num_rows), textsOf, read })
}

/** Adds a group's values; an issue at the first that no column can hold. */
function addAll(
  builder: ColumnBuilder,
  column: string,
  values: ArrayLike<unknown>,
  rowStart: number,
  isTaken: Uint8Array | null,
): Issue | null {
  for (let i = 0; i < values.length; i++) {
    if (isTaken !== null && isTaken[rowStart + i] !== 1) continue
    const value = values[i]
    const number = numberOf(value)
    if (number !== null) builder.addNumber(number)
    else if (typeof value === 'object' && value !== null && !(value instanceof Date)) {
      return issue(`column ${column}`, 'parquet.type', { column })
    } else {
      const text = textOf(value)
      if (text.includes('\0') || text.includes('\uFFFD')) {
        return issue(`column ${column}`, 'parquet.text', { column, row: rowStart + i + 1 })
      }
      builder.addText(text)
    }
  }
  return null
}

/** A number, or a whole one of 64 bits that a number holds: beyond the safe ones it would be rounded. */
function numberOf(value: unknown): number | null {
  if (typeof value === 'number') return value
  const rounded = typeof value === 'bigint' ? Number(value) : Number.NaN
  return Number.isSafeInteger(rounded) ? rounded : null
}

/** A value as a CSV would hold it: yes and no as 1 and 0, a moment in milliseconds. */
function textOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'boolean') return value ? '1' : '0'
  return value instanceof Date ? String(value.getTime()) : String(value)
}

const damage = (error: unknown): Issue =>
  issue('file', 'parquet.damaged', { detail: error instanceof Error ? error.message : String(error) })
