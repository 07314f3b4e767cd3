import type { RuleId } from './passport/rules.ts'

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
  /** Columns computed from others, which features may name like any column of the file; absent when there are none. */
  readonly derived?: readonly Derived[]
  /** Column that says which rows were shown together: one request, session or list. No input; absent when there is none. */
  readonly request?: string
  /** What was mended on the Check step, replayed in this order; absent when there is nothing. */
  readonly fixes?: readonly Fix[]
}
export type FeatureSource = 'user' | 'item' | 'context'
export const FEATURE_ROLES = ['unbiased', 'prior', 'history', 'position', 'duration'] as const
export type FeatureRole = (typeof FEATURE_ROLES)[number]
export interface Feature {
  readonly column: string
  readonly source: FeatureSource
  /**
   * `unbiased`: high coverage, independent of activity, input of the clusters. `prior`: known to matter. `history`: a
   * list of the items that the user took up before the impression, the latest last; no field of its own. `position`: where the row was
   * shown, known of a log and not before serving, so no plain field. `duration`: how long what was shown lasts.
   */
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
/**
 * A column made of two others, value by value as text. `equal`: 1 where they are the same, else 0. `difference`: how many
 * of the ascending cuts lie at or below |left − right|. `lookup`: the value listed for the pair, else `otherwise`. Missing
 * where either side is, and for `difference` where one is not a number.
 */
export interface Derived {
  readonly name: string
  readonly left: string
  readonly right: string
  readonly rule:
    | { readonly kind: 'equal' }
    | { readonly kind: 'difference'; readonly cuts: readonly number[] }
    | {
        readonly kind: 'lookup'
        readonly pairs: readonly { readonly left: string; readonly right: string; readonly value: string }[]
        readonly otherwise: string | null
      }
}
/**
 * One mend of the data. `drop-rows`: exact copies of an earlier row, rows that are 1 in a task and 0 in what it requires, or
 * rows of a scene. `set-task`: what a task requires is 1 wherever it is. `mark-outcome`, `ignore-column`: no feature any
 * more, `was` says which it was. `unmark`: unbiased no more. `as-levels`: numbers that are names. `keep`: a finding that a
 * person saw and lets be.
 */
export type Fix =
  | { readonly kind: 'drop-rows'; readonly rule: DropRule }
  | { readonly kind: 'set-task'; readonly task: string }
  | {
      readonly kind: 'mark-outcome' | 'ignore-column'
      readonly column: string
      readonly was: PlacedFeature | null
    }
  | { readonly kind: 'unmark' | 'as-levels'; readonly column: string }
  | { readonly kind: 'keep'; readonly rule: RuleId; readonly subject: string }
export type DropRule =
  | { readonly kind: 'duplicates' }
  | { readonly kind: 'broken-chain'; readonly task: string }
  | { readonly kind: 'scene'; readonly scene: string }
/** A feature and its place in the list, so that it can be put back. */
export interface PlacedFeature extends Pick<Feature, 'source' | 'roles'> {
  readonly at: number
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
