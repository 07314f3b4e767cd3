import type { Issue } from '../result.ts'
import type { Draw } from './draw.ts'
import type { JoinReport } from './join/report.ts'
import type { RowsOfFile } from './lines.ts'
import type { RowReport } from './row-issues.ts'
import type { Schema } from './schema.ts'
import type { TemplateMatch } from './templates/apply.ts'
import type { TemplateId } from './templates/template.ts'

/**
 * A column as read. Numbers are kept in 64 bits: dates written as 20220425 and epoch milliseconds do not fit
 * the 24-bit mantissa of a 32-bit float.
 */
export type Column =
  | {
      readonly kind: 'numeric'
      readonly name: string /** NaN where missing. */
      readonly values: Float64Array
    }
  | {
      readonly kind: 'categorical'
      readonly name: string
      /** Index into `levels`; −1 where missing. */
      readonly codes: Int32Array
      readonly levels: readonly string[]
    }

/** How a file was read. */
export interface DatasetSource {
  /** Mixed: of files that were joined, some of either; the join says of each. */
  readonly format: 'text' | 'parquet' | 'mixed'
  /** Of text; null where the texts that were joined have several. */
  readonly encoding: string | null
  /** Null where all rows were read. */
  readonly draw: Draw | null
}

/** What a file holds. Lives in the worker. */
export interface Dataset {
  /** SHA-256 of the unpacked bytes. */
  readonly id: string
  readonly name: string
  readonly rowCount: number
  readonly columns: ReadonlyMap<string, Column>
  /** Line of the file on which each row begins (the header is line 1). */
  readonly lines: Uint32Array
  /** Where the rows are those of files that were joined: which, in the order of the rows. Absent for a file as it is. */
  readonly files?: readonly RowsOfFile[]
  /** Generated worlds only: the true probability of each task, by task id. Never an input. */
  readonly truth: ReadonlyMap<string, Float32Array> | null
  /** Generated worlds only: the planted group of each row's user. Never an input. */
  readonly planted?: Int32Array
  /** Of a file that was chosen or dropped. */
  readonly source?: DatasetSource
  /** Of a dataset made of files by a plan: the template that the plan follows, and what was joined. Absent for a file as it is. */
  readonly origin?: { readonly template: TemplateId | null; readonly join: JoinReport | null }
}

/** What the rest of the app knows of a column. */
export interface ColumnSummary {
  readonly name: string
  readonly kind: Column['kind']
  readonly missing: number
  /** Distinct values, missing not counted. */
  readonly distinct: number
  readonly min: number | null
  readonly max: number | null
  /** Commonest values with their rows, at most 20. */
  readonly top: readonly { readonly value: string; readonly rows: number }[]
  readonly examples: readonly string[]
}

/** What a role guess rests on, for one column. */
export interface RoleGuess {
  readonly column: string
  readonly role: 'user' | 'item' | 'time' | 'scene' | 'request' | 'task' | 'feature' | 'ignored'
  /** 0 to 1. */
  readonly confidence: number
  /** Absent where the role is known and not guessed. */
  readonly evidence?: RoleEvidence
}
/** How far name, values and coverage speak for a role, each 0 to 1; null where only the name was asked. */
export interface RoleEvidence {
  readonly name: number
  readonly values: number | null
  readonly coverage: number | null
}

/** What the rest of the app knows of a dataset; rows stay in the worker. */
export interface DatasetInfo {
  readonly id: string
  readonly name: string
  readonly rowCount: number
  readonly columns: readonly ColumnSummary[]
  readonly suggested: Schema
  readonly guesses: readonly RoleGuess[]
  /** Rows left out on reading and similar: the file was read, with these reservations. */
  readonly issues: readonly Issue[]
  /** All rows of `issues` counted, also those beyond the listed ones. */
  readonly issueCount: number
  /** True for a generated world, whose oracle ceiling is known. */
  readonly hasTruth: boolean
  /** Of a file: how it was read, and what was found in its rows. */
  readonly source?: DatasetSource
  readonly rows?: RowReport
  /** A published dataset that was recognised; `suggested` is then its mapping. */
  readonly template?: TemplateMatch
  /** How it was made of several files. */
  readonly join?: JoinReport
}
