import type { RequestCodes } from '../data/requests.ts'
import type { SliceAsked } from '../metrics/asked-slice.ts'
import type { Exposure } from './exposure.ts'
import type { FusionForm } from './fusion.ts'
import type { PreviewAnswer } from './preview.ts'
import type { Region, RegionAnswer } from './region.ts'
import type { Slope } from './slope.ts'
import type { TransitionAnswer } from './transition.ts'
import type { TrustAnswer } from './trust.ts'
import type { Uplift } from './uplift.ts'

/** Logits of a run at the weights it kept, [rows of the split, T] in the split's order. */
export interface Scored {
  readonly valid: Float32Array
  readonly test: Float32Array
  /** Cluster of each test row by largest membership; absent where the model has no clusters. */
  readonly clusters?: Int32Array
}

/** One value of a prior field, as a 0/1 rule: x = 1 where the field has it. */
export interface Rule {
  readonly field: string
  readonly value: string
}

/** How goals are put together, and how many places of a request are shown. */
export interface Fusion {
  /** One for each task, 0 or more. */
  readonly weights: readonly number[]
  readonly form: FusionForm
  /** Weight of ln(1 + exposures of the host so far); 0: the fused score's own order. */
  readonly lambda: number
  readonly places: number
}
/** What a search maximises on validation, the mean over tasks. */
export type Utility = 'gauc' | 'ndcg'

/** What may be asked of a run's scores. */
export type RankQuestion =
  /** `rule` null: the first that the data has. */
  | ({ readonly kind: 'slope'; readonly task: string; readonly rule: Rule | null } & SliceAsked)
  | { readonly kind: 'fusion'; readonly fusion: Fusion }
  | { readonly kind: 'search'; readonly fusion: Fusion; readonly utility: Utility }
  | { readonly kind: 'sweep'; readonly fusion: Fusion }
  | ({ readonly kind: 'calibration'; readonly task: string } & SliceAsked)
  /** Of a task that requires another. */
  | ({ readonly kind: 'transition'; readonly task: string } & SliceAsked)
  /** Of a run with clusters beside a run without. */
  | { readonly kind: 'transfer'; readonly task: string }
  /** Who on test belongs to some clusters, and who was drawn on the map, by place among the observed rows. */
  | { readonly kind: 'members'; readonly clusters: readonly number[]; readonly drawn: readonly number[] }
  /** Which rows lie in a part of one of these charts, drawn of a slice. */
  | ({ readonly kind: 'region'; readonly region: Region } & SliceAsked)
  /** What one pair of runs says of a difference before there are enough seeds. */
  | ({ readonly kind: 'preview'; readonly task: string } & SliceAsked)
export type RankKind = RankQuestion['kind']

/** One score's curve on the test rows, the slope's 95 % interval by resampled users. */
export interface ScoreSlope {
  readonly score: 'model' | 'rule' | 'partner'
  /** Null where a class is absent or the score does not vary. */
  readonly slope: Slope | null
  readonly low: number | null
  readonly high: number | null
}
/** What a rule still tells once a score is known, its 95 % interval by resampled users. */
export interface RuleUplift {
  readonly score: 'model' | 'partner'
  readonly rule: Rule
  /** Null where no bin has more than ten rows on either side. */
  readonly uplift: Uplift | null
  readonly low: number | null
  readonly high: number | null
}
export interface SlopeAnswer {
  readonly kind: 'slope'
  readonly task: string
  readonly slice: string | null
  readonly rows: number
  readonly positives: number
  /** Null where the data has no prior. */
  readonly rule: Rule | null
  /** Addition to the logit by which validation is ranked best. */
  readonly lift: number | null
  readonly curves: readonly ScoreSlope[]
  readonly uplifts: readonly RuleUplift[]
}

/** One task under a fused ranking. */
export interface TaskRanking {
  readonly task: string
  /** AUC within requests, weighted by their rows. */
  readonly gauc: number | null
  readonly ndcg5: number | null
  readonly ndcg10: number | null
  /** Predicted and observed mean of what is shown. */
  readonly expected: number
  readonly observed: number
  /** Σp/Σy on all rows: a re-ranking leaves it as it is. */
  readonly pcoc: number | null
}
/** The three sides of a ranking on one split. */
export interface Axes {
  readonly consumer: {
    readonly tasks: readonly TaskRanking[]
    /** Mean watch time of what is shown; null without a watch column. */
    readonly watch: number | null
  }
  /** Null without an item column. */
  readonly producer: Exposure | null
  readonly platform: {
    /** Predicted and observed share of gifts among what is shown; null without a task for gifts. */
    readonly gift: { readonly task: string; readonly expected: number; readonly observed: number } | null
  }
}
/** How the rows of a split were grouped into requests. */
export interface RequestsRead {
  readonly by: RequestCodes['by']
  readonly requests: number
  readonly rows: number
  /** Requests with more rows than places: the only ones where an order decides what is shown. */
  readonly contested: number
}
export interface FusionAnswer {
  readonly kind: 'fusion'
  readonly read: RequestsRead
  readonly watchColumn: string | null
  readonly axes: Axes
}
export interface Trial {
  readonly weights: readonly number[]
  /** On validation: what is maximised. */
  readonly utility: number | null
  readonly test: Axes
}
export interface SearchAnswer {
  readonly kind: 'search'
  readonly read: RequestsRead
  /** What was searched under: its form, penalty and places. */
  readonly fusion: Fusion
  readonly utility: Utility
  readonly trials: readonly Trial[]
  /** Index of the highest utility on validation; null where none has a value. */
  readonly best: number | null
}
export interface SweepAnswer {
  readonly kind: 'sweep'
  readonly read: RequestsRead
  readonly points: readonly { readonly lambda: number; readonly axes: Axes }[]
}
/** Low-activity test users of one cluster. */
export interface TransferRow {
  readonly cluster: number
  readonly users: number
  readonly rows: number
  readonly positives: number
  /** AUC with clusters and without; null where a class is absent. */
  readonly on: number | null
  readonly off: number | null
  /** 95 % interval of the difference by resampled users; null where too few replicates have one. */
  readonly low: number | null
  readonly high: number | null
}
export interface TransferAnswer {
  readonly kind: 'transfer'
  readonly task: string
  /** All low-activity test users together. */
  readonly all: Omit<TransferRow, 'cluster'>
  /** Clusters that have such users. */
  readonly clusters: readonly TransferRow[]
}
/**
 * Users of test rows whose membership is largest in one of the clusters, and users that were drawn: by their index in the
 * encoded dataset, ascending.
 */
export interface MembersAnswer {
  readonly kind: 'members'
  readonly clusters: readonly number[]
  readonly drawn: readonly number[]
  readonly users: readonly number[]
}
export type RankAnswer =
  | SlopeAnswer
  | FusionAnswer
  | SearchAnswer
  | SweepAnswer
  | TrustAnswer
  | TransitionAnswer
  | TransferAnswer
  | MembersAnswer
  | RegionAnswer
  | PreviewAnswer

/** Penalties on exposure that a sweep tries. */
export const LAMBDAS: readonly number[] = [0, 0.05, 0.1, 0.2, 0.5, 1, 2]
