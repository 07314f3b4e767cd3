import type { Run } from './run.ts'

/** The runs of one group, in the order of the plan's seeds; a seed without a run yet is absent. */
export interface GroupRuns {
  readonly groupId: string
  readonly runs: readonly Run[]
  /** Lost runs that were deleted: they count as lost all the same. */
  readonly deleted?: number
  /** Results of a link: the error over users of the mean difference to the baseline, in place of resampled users. */
  userErrorOf?(selection: Selection): number | null
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
  /** Runs of the group, whatever became of them. */
  readonly runs: number
  /** Those that diverged, failed or were stopped: each takes its pair out, and the group cannot be better (V10). */
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
  /** Half-widths and p are of looks repeated as seeds came in, wider than those of a fixed plan (V9). */
  readonly adaptive: boolean
  /** The interval leaves out 0 alone, but Holm over the table does not pass it (V6). */
  readonly aloneOnly: boolean
  /** It would be better, or worse, had no seed been lost on the side that loses by it (V10). */
  readonly barred: boolean
  /** Further seeds that would settle it (V7); null when seeds will not, or none are needed. */
  readonly moreSeeds: number | null
  /** Times the test users that would settle it, where the noise of users alone is too wide (V7). */
  readonly moreUsers: number | null
  /** True difference that would be called better or worse 8 times in 10 (V8). */
  readonly detectable: number | null
  /** Pooled difference for the three lowest activity deciles, judged with the rest of the table. */
  readonly low: {
    readonly delta: number
    readonly half: number | null
    readonly state: VerdictState
    readonly aloneOnly: boolean
  } | null
  /** Seconds per step against the baseline. */
  readonly cost: number | null
  readonly parameterCount: number | null
}

export interface Comparison {
  readonly rows: readonly VerdictRow[]
  /** Differences that Holm counted: groups × the tasks and slices that the table shows. */
  readonly compared: number
  readonly rope: number
  /** Users in the selected slice of test; null before a run finished. */
  readonly users: number | null
  /** What the slice has too little of for any verdict: 100 users (V5), 30 positives, 30 negatives. */
  readonly lacks: 'users' | 'positives' | 'negatives' | null
  /** Seeds were added until the verdict was settled (V9), `maxSeeds` at most; null: a fixed number. */
  readonly adaptive: Adaptive | null
  /** Resamplings of the users behind the intervals: the fewest of any run; null before a run finished. */
  readonly replicates: number | null
}

/** Seeds are added while verdicts are looked at. */
export interface Adaptive {
  /** Most seeds of a group, fixed before the first look. */
  readonly maxSeeds: number
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
