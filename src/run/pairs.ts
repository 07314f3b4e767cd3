import type { Fix } from '../core/data/schema.ts'
import type { SliceMetrics } from '../core/metrics/slice-metrics.ts'
import type { Sample } from '../core/stats/estimate.ts'
import { deviation } from '../core/stats/student.ts'
import type { GroupRuns, Selection } from './comparison.ts'
import { isFinished, isTrainedHere, type Run } from './run.ts'

/** Two runs of one seed on the same rows (UX V1). */
export interface Pair {
  readonly own: Run
  readonly base: Run
}

/** Value of a metric that a finished run has on the test split; null where it has none. */
export function testValue(run: Run, { task, slice, metric }: Selection): number | null {
  if (!isFinished(run)) return null
  return testMetrics(run, task, slice)?.[metric] ?? null
}

export const testMetrics = (run: Run, task: string, slice: string | null): SliceMetrics | undefined =>
  run.report?.metrics.find((m) => m.split === 'test' && m.task === task && m.slice === slice)

/** A seed that ended otherwise than by itself: leaving it out would choose among seeds by what became of them. */
export const isLost = (run: Run): boolean =>
  run.status.kind === 'failed' || (run.status.kind === 'ended' && !isFinished(run))

/** Seeds of a group that were lost, deleted ones included. */
export const lostOf = ({ runs, deleted = 0 }: Pick<GroupRuns, 'runs' | 'deleted'>): number =>
  runs.filter(isLost).length + deleted

export function pairsOf(group: GroupRuns, baseline: GroupRuns, selection: Selection): readonly Pair[] {
  return group.runs.flatMap((own) => {
    if (testValue(own, selection) === null) return []
    const base = baseline.runs.find(
      (run) =>
        run.config.seed === own.config.seed && testValue(run, selection) !== null && areComparable(run, own),
    )
    return base === undefined ? [] : [{ own, base }]
  })
}

/** Same rows of test and same labels: dataset, split and what decides them in the schema. */
export function areComparable(a: Pick<Run, 'config'>, b: Pick<Run, 'config'>): boolean {
  if (a.config.schema === b.config.schema && a.config.split === b.config.split) {
    return a.config.dataset.kind === b.config.dataset.kind && a.config.dataset.id === b.config.dataset.id
  }
  return rowsKey(a) === rowsKey(b)
}

const rowsKey = ({ config: { dataset, split, schema } }: Pick<Run, 'config'>): string =>
  JSON.stringify([
    dataset.kind,
    dataset.id,
    split,
    schema.tasks,
    schema.filters,
    schema.derived ?? [],
    schema.user,
    schema.scene,
    (schema.fixes ?? []).filter(decidesRows),
  ])

/** Mends that drop rows, set labels or say which values are one; the others only take columns from the inputs. */
const decidesRows = ({ kind }: Fix): boolean =>
  kind === 'drop-rows' || kind === 'set-task' || kind === 'as-levels'

/** The runs of one seed, each with its weight in a quantity: +1 and −1 in a difference. */
export type Contrast = readonly { readonly run: Run; readonly weight: number }[]

export const differenceOf = ({ own, base }: Pair): Contrast => [
  { run: own, weight: 1 },
  { run: base, weight: -1 },
]

/** A weighted sum of the test values of each seed's runs, which all must have one, and its error over users. */
export function sampleOf(seeds: readonly Contrast[], selection: Selection): Sample {
  const values = seeds.map((contrast) =>
    contrast.reduce((sum, { run, weight }) => sum + weight * (testValue(run, selection) as number), 0),
  )
  return { values, userError: userErrorOf(seeds, selection) }
}

/**
 * Standard error over resampled users of the mean over seeds (V2): replicate r has the same users in every run. Null
 * without replicates.
 */
function userErrorOf(seeds: readonly Contrast[], { task, slice, metric }: Selection): number | null {
  if (metric !== 'auc') return null
  const terms: { readonly replicates: Float32Array; readonly weight: number }[] = []
  for (const { run, weight } of seeds.flat()) {
    const replicates = run.report?.replicates.get(`${task}|${slice ?? '*'}`)
    if (replicates === undefined) return null
    terms.push({ replicates, weight })
  }
  const count = Math.min(...terms.map(({ replicates }) => replicates.length))
  const means: number[] = []
  for (let r = 0; r < count; r++) {
    let sum = 0
    for (const { replicates, weight } of terms) sum += weight * (replicates[r] as number)
    if (Number.isFinite(sum)) means.push(sum / seeds.length)
  }
  return means.length < 2 ? null : deviation(means)
}

/**
 * Median seconds per step against the baseline's, of runs that were trained here; null without both, or when they were
 * trained in different ways.
 */
export function costOf(ownRuns: readonly Run[], baseRuns: readonly Run[]): number | null {
  const own = ownRuns.filter(isTrainedHere)
  const base = baseRuns.filter(isTrainedHere)
  const perStep = (runs: readonly Run[]): number | null => {
    const values = runs
      .flatMap(({ seconds, status }) =>
        seconds !== null && status.kind === 'ended' && status.step > 0 ? [seconds / status.step] : [],
      )
      .sort((a, b) => a - b)
    return values[Math.floor(values.length / 2)] ?? null
  }
  const ways = new Set(
    [...own, ...base].flatMap(({ how }) => (how === null ? [] : [how.replace(/ \(.*\)/, '')])),
  )
  if (ways.size > 1) return null
  const [a, b] = [perStep(own), perStep(base)]
  return a === null || b === null || b === 0 ? null : a / b
}
