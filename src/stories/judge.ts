import { jointHalfWidth } from '../core/stats/joint.ts'
import { deviation, mean } from '../core/stats/student.ts'
import { evaluate, type SeedRuns } from './quantity.ts'
import type { Value } from './readings.ts'
import type { Check } from './story.ts'

/** Where an interval lies: inside the range, outside it, or across a bound. */
export type Outcome = 'holds' | 'open' | 'fails'

/** A check as measured. */
export interface Measured {
  /** Mean over seeds. */
  readonly mean: number
  /** Half-width of the 95 % interval: t over seeds joined with resampled users, paired throughout; null with one seed. */
  readonly half: number | null
  /** Value of each seed. */
  readonly values: readonly number[]
  readonly outcome: Outcome
}

/** A check over paired seeds; null where some seed has no value. */
export function judge(check: Check, seeds: readonly SeedRuns[]): Measured | null {
  const found: Value[] = []
  for (const runs of seeds) {
    const value = evaluate(check.quantity, runs)
    if (value === null) return null
    found.push(value)
  }
  if (found.length === 0) return null
  const values = found.map(({ value }) => value)
  const half = halfWidth(values, userErrorOf(found))
  const centre = mean(values)
  return { mean: centre, half, values, outcome: outcomeOf(check, centre, half) }
}

/** One seed gives no interval, and so nothing holds or fails. */
export function outcomeOf({ least, most }: Check, centre: number, half: number | null): Outcome {
  if (half === null) return 'open'
  const [low, high] = [centre - half, centre + half]
  const isAbove = least === undefined || low >= least
  const isBelow = most === undefined || high <= most
  if (isAbove && isBelow) return 'holds'
  const isUnder = least !== undefined && high < least
  const isOver = most !== undefined && low > most
  return isUnder || isOver ? 'fails' : 'open'
}

/** The worst of a story's checks. */
export function storyOutcome(outcomes: readonly Outcome[]): Outcome {
  if (outcomes.includes('fails')) return 'fails'
  return outcomes.includes('open') ? 'open' : 'holds'
}

function halfWidth(values: readonly number[], userError: number | null): number | null {
  if (values.length < 2) return null
  const seedError = deviation(values) / Math.sqrt(values.length)
  return jointHalfWidth({ seedError, degrees: values.length - 1, userError: userError ?? 0 })
}

/** Standard error over resampled users of the mean over seeds; null where no value has replicates. */
function userErrorOf(found: readonly Value[]): number | null {
  const all = found.flatMap(({ replicates }) => (replicates === null ? [] : [replicates]))
  const first = all[0]
  if (first === undefined) return null
  const means = Array.from(first, (_, r) => mean(all.map((replicates) => replicates[r] as number))).filter(
    Number.isFinite,
  )
  return means.length < 2 ? null : deviation(means)
}
