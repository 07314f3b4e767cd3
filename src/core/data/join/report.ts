import type { DatasetSource } from '../dataset.ts'

/** What a file was taken for. */
export type FileRole = 'log' | 'side' | 'events' | 'leftOut'

/** One of the files that a dataset was made of. */
export interface JoinedFile {
  readonly name: string
  readonly role: FileRole
  readonly rows: number
  readonly columns: number
  /** How it was read. */
  readonly source?: Pick<DatasetSource, 'format' | 'encoding'>
}

/** One table joined onto the log, or one table of events marked in it. */
export interface JoinStep {
  readonly kind: 'side' | 'events'
  /** Files that are one table are joined in one step. */
  readonly files: readonly string[]
  readonly keys: readonly string[]
  /** Rows of the log that found a row of the side table; of events, those that found their row of the log. */
  readonly matched: number
  /** What `matched` is a share of: rows of the log, or events. */
  readonly total: number
  /** Rows of the side table left out because an earlier one has their key. */
  readonly duplicates: number
  /** Columns that got another name, because theirs stands in more than one table. */
  readonly renamed: readonly { readonly from: string; readonly to: string }[]
  /** Columns that came to the log. */
  readonly added: number
}

/** How several files became one dataset. Lines of its rows are those of the log's own files. */
export interface JoinReport {
  readonly files: readonly JoinedFile[]
  readonly steps: readonly JoinStep[]
}
