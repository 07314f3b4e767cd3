import type { Result } from '../core/result.ts'
import { type ReadCsv, type ReadOptions, readCsv } from './read-csv.ts'

/** Whether a file beyond the limits of size is read as a draw of whole users, or as it is. */
export type Amount =
  | {
      readonly kind: 'draw'
      readonly seed: number /** Null: guessed from the header. */
      readonly user: string | null
    }
  | { readonly kind: 'all' }

export interface TableOptions extends ReadOptions {
  /** Absent: a draw with seed 1 and a guessed user column. */
  readonly amount?: Amount
}

export type ReadTable = ReadCsv

/** Reads one table of a file, whatever its format. Null when stopped by the signal. */
export function readTable(
  file: Blob,
  name: string,
  options: TableOptions = {},
): Promise<Result<ReadTable> | null> {
  return readCsv(file.stream(), name, options)
}
