import type { ExperimentConfig } from '../../experiment/config.ts'
import { configHash } from '../../experiment/hash.ts'
import type { Comparison } from '../../run/comparison.ts'
import { firstRange, type TimeRange } from '../../run/eta.ts'
import { expectedDetectable, SAMPLE_SPREAD, spreadOf } from '../../run/expectation.ts'
import { needOf, preparedSizes } from '../../run/memory.ts'
import type { Prepared } from '../../run/report.ts'
import { timeLeft } from '../../run/time.ts'
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

export interface Detectable {
  readonly value: number
  /** Whether the spread is that of runs here, or the sample's as it was recorded. */
  readonly isOwn: boolean
}

/** The smallest true difference in AUC that so many seeds would tell 8 times in 10; null where nothing can be said. */
export function detectableOf(
  comparison: Comparison | null,
  prepared: Prepared | null,
  task: string,
  seeds: number,
): Detectable | null {
  const positives = prepared?.tasks.find(({ id }) => id === task)?.positives.test
  if (positives === undefined) return null
  const own = comparison === null ? null : spreadOf(comparison, positives)
  const value = expectedDetectable(own ?? SAMPLE_SPREAD, seeds, positives)
  return value === null ? null : { value, isOwn: own !== null }
}
