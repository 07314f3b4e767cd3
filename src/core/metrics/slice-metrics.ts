import type { Split } from '../data/schema.ts'

/** Points of a curve on a fixed grid, x ascending. */
export interface Curve {
  readonly x: Float32Array
  readonly y: Float32Array
}

/** Metrics of one task on one slice of one split. */
export interface SliceMetrics {
  readonly split: Split
  readonly task: string
  /** `scene=click`, `activity=D3`, `activity=low` (D1–D3), `activity=unseen`; null for all rows. */
  readonly slice: string | null
  readonly rows: number
  readonly positives: number
  readonly users: number
  /** Null where a class is absent. */
  readonly auc: number | null
  /** Mean within user, weighted by rows; null where no user has both classes. */
  readonly gauc: number | null
  /** Share of the slice's users left out of GAUC, having one class. */
  readonly gaucExcluded: number | null
  /** Null when only a ranking score exists (the counting floor). */
  readonly logloss: number | null
  /** Mean predicted ÷ observed rate; null without positives or for a ranking score. */
  readonly calibration: number | null
}
