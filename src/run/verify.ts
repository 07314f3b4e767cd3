import { deviation, normalTail, studentQuantile } from '../core/stats/student.ts'
import { runHash, seedHash } from '../experiment/hash.ts'
import type { Plan } from '../experiment/plan.ts'
import { type Claimed, type ClaimedCell, QUANTUM } from './claims.ts'
import { kindOf } from './how.ts'
import { hasChangedBackend } from './interruption.ts'
import { isLost, testValue } from './pairs.ts'
import { isTrainedHere, type Run } from './run.ts'
import { type HeldErrors, heldErrors } from './verify-errors.ts'

/**
 * How near a number must come. `exact`: the same kind of backend on both sides, one that gives the same numbers on every
 * device. `spread`: anything else; other rounding may lead a run as far off as another seed would.
 */
export type Tolerance = 'exact' | 'spread'

/** `untold`: the link has no spread to tell by. `missing`: the run here has no such number. Neither is reproduced. */
export const JUDGEMENTS = ['reproduced', 'differs', 'untold', 'missing'] as const
export type Judgement = (typeof JUDGEMENTS)[number]

/** A number of a link held against the run that was trained here. */
export interface Stamp {
  readonly group: number
  readonly seed: number
  readonly task: string
  readonly slice: string | null
  readonly metric: 'auc' | 'gauc'
  readonly claimed: number
  /** Null where the run here has no such number. */
  readonly here: number | null
  readonly tolerance: Tolerance
  /** |here − claimed| in deviations; null where the link has no spread to tell by, or there is nothing to hold. */
  readonly z: number | null
  /** Beyond this z it differs, and beyond `seen` in units of the metric; null where nothing can be told. */
  readonly limit: number | null
  readonly seen: number | null
  readonly verdict: Judgement
}

export interface Verification {
  readonly stamps: readonly Stamp[]
  /** Runs of the link that have ended well there and not here yet. */
  readonly waiting: number
  /** Runs of the link that ended well there and were lost here. */
  readonly lost: number
  /** Runs here that went on on another backend than where they began: no number is held against them. */
  readonly changed: number
  readonly errors: HeldErrors
  /** What the runs here were trained by. */
  readonly how: readonly string[]
}

/** Deviations beyond which a number differs, where the deviation is known. */
export const LIMIT = 3
/** Of a number that should be equal, beside the link's rounding. */
export const EXACT_TOLERANCE = 1e-6

/** Whether two devices of this kind give the same numbers: compiled WASM adds in one order, whatever its threads. */
export const isDeterministic = (how: string, isRelaxed: boolean): boolean =>
  kindOf(how) === 'wasm, compiled' && !isRelaxed

/** How many stamps there are of each verdict. */
export function countsOf(stamps: readonly Stamp[]): Readonly<Record<Judgement, number>> {
  const counts = { reproduced: 0, differs: 0, untold: 0, missing: 0 }
  for (const { verdict } of stamps) counts[verdict]++
  return counts
}

/** Holds every number of a link against runs of the same config and seed that were trained here, on one backend. */
export function verified(claimed: Claimed, plan: Plan, runs: Iterable<Run>): Verification {
  const own = [...runs].filter(isTrainedHere)
  const isChanged = (run: Run): boolean => hasChangedBackend(run.interruptions)
  // Of two runs of a hash, the one that kept its backend.
  const ordered = [...own.filter(isChanged), ...own.filter((run) => !isChanged(run))]
  const here = new Map(ordered.map((run) => [runHash(run.config), run] as const))
  const stamps: Stamp[] = []
  const exact = new Map<string, Run>()
  const how = new Set<string>()
  let [waiting, lost, changed] = [0, 0, 0]
  for (const [g, group] of plan.groups.entries()) {
    for (const [s, seed] of plan.seeds.entries()) {
      if (claimed.claims.fates[g]?.[s] !== 'finished') continue
      const run = here.get(seedHash(group.config, seed))
      if (run === undefined || (run.status.kind !== 'ended' && !isLost(run))) waiting++
      else if (isLost(run)) lost++
      else if (isChanged(run)) changed++
      else {
        if (run.how !== null) how.add(kindOf(run.how))
        if (toleranceOf(claimed, run) === 'exact') exact.set(`${g}|${s}`, run)
        stamps.push(...stampsOf(claimed, run, g, s, seed))
      }
    }
  }
  const runOf = (g: number, s: number): Run | undefined => exact.get(`${g}|${s}`)
  const errors = heldErrors(claimed.claims, plan, runOf, EXACT_TOLERANCE)
  return { stamps, waiting, lost, changed, errors, how: [...how] }
}

function stampsOf(claimed: Claimed, run: Run, g: number, s: number, seed: number): readonly Stamp[] {
  const tolerance = toleranceOf(claimed, run)
  return claimed.claims.cells.flatMap((cell): Stamp[] => {
    const { task, slice, metric } = cell
    const there = cell.values[g]?.[s] ?? null
    const here = testValue(run, cell)
    if (there === null) return []
    const told = { group: g, seed, task, slice, metric, claimed: there, here, tolerance }
    if (here === null) return [{ ...told, z: null, limit: null, seen: null, verdict: 'missing' }]
    const spread = tolerance === 'exact' ? EXACT : spreadOf(cell, g, s)
    if (spread === null) return [{ ...told, z: null, limit: null, seen: null, verdict: 'untold' }]
    const unit = Math.sqrt(QUANTUM ** 2 / 12 + spread.sigma ** 2)
    const z = Math.abs(here - there) / unit
    const verdict = z > spread.limit ? 'differs' : 'reproduced'
    return [{ ...told, z, limit: spread.limit, seen: spread.limit * unit, verdict }]
  })
}

function toleranceOf({ made }: Claimed, { how, config }: Run): Tolerance {
  if (made === null || how === null || made.how !== kindOf(how)) return 'spread'
  return made.deterministic && isDeterministic(how, config.training.relaxedSimd) ? 'exact' : 'spread'
}

/** A deviation to hold a difference against beside the link's rounding, q²/12, and how many of them it may be. */
interface Spread {
  readonly sigma: number
  readonly limit: number
}

const EXACT: Spread = { sigma: EXACT_TOLERANCE, limit: LIMIT }

/**
 * Deviation of the difference of two seeds, √2 · s, pooled over the groups; the number in question is left out, so that
 * one that was changed does not widen what it is held against. It is estimated, so its limit is the quantile of Student's
 * t that is as rare as `LIMIT` of a known one: 3 with many seeds, 9 with three degrees of freedom. Null where no group has two
 * others.
 */
function spreadOf({ values }: ClaimedCell, group: number, seed: number): Spread | null {
  const left = values
    .map((own, g) =>
      own.flatMap((value, s) => (value === null || (g === group && s === seed) ? [] : [value])),
    )
    .filter((own) => own.length >= 2)
  const degrees = left.reduce((sum, own) => sum + own.length - 1, 0)
  if (degrees === 0) return null
  const squares = left.reduce((sum, own) => sum + deviation(own) ** 2 * (own.length - 1), 0)
  return {
    sigma: Math.sqrt((2 * squares) / degrees),
    limit: studentQuantile(1 - normalTail(LIMIT), degrees),
  }
}
