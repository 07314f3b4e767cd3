import { deviation, mean, studentQuantile } from '../core/stats/student.ts'

/** Seconds, as an interval. */
export interface TimeRange {
  readonly least: number
  readonly most: number
}

/** A run that has ended: which group, how long it took and how many steps it had. */
export interface Timing {
  readonly group: string
  readonly seconds: number
  readonly steps: number
}

/** Runs that are left of a group; the one under way by what it has behind it. */
export interface Left {
  readonly group: string
  /** Runs that have not begun. */
  readonly runs: number
  /** Steps of the run under way; null when none of this group is. */
  readonly step: number | null
}

/** Spread of runs within a group, relative to their mean: at least, and while nothing says. */
const LEAST_WITHIN = 0.08
const USUAL_WITHIN = 0.25
/** The same between groups. */
const LEAST_BETWEEN = 0.1
const USUAL_BETWEEN = 0.35
/** What follows the last step (the test, among others), as a share of a run. */
const LAST_SHARE = 0.05
/** Two-sided level of the interval. */
const LEVEL = 0.1

/**
 * How long the runs that are left will take: the sum of their groups' mean times, and around it an interval at 90 % that
 * holds three spreads,
 *   Var = Σ_g [ n_g s_g² + n_g² s_g²/k_g ]  +  Σ_new n_g² b²  +  (Σ_new n_g)² b²/G :
 * of a run within its group (s_g, relative to the mean alike in all groups), of what k_g runs say of their group's mean,
 * and, for groups of which none has ended, of the ratio of their cost to that of G others (b). The interval is
 * multiplicative, so that it never begins below 0. Null while no run has ended.
 */
export function timeRange(done: readonly Timing[], left: readonly Left[]): TimeRange | null {
  const waiting = left.filter(({ runs, step }) => runs > 0 || step !== null)
  if (done.length === 0) return null
  if (waiting.length === 0) return { least: 0, most: 0 }
  const groups = byGroup(done)
  const means = [...groups.values()].map((runs) => mean(runs.map(({ seconds }) => seconds)))
  const usual = mean(means)
  const within = withinSpread([...groups.values()])
  const between = means.length < 2 ? USUAL_BETWEEN : Math.max(LEAST_BETWEEN, deviation(means) / usual)
  let total = 0
  let variance = 0
  let unknown = 0
  for (const { group, runs, step } of waiting) {
    const own = groups.get(group)
    const centre = own === undefined ? usual : mean(own.map(({ seconds }) => seconds))
    const rest = step === null ? 0 : restOf(step, own ?? done)
    const spread = (within * centre) ** 2
    const count = runs + rest
    total += count * centre
    variance += (runs + (step === null ? 0 : 1)) * spread
    if (own === undefined) {
      variance += (count * between * usual) ** 2
      unknown += count
    } else variance += (count ** 2 * spread) / own.length
  }
  variance += (unknown * between * usual) ** 2 / means.length
  const half = (studentQuantile(1 - LEVEL / 2, Math.max(2, done.length - 1)) * Math.sqrt(variance)) / total
  return { least: total * Math.exp(-half), most: total * Math.exp(half) }
}

/** The share of a run that is still to come, by the steps that others had; a little is left until it ends. */
function restOf(step: number, others: readonly Timing[]): number {
  const steps = mean(others.map((run) => run.steps))
  return Math.max(LAST_SHARE, steps > 0 ? 1 - step / steps : 1)
}

function byGroup(done: readonly Timing[]): ReadonlyMap<string, readonly Timing[]> {
  const groups = new Map<string, Timing[]>()
  for (const run of done) groups.set(run.group, [...(groups.get(run.group) ?? []), run])
  return groups
}

/** Standard deviation of runs about their group's mean, in shares of it, with one usual value thrown in. */
function withinSpread(groups: readonly (readonly Timing[])[]): number {
  let sum = USUAL_WITHIN ** 2
  let degrees = 1
  for (const runs of groups) {
    const centre = mean(runs.map(({ seconds }) => seconds))
    for (const { seconds } of runs) sum += (seconds / centre - 1) ** 2
    degrees += runs.length - 1
  }
  return Math.max(LEAST_WITHIN, Math.sqrt(sum / degrees))
}

/**
 * Before any run has ended: from the shortest a run can be (until patience ends it after its first evaluation) to all of
 * its epochs, at the speed that was measured on this device. Groups may cost a half more or less than what was measured.
 */
export function firstRange(
  training: { readonly epochs: number; readonly evaluationsPerEpoch: number; readonly patience: number },
  trainRows: number,
  rowsPerSecond: number,
  runs: number,
): TimeRange {
  const shortest = Math.min(training.epochs, (1 + training.patience) / training.evaluationsPerEpoch)
  const epoch = trainRows / rowsPerSecond
  return { least: (runs * shortest * epoch) / COST, most: runs * training.epochs * epoch * COST }
}
const COST = 1.5
