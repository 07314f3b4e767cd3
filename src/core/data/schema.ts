/** How an experiment reads a dataset. Part of the config, so a link carries it. */
export interface Schema {
  readonly user: string | null
  readonly item: string | null
  /** Column that orders rows in time. */
  readonly time: string | null
  readonly scene: string | null
  readonly tasks: readonly Task[]
  readonly features: readonly Feature[]
  /** Rows are read only where every one of these holds. */
  readonly filters: readonly Filter[]
}
export type FeatureSource = 'user' | 'item' | 'context'
export type FeatureRole = 'unbiased' | 'prior'
export interface Feature {
  readonly column: string
  readonly source: FeatureSource
  /** `unbiased`: high coverage, independent of activity, input of the clusters. `prior`: known to matter. */
  readonly roles: readonly FeatureRole[]
}
/**
 * One binary label. With `above` null the column holds 0 and 1; otherwise the label is 1 where the numeric
 * column exceeds it. `requires`: this label can be 1 only where that task's is (">30 s" requires ">10 s").
 */
export interface Task {
  readonly id: string
  readonly column: string
  readonly above: number | null
  readonly requires: string | null
}
/** Keep rows whose value, written as text, is one of these. */
export interface Filter {
  readonly column: string
  readonly values: readonly string[]
}

export type Split = 'train' | 'valid' | 'test'
export const SPLITS = ['train', 'valid', 'test'] as const satisfies readonly Split[]

/** Shares of rows (time, random) or of users; train takes what they leave. */
export interface Shares {
  readonly valid: number
  readonly test: number
}
export type SplitRule =
  | ({ readonly kind: 'time'; readonly column: string } & Shares)
  /** Train where the column ≤ trainTo, valid where ≤ validTo, test above. */
  | {
      readonly kind: 'boundaries'
      readonly column: string
      readonly trainTo: number
      readonly validTo: number
    }
  | ({ readonly kind: 'user' } & Shares)
  | ({ readonly kind: 'random' } & Shares)
