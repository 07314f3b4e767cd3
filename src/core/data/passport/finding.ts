import type { Line } from '../lines.ts'
import type { Fix } from '../schema.ts'
import type { RuleId } from './rules.ts'

/** `blocking`: training would be wrong, not merely worse. */
export const SEVERITIES = ['blocking', 'warning', 'note'] as const
export type Severity = (typeof SEVERITIES)[number]

/** One thing that the radar found. */
export interface Finding {
  readonly rule: RuleId
  /** Which of the rule's texts says it. */
  readonly text: string
  readonly severity: Severity
  /** Column, task or scene; empty where it is of the table as a whole. */
  readonly subject: string
  readonly params: Readonly<Record<string, string | number>>
  /** Rows concerned. */
  readonly rows: number
  /** Lines on which the first of them begin. */
  readonly lines: readonly Line[]
  readonly fixes: readonly Fix[]
  /** A person saw it and lets it be. */
  readonly isKept: boolean
}

/** A column before training. Counts are of the rows that the experiment reads. */
export interface ColumnOverview {
  readonly column: string
  readonly kind: 'numeric' | 'categorical'
  readonly isDerived: boolean
  readonly rows: number
  readonly missing: number
  /** Distinct values; null of a column of many numbers, of which the summary of the file knows. */
  readonly levels: number | null
  /** Train against test; null where the split cannot be made, and of ids and moments, which differ by nature. */
  readonly psi: number | null
  readonly isSkewed: boolean
  /** Normalised mutual information with the activity decile: over users for a feature of the user, else over train rows. */
  readonly nmi: number | null
  readonly isTied: boolean
  /** Of a feature: the best AUC that its value alone reaches on validation, and of which task. */
  readonly tie: { readonly task: string; readonly auc: number } | null
  /** Train and test rows by value: numbers from the least to the largest in equal steps, levels by train rows. */
  readonly histogram: readonly HistogramBin[]
}
export interface HistogramBin {
  /** A level, or the lower edge of a step; null for all other levels. */
  readonly label: string | null
  readonly train: number
  readonly test: number
}

/** What is known of a dataset under a schema and a split before training. Holds no row, but line numbers. */
export interface Passport {
  readonly facts: PassportFacts
  readonly findings: readonly Finding[]
  readonly columns: readonly ColumnOverview[]
}
export interface PassportFacts {
  readonly rows: number
  /** Null where no row names its user. */
  readonly users: number | null
  /** Days on which there are rows; null where the time column tells none. */
  readonly days: number | null
  /** Share of rows that are 1, by task; empty where the labels cannot be read. */
  readonly rates: readonly { readonly task: string; readonly rate: number }[]
  /** Share of users with three rows or fewer; null where there are none. */
  readonly fewRows: number | null
}
