import type { Run } from './run.ts'

/** The runs of one group, in the order of the plan's seeds; a seed without a run yet is absent. */
export interface GroupRuns {
  readonly groupId: string
  readonly runs: readonly Run[]
}

/** What is compared: a task's metric on one slice of the test split. */
export interface Selection {
  readonly task: string
  /** `scene=click`, `activity=low`; null for all rows. */
  readonly slice: string | null
  readonly metric: 'auc' | 'gauc'
}

export type VerdictState =
  | 'baseline'
  | 'better'
  | 'worse'
  | 'no-difference'
  | 'not-enough'
  /** Fewer than 3 paired seeds: points are shown and no verdict (V5). */
  | 'too-few-seeds'
  /** Dataset, split or seeds do not match the baseline's. */
  | 'unpaired'
  /** No value of the metric on this slice: one class only, or no finished run. */
  | 'no-value'

/** One row of the verdict table. Half-widths are of 95 % intervals. */
export interface VerdictRow {
  readonly groupId: string
  /** Finished runs with a value. */
  readonly seeds: number
  /** Seeds that this group and the baseline both finished. */
  readonly pairs: number
  readonly diverged: number
  readonly mean: number | null
  /** t-interval of the level over seeds; null below 2. */
  readonly meanHalf: number | null
  /** Value of each finished run, in seed order. */
  readonly values: readonly { readonly seed: number; readonly value: number }[]
  /** Mean paired difference to the baseline. */
  readonly delta: number | null
  /** Training noise alone: t-interval over paired seeds (V2). */
  readonly seedHalf: number | null
  /** Standard error of the mean difference over resampled users (V2). */
  readonly userError: number | null
  /** Both noises joined (V3). */
  readonly half: number | null
  readonly p: number | null
  readonly state: VerdictState
  /** The interval leaves out 0 alone, but Holm over the table does not pass it (V6). */
  readonly aloneOnly: boolean
  /** Further seeds that would settle it (V7); null when seeds will not. */
  readonly moreSeeds: number | null
  /** True difference that would be called 8 times in 10 (V8). */
  readonly detectable: number | null
  /** Pooled difference for the three lowest activity deciles, with its joined half-width. */
  readonly low: { readonly delta: number; readonly half: number | null } | null
  /** Seconds per step against the baseline. */
  readonly cost: number | null
  readonly parameterCount: number | null
}

export interface Comparison {
  readonly rows: readonly VerdictRow[]
  /** Groups that Holm counted. */
  readonly compared: number
  readonly rope: number
  /** Users in the selected slice of test; null before a run finished. */
  readonly users: number | null
}

/** A curve over training: mean and t-band over the seeds that reach each x. */
export interface BandPoint {
  /** Rows seen, or where it lies on another axis. */
  readonly x: number
  readonly mean: number
  /** Null with one seed. */
  readonly low: number | null
  readonly high: number | null
  readonly n: number
}
