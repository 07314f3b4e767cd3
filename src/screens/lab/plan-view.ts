import type { ExperimentConfig } from '../../experiment/config.ts'
import { configHash, runHash } from '../../experiment/hash.ts'
import { firstRange, type TimeRange } from '../../run/eta.ts'
import { detectableBefore, type Spreads } from '../../run/expected.ts'
import { needOf, preparedSizes } from '../../run/memory.ts'
import type { Prepared } from '../../run/report.ts'
import { timeLeft } from '../../run/time.ts'
import { type Cell, isActive, isSettled } from '../../store/runs.ts'
import type { WorkbenchState } from '../../store/state.ts'

/** Groups × seeds before they are run. */
export interface Outline {
  readonly configs: readonly ExperimentConfig[]
  readonly seeds: readonly number[]
  /** Seeds that are spent whatever the verdicts; absent: all. */
  readonly first?: number
}
type Known = Pick<WorkbenchState, 'runs' | 'probe' | 'backend'> & { readonly prepared: Prepared | null }

/** What a plan takes. */
export interface PlanCost {
  readonly runs: number
  /** Those that were trained before, in this plan or another. */
  readonly known: number
  /** Null while nothing says. */
  readonly time: TimeRange | null
  /** Whether the time is of runs that have ended here, or of this device's measured speed alone. */
  readonly isMeasured: boolean
  /** Bytes that its largest group needs at least; null before the dataset is prepared. */
  readonly bytes: number | null
}

/** Runs, those already known, time and memory. `known` holds settled runs by what they were trained on. */
export function costOf(
  { configs, seeds, first = seeds.length }: Outline,
  known: ReadonlyMap<string, unknown>,
  { runs, probe, backend, prepared }: Known,
): PlanCost {
  const hashes = configs.map(configHash)
  const waitingOf = (some: readonly number[]): readonly ExperimentConfig[] =>
    configs.flatMap((config, i) =>
      some.flatMap((seed) => (known.has(`${hashes[i]}-${seed}`) ? [] : [config])),
    )
  const speed = probe?.measured.find((one) => one.backend === backend?.name)?.rowsPerSecond ?? null
  const guessOf = (waiting: readonly ExperimentConfig[]): TimeRange | null => {
    const [one] = waiting
    if (one === undefined) return { least: 0, most: 0 }
    if (prepared === null || speed === null) return null
    return firstRange(one.training, prepared.rows.train, speed, waiting.length)
  }
  const waiting = waitingOf(seeds)
  const least = waitingOf(seeds.slice(0, first))
  const measured = timeLeft(runs.values(), waiting)
  const longest = measured ?? guessOf(waiting)
  const shortest = timeLeft(runs.values(), least) ?? guessOf(least)
  const total = configs.length * seeds.length
  const needs = prepared === null ? [] : configs.map((config) => needOf(config, preparedSizes(prepared)))
  return {
    runs: total,
    known: total - waiting.length,
    time: longest === null || shortest === null ? null : { least: shortest.least, most: longest.most },
    isMeasured: measured !== null,
    bytes:
      needs.length === 0 ? null : Math.max(...needs.map((need) => need.dataset + need.tables + need.batch)),
  }
}

export interface Detectable {
  readonly value: number
  /** Whether the spreads are those of runs here, or the sample's as they were measured. */
  readonly isOwn: boolean
}

/** Verdicts that the table gives each group: on all rows, and on those of low activity. */
const VERDICTS = 2

/** The smallest true difference in AUC that a plan would call 8 times in 10 (UX V8); null where it can call none. */
export function detectableOf(
  spreads: Spreads,
  plan: { readonly groups: number; readonly seeds: number; readonly stopsEarly: boolean },
): Detectable | null {
  const value = detectableBefore(spreads, {
    seeds: plan.seeds,
    comparisons: VERDICTS * (plan.groups - 1),
    adaptive: plan.stopsEarly ? { maxSeeds: plan.seeds } : null,
  })
  return value === null ? null : { value, isOwn: spreads.source === 'runs' }
}

/** How many of these cells Run would train, and how many of those wait or train already. */
export function dueOf(
  cells: readonly Cell[],
  runs: WorkbenchState['runs'],
): { readonly left: number; readonly queued: number } {
  const open = cells.filter(({ id, hash }) => {
    const run = runs.get(id)
    return run === undefined || !isSettled(run) || runHash(run.config) !== hash
  })
  const queued = open.filter(({ id, hash }) => {
    const run = runs.get(id)
    return run !== undefined && isActive(run) && runHash(run.config) === hash
  })
  return { left: open.length, queued: queued.length }
}

/** Seeds that were left out, by group in the order of the plan; a group that is gone has no name any more. */
export function leftOutRows(
  cells: readonly { readonly group: string; readonly seed: number }[],
  groups: readonly { readonly id: string; readonly name: string }[],
): readonly { readonly name: string; readonly seeds: readonly number[] }[] {
  return groups.flatMap(({ id, name }) => {
    const seeds = cells.filter(({ group }) => group === id).map(({ seed }) => seed)
    return seeds.length === 0 ? [] : [{ name, seeds }]
  })
}
