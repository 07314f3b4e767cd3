import type { LinkMade } from '../experiment/link-fields.ts'

/** What became of a run, as a link tells it. */
export const FATES = ['absent', 'finished', 'diverged', 'stopped', 'failed'] as const
export type Fate = (typeof FATES)[number]

/** A metric of the test split, of every run. */
export interface ClaimedCell {
  readonly task: string
  /** Null for all rows. */
  readonly slice: string | null
  readonly metric: 'auc' | 'gauc'
  /** Rounded to two digits. */
  readonly rows: number
  readonly positives: number
  readonly users: number
  /** By group, then by seed; null where a run has none. */
  readonly values: readonly (readonly (number | null)[])[]
  /** By group: error over users of its mean difference to the first group; null where there is none. */
  readonly errors: readonly (number | null)[]
}

/** Validation AUC over training: mean over seeds and half-width of its interval, null with one seed. */
export interface ClaimedPoint {
  /** Rows seen. */
  readonly x: number
  readonly mean: number
  readonly half: number | null
}

/** Test AUC of an activity decile: mean over seeds and half-width of its interval. */
export interface ClaimedDecile {
  readonly mean: number
  readonly half: number | null
}

/**
 * Results that a link carries. They are claims: nobody trained them here. They never join the runs that were trained
 * here, and no mean is taken over both.
 */
export interface Claims {
  /** By group, then by seed. */
  readonly fates: readonly (readonly Fate[])[]
  /** By group: seeds that were lost and deleted since. */
  readonly deleted: readonly number[]
  readonly cells: readonly ClaimedCell[]
  readonly curves: { readonly task: string; readonly groups: readonly (readonly ClaimedPoint[])[] } | null
  /** By group, deciles 1 to 10; null where too few rows or users are behind one. */
  readonly deciles: {
    readonly task: string
    readonly groups: readonly (readonly (ClaimedDecile | null)[])[]
  } | null
}

/** Claims, with what the link says of how they were made. */
export interface Claimed {
  readonly claims: Claims
  readonly made: LinkMade | null
}

/** Steps from 0 to 1 that a value of a link is rounded to; one step is 1.5e-5. */
export const LEVELS = 65534
export const QUANTUM = 1 / LEVELS

/** Fewest rows and users behind a number of a link. */
export const LEAST_ROWS = 30
export const LEAST_CELL_USERS = 10
export const isSmallCell = ({ rows, users }: { readonly rows: number; readonly users: number }): boolean =>
  rows < LEAST_ROWS || users < LEAST_CELL_USERS

/** A count to its first two digits. */
export function twoDigits(count: number): number {
  if (count < 100) return Math.round(count)
  const unit = 10 ** (Math.floor(Math.log10(count)) - 1)
  return Math.round(count / unit) * unit
}
