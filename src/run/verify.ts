import { deviation } from '../core/stats/student.ts'
import { runHash } from '../experiment/hash.ts'
import type { Plan } from '../experiment/plan.ts'
import { type Claimed, type ClaimedCell, QUANTUM } from './claims.ts'
import { isLost, testValue } from './pairs.ts'
import type { Run } from './run.ts'

/**
 * How near a number must come. `exact`: the same kind of backend on both sides, one that gives the same numbers on every
 * device. `spread`: anything else; other rounding may lead a run as far off as another seed would.
 */
export type Tolerance = 'exact' | 'spread'

/** A number of a link held against the run that was trained here. */
export interface Stamp {
  readonly group: number
  readonly seed: number
  readonly task: string
  readonly slice: string | null
  readonly metric: 'auc' | 'gauc'
  readonly claimed: number
  readonly here: number
  readonly tolerance: Tolerance
  /** |here − claimed| in deviations; null where the link has no spread to tell by. */
  readonly z: number | null
  readonly verdict: 'reproduced' | 'differs' | 'untold'
}

export interface Verification {
  readonly stamps: readonly Stamp[]
  /** Runs of the link that have ended well there and not here yet. */
  readonly waiting: number
  /** Runs of the link that ended well there and were lost here. */
  readonly lost: number
  /** What the runs here were trained by. */
  readonly how: readonly string[]
}

/** Deviations beyond which a number differs. */
export const LIMIT = 3
/** Of a number that should be equal, beside the link's rounding. */
export const EXACT_TOLERANCE = 1e-6

/** `wasm, compiled (455 operations, 2 threads)` is of the kind `wasm, compiled`. */
export const kindOf = (how: string): string => how.replace(/ \(.*\)$/s, '').replace(/:.*$/s, '')

/** Whether two devices of this kind give the same numbers: compiled WASM adds in one order, whatever its threads. */
export const isDeterministic = (how: string, isRelaxed: boolean): boolean =>
  kindOf(how) === 'wasm, compiled' && !isRelaxed

/** Holds every number of a link against runs of the same config and seed that were trained here. */
export function verified(claimed: Claimed, plan: Plan, runs: Iterable<Run>): Verification {
  const here = new Map([...runs].map((run) => [runHash(run.config), run] as const))
  const stamps: Stamp[] = []
  const how = new Set<string>()
  let [waiting, lost] = [0, 0]
  for (const [g, group] of plan.groups.entries()) {
    for (const [s, seed] of plan.seeds.entries()) {
      if (claimed.claims.fates[g]?.[s] !== 'finished') continue
      const run = here.get(runHash({ ...group.config, seed }))
      if (run === undefined || (run.status.kind !== 'ended' && !isLost(run))) waiting++
      else if (isLost(run)) lost++
      else {
        if (run.how !== null) how.add(kindOf(run.how))
        stamps.push(...stampsOf(claimed, run, g, s, seed))
      }
    }
  }
  return { stamps, waiting, lost, how: [...how] }
}

function stampsOf(claimed: Claimed, run: Run, g: number, s: number, seed: number): readonly Stamp[] {
  const tolerance = toleranceOf(claimed, run)
  return claimed.claims.cells.flatMap((cell): Stamp[] => {
    const { task, slice, metric } = cell
    const there = cell.values[g]?.[s] ?? null
    const here = testValue(run, cell)
    if (there === null || here === null) return []
    const z = zOf(here - there, tolerance === 'exact' ? EXACT_TOLERANCE : spreadOf(cell, g, s))
    const verdict = z === null ? 'untold' : z > LIMIT ? 'differs' : 'reproduced'
    return [{ group: g, seed, task, slice, metric, claimed: there, here, tolerance, z, verdict }]
  })
}

function toleranceOf({ made }: Claimed, { how, config }: Run): Tolerance {
  if (made === null || how === null || made.how !== kindOf(how)) return 'spread'
  return made.deterministic && isDeterministic(how, config.training.relaxedSimd) ? 'exact' : 'spread'
}

/** |difference| over √(q²/12 + σ²), q²/12 being the variance of the link's rounding. */
function zOf(difference: number, sigma: number | null): number | null {
  return sigma === null ? null : Math.abs(difference) / Math.sqrt(QUANTUM ** 2 / 12 + sigma ** 2)
}

/**
 * Deviation of the difference of two seeds, √2 · s, pooled over the groups; the number in question is left out, so that
 * one that was changed does not widen what it is held against. Null where no group has two others.
 */
function spreadOf({ values }: ClaimedCell, group: number, seed: number): number | null {
  const left = values
    .map((own, g) =>
      own.flatMap((value, s) => (value === null || (g === group && s === seed) ? [] : [value])),
    )
    .filter((own) => own.length >= 2)
  const degrees = left.reduce((sum, own) => sum + own.length - 1, 0)
  if (degrees === 0) return null
  const squares = left.reduce((sum, own) => sum + deviation(own) ** 2 * (own.length - 1), 0)
  return Math.sqrt((2 * squares) / degrees)
}
