import type { ExperimentConfig } from './config.ts'

/** One curve: a config whatever its seed. `id` never changes; colour and dash follow from `style`. */
export interface Group {
  readonly id: string
  /** Typed by a person; null: named by what differs from the baseline (diff.ts). */
  readonly label: string | null
  /** Index into the palette, given at creation, for life. */
  readonly style: number
  /** Its `seed` is ignored: the plan's seeds apply. */
  readonly config: ExperimentConfig
}

/** Groups × paired seeds. The first group is the baseline. */
export interface Plan {
  readonly groups: readonly Group[]
  readonly seeds: readonly number[]
  /**
   * Seeds are spent one by one where a verdict is open, until all are settled or none is left. Looking on the way would
   * raise false alarms: such a plan is judged by intervals that hold whenever one looks.
   */
  readonly stopsEarly?: true
  /** Seeds that had been trained when it was told to stop early: none of these was spent on what was seen. */
  readonly firstSeeds?: number
  /** Seeds were added once verdicts could be read: they followed from what was seen, and are judged as looks repeated. */
  readonly grown?: true
}

/** Seeds that a plan that stops early may spend, and looks are counted up to, where nobody said another number before. */
export const USUAL_LOOKS = 10

/** The most seeds that a plan is looked at with, where its seeds follow from looks; null where they were fixed before. */
export function looksOf({
  stopsEarly,
  grown,
  seeds,
}: Pick<Plan, 'stopsEarly' | 'grown' | 'seeds'>): { readonly maxSeeds: number } | null {
  if (stopsEarly === true) return { maxSeeds: seeds.length }
  return grown === true ? { maxSeeds: Math.max(USUAL_LOOKS, seeds.length) } : null
}
