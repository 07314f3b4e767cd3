import type { RequestCodes } from '../core/data/requests.ts'
import type { Split } from '../core/data/schema.ts'
import type { PrecisionRecall } from '../core/metrics/precision-recall.ts'
import type { Recalibration } from '../core/metrics/recalibration.ts'
import type { CalibrationError, ReliabilityBin } from '../core/metrics/reliability.ts'
import type { Curve, SliceMetrics } from '../core/metrics/slice-metrics.ts'
import type { Agreement } from '../core/ranking/agreement.ts'

/** A coarse ranker on the test split, beside the fine ranker that taught it. */
export interface CoarseReport {
  /** The task that it learns: the first. */
  readonly task: string
  readonly auc: number | null
  readonly gauc: number | null
  readonly logloss: number | null
  /** What tells requests apart: a column, a user's day, the user; null where nothing does. */
  readonly by: RequestCodes['by']
  readonly agreement: Agreement
  /** AUC among rows without a position: they were not shown; null where all were, or the schema names no position. */
  readonly notShown: number | null
  /** What its fields are worth; null where that was not asked for. */
  readonly fields: FieldReport | null
}

/** What the fields that a student reads are worth, by their index among them. */
export interface FieldReport {
  /** AUC lost where one field is shuffled, a mean of three deals; null where gates tell the importance. */
  readonly lost: readonly (number | null)[] | null
  /** Fields by importance on validation, the most important first. */
  readonly order: readonly number[]
  /** AUC where the first 0, 1, … of them say something of their row and the others are shuffled. */
  readonly kept: readonly (number | null)[]
  /** The same in random order, a mean of three. */
  readonly random: readonly (number | null)[]
  /** Test rows that were read. */
  readonly rows: number
}

/**
 * Mean over test rows of how far a prior moves a probability when nothing else changes: the largest less the least
 * p(row; prior = v) over the prior's values v, which for two values is |p(1) − p(0)|.
 */
export interface Sensitivity {
  readonly prior: string
  readonly task: string
  readonly mean: number
  /** Values tried, and rows. */
  readonly values: number
  readonly rows: number
}

/** AUC on test of a trained model of which one module was made to act otherwise. */
export interface Intervention {
  readonly module: string
  /** By the module's spec: `meanRead`. */
  readonly name: string
  readonly task: string
  /** Null for all rows, or a scene: `scene=<name>`. */
  readonly slice: string | null
  readonly rows: number
  readonly auc: number
  /** This AUC less that of the model as it is: below 0 where the model relies on what was taken away. */
  readonly delta: number
}

/** How far what was predicted is what happened. */
export interface CalibrationReport {
  /** Bins of as many rows each, by rising probability. */
  readonly bins: readonly ReliabilityBin[]
  readonly error: CalibrationError
  /** Null where no finite one fits. */
  readonly recalibration: Recalibration | null
}

/** What a run says of the test split, read once, at the weights chosen on validation. */
export interface TestReport {
  readonly metrics: readonly SliceMetrics[]
  /** ROC of each task on all test rows: TPR on 64 FPR grid points. */
  readonly roc: ReadonlyMap<string, Curve>
  /** Precision at each recall, of each task on all test rows; absent of a run recorded before it was read. */
  readonly precisionRecall?: ReadonlyMap<string, PrecisionRecall>
  /** Whether probabilities can be believed, of each task on all test rows; absent likewise. */
  readonly calibration?: ReadonlyMap<string, CalibrationReport>
  /** Share of test rows where p(later) > p(required), by later task. */
  readonly violations: ReadonlyMap<string, number>
  /** Spearman's ρ of probability and duration by task; absent where the schema names no duration. */
  readonly durationCorrelation?: ReadonlyMap<string, number>
  /** How far each prior alone moves each task. */
  readonly sensitivity: readonly Sensitivity[]
  readonly interventions: readonly Intervention[]
  /**
   * AUC under resampled users, by `task|slice` (slice `*` for all rows): replicate r weighs every user by the same
   * Poisson(1) draw in every run of one dataset and split, so that differences between runs are paired. NaN where a
   * replicate lost a class.
   */
  readonly replicates: ReadonlyMap<string, Float32Array>
  /** Absent where no coarse ranker was trained. */
  readonly coarse?: CoarseReport
}

/** Reference lines and counts of a dataset under a schema and a split, before any training. */
export interface Prepared {
  /** Hash of dataset id, schema and split. */
  readonly key: string
  readonly rows: Readonly<Record<Split, number>>
  readonly tasks: readonly { readonly id: string; readonly positives: Readonly<Record<Split, number>> }[]
  readonly scenes: readonly { readonly name: string; readonly rows: Readonly<Record<Split, number>> }[]
  readonly users: number
  readonly items: number
  /** Share of test users without a train row. */
  readonly unseenTestUsers: number
  /** Rows of users, deciles 1…10: least and most train rows. */
  readonly deciles: readonly { readonly users: number; readonly min: number; readonly max: number }[]
  readonly fields: readonly { readonly name: string; readonly vocabSize: number }[]
  /** Counting floor on valid and test, by task and slice. */
  readonly floor: readonly SliceMetrics[]
  readonly floorRoc: ReadonlyMap<string, Curve>
  /** AUC of the true probability on the same rows; generated data only. */
  readonly oracle: readonly SliceMetrics[] | null
  readonly oracleRoc: ReadonlyMap<string, Curve> | null
  /** Precision at each recall of both; absent of what was prepared before it was read. */
  readonly floorPrecision?: ReadonlyMap<string, Curve>
  readonly oraclePrecision?: ReadonlyMap<string, Curve> | null
}
