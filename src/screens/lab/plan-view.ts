import type { ExperimentConfig } from '../../experiment/config.ts'
import { configHash, runHash } from '../../experiment/hash.ts'
import type { Comparison } from '../../run/comparison.ts'
import { firstRange, type TimeRange } from '../../run/eta.ts'
import { expectedDetectable, SAMPLE_SPREAD, type Spread, spreadOf } from '../../run/expectation.ts'
import { needOf, preparedSizes } from '../../run/memory.ts'
import type { Prepared } from '../../run/report.ts'
import { timeLeft } from '../../run/time.ts'
import { type Cell, isActive, isSettled } from '../../store/runs.ts'
import type { WorkbenchState } from '../../store/state.ts'

/** Groups × seeds before they are run. */
export interface Outline {
  readonly configs: readonly ExperimentConfig[]
  readonly seeds: readonly number[]
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
  { configs, seeds }: Outline,
  known: ReadonlyMap<string, unknown>,
  { runs, probe, backend, prepared }: Known,
): PlanCost {
  const waiting = configs.flatMap((config) => {
    const hash = configHash(config)
    return seeds.flatMap((seed) => (known.has(`${hash}-${seed}`) ? [] : [config]))
  })
  const total = configs.length * seeds.length
  const measured = waiting.length === 0 ? null : timeLeft(runs.values(), waiting)
  const speed = probe?.measured.find((one) => one.backend === backend?.name)?.rowsPerSecond ?? null
  const first = waiting[0]
  const guess =
    first === undefined || prepared === null || speed === null
      ? null
      : firstRange(first.training, prepared.rows.train, speed, waiting.length)
  const needs = prepared === null ? [] : configs.map((config) => needOf(config, preparedSizes(prepared)))
  return {
    runs: total,
    known: total - waiting.length,
    time: measured ?? guess,
    isMeasured: measured !== null,
    bytes:
      needs.length === 0 ? null : Math.max(...needs.map((need) => need.dataset + need.tables + need.batch)),
  }
}

/** How far differences scatter on a test split with so many positives. */
export interface SeenSpread {
  readonly spread: Spread
  readonly positives: number
  /** Whether the spread is that of runs here, or the sample's as it was recorded. */
  readonly isOwn: boolean
}

/** The spread of a comparison's groups, else the sample's; null while the positives of test are not known. */
export function seenSpread(
  comparison: Comparison | null,
  prepared: Prepared | null,
  task: string,
): SeenSpread | null {
  const positives = prepared?.tasks.find(({ id }) => id === task)?.positives.test
  if (positives === undefined) return null
  const own = comparison === null ? null : spreadOf(comparison, positives)
  return { spread: own ?? SAMPLE_SPREAD, positives, isOwn: own !== null }
}

export interface Detectable {
  readonly value: number
  readonly isOwn: boolean
}

/** The smallest true difference in AUC that so many seeds would tell 8 times in 10; null where nothing can be said. */
export function detectableOf(seen: SeenSpread | null, seeds: number): Detectable | null {
  if (seen === null) return null
  const value = expectedDetectable(seen.spread, seeds, seen.positives)
  return value === null ? null : { value, isOwn: seen.isOwn }
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
