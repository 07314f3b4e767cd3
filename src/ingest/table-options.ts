import { MOST_BYTES, MOST_ROWS } from '../core/data/draw.ts'
import type { Amount } from '../core/data/read-settings.ts'
import type { ReadCsv } from './read-csv.ts'
import type { ReadOptions } from './scan-text.ts'

/** More than this is too much to be read as it is. */
export interface Limits {
  readonly rows: number
  /** Unpacked. */
  readonly bytes: number
}
export const LIMITS: Limits = { rows: MOST_ROWS, bytes: MOST_BYTES }

export interface TableOptions extends ReadOptions {
  /** Absent: a draw with seed 1 and a guessed user column. */
  readonly amount?: Amount
  readonly limits?: Limits
}
/** What was read; `dataset.source` says how. */
export type ReadTable = ReadCsv
