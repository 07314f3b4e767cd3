import { compareGroups } from './compare.ts'
import type { Adaptive, GroupRuns, Selection, VerdictRow } from './comparison.ts'
import { areComparable } from './pairs.ts'
import { LEAST_SEEDS } from './table.ts'

/** Most seeds of a group where nothing else is said. */
export const MAX_SEEDS = 20

export interface AdaptiveOptions extends Adaptive {
  /** Seeds in the order in which they are used; at least `maxSeeds` of them. */
  readonly seeds: readonly number[]
  /** Runs that the budget still allows; null: no limit but `maxSeeds`. */
  readonly runsLeft?: number | null
  readonly rope?: number
  readonly family?: readonly Selection[]
}

/** Why a seed is next, or why none is. */
export type NextReason =
  /** Fewer than three pairs: no verdict yet. */
  | 'first-seeds'
  /** Of the verdicts that are open, this one is furthest from being settled. */
  | 'least-settled'
  /** Every verdict is better, worse, or no practical difference. */
  | 'settled'
  /** What is open needs more test users, or has lost a seed: more seeds would not settle it. */
  | 'beyond-seeds'
  /** What is open has its `maxSeeds`. */
  | 'seeds-spent'
  | 'budget-spent'

export interface NextSeed {
  /** Every group has a verdict. */
  readonly settled: boolean
  /** The run to train next; null when there is nothing to gain, or nothing left to spend. */
  readonly next: { readonly groupId: string; readonly seed: number } | null
  readonly reason: NextReason
}

/**
 * What to train next in a comparison that stops when it is settled (UX V9). Runs that wait or train count as given, so
 * that it can be asked again before they end. A seed that the baseline lacks is the baseline's first. Its rows must be
 * judged with `compareGroups(…, { adaptive })`: looking again after every seed needs wider intervals.
 */
export function nextSeed(
  groups: readonly GroupRuns[],
  baselineId: string,
  selection: Selection,
  options: AdaptiveOptions,
): NextSeed {
  const { maxSeeds, seeds, runsLeft = null } = options
  const { rope, family } = options
  const comparison = compareGroups(groups, baselineId, selection, {
    adaptive: { maxSeeds },
    ...(rope === undefined ? {} : { rope }),
    ...(family === undefined ? {} : { family }),
  })
  const open = comparison.rows.filter((row) => row.groupId !== baselineId && !isSettled(row))
  if (open.length === 0) return { settled: true, next: null, reason: 'settled' }
  const hopeful = open.filter(
    (row) => canBePaired(groups, baselineId, row.groupId) && canBeSettled(row, comparison.rope),
  )
  if (hopeful.length === 0) return { settled: false, next: null, reason: 'beyond-seeds' }
  if (runsLeft !== null && runsLeft <= 0) return { settled: false, next: null, reason: 'budget-spent' }
  const planned = seeds.slice(0, maxSeeds)
  const choices = hopeful.flatMap((row) => {
    const next = missing(groups, baselineId, row.groupId, planned)
    return next === null ? [] : [{ row, next }]
  })
  const choice = choices.sort(
    (a, b) => urgency(b.row, comparison.rope) - urgency(a.row, comparison.rope) || a.row.runs - b.row.runs,
  )[0]
  if (choice === undefined) return { settled: false, next: null, reason: 'seeds-spent' }
  const reason = choice.row.pairs < LEAST_SEEDS ? 'first-seeds' : 'least-settled'
  return { settled: false, next: choice.next, reason }
}

const isSettled = ({ state }: VerdictRow): boolean =>
  state === 'better' || state === 'worse' || state === 'no-difference'

function canBePaired(groups: readonly GroupRuns[], baselineId: string, groupId: string): boolean {
  const [own, base] = [groupId, baselineId].map((id) => groups.find((group) => group.groupId === id)?.runs[0])
  return own === undefined || base === undefined || areComparable(own, base)
}

/**
 * Whether more seeds can settle a row that is open: not where the noise of users alone would be too wide at every
 * difference that the seeds so far allow.
 */
function canBeSettled({ pairs, p, barred, delta, half, seedHalf }: VerdictRow, rope: number): boolean {
  if (pairs < LEAST_SEEDS) return true
  if (p === null || barred || delta === null || half === null || seedHalf === null) return false
  const userHalf = Math.sqrt(Math.max(0, half ** 2 - seedHalf ** 2))
  const size = Math.abs(delta)
  return userHalf < size + seedHalf || Math.max(0, size - seedHalf) + userHalf <= rope
}

/** The first seed that the group lacks, and first of all the baseline's run of it. */
function missing(
  groups: readonly GroupRuns[],
  baselineId: string,
  groupId: string,
  seeds: readonly number[],
): NextSeed['next'] {
  const has = (id: string, seed: number): boolean =>
    groups.some((group) => group.groupId === id && group.runs.some(({ config }) => config.seed === seed))
  for (const seed of seeds) {
    if (!has(baselineId, seed)) return { groupId: baselineId, seed }
    if (!has(groupId, seed)) return { groupId, seed }
  }
  return null
}

/** Half-width against the room that it has: to 0, or to the ends of the grey zone. Without three pairs it comes first. */
function urgency({ pairs, delta, half }: VerdictRow, rope: number): number {
  if (pairs < LEAST_SEEDS || delta === null || half === null) return Number.MAX_VALUE / (pairs + 1)
  const size = Math.abs(delta)
  return half / Math.max(size, rope - size, Number.EPSILON)
}
