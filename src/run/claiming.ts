import { mean, meanHalfWidth } from '../core/stats/student.ts'
import type { Plan } from '../experiment/plan.ts'
import { aucBand } from './bands.ts'
import {
  type ClaimedCell,
  type ClaimedDecile,
  type ClaimedPoint,
  type Claims,
  type Fate,
  isSmallCell,
  twoDigits,
} from './claims.ts'
import type { GroupRuns, Selection } from './comparison.ts'
import { differenceOf, pairsOf, sampleOf, testMetrics, testValue } from './pairs.ts'
import { isFinished, type Run } from './run.ts'

const LOW = 'activity=low'
const DECILES = Array.from({ length: 10 }, (_, i) => `activity=D${i + 1}`)

/** What a link takes its results from. */
export interface Claimable {
  readonly plan: Plan
  /** In the order of the plan's groups. */
  readonly groups: readonly GroupRuns[]
  /** Task that curves and deciles are of. */
  readonly task: string
  /** Rows and users of the validation split behind the curves; null where they are not known: no curves then. */
  readonly valid: { readonly rows: number; readonly users: number } | null
  /** Whether scenes, which are named by values of the data, may be told. */
  readonly scenes: boolean
}

/** What a link says of these runs; null while none has finished. Aggregates of few rows or users stay out. */
export function claimsOf(claimable: Claimable): Claims | null {
  const { plan, groups, task, valid } = claimable
  const cells = selectionsOf(claimable).flatMap((selection) => cellOf(groups, plan.seeds, selection) ?? [])
  if (cells.length === 0) return null
  const hasCurves = valid !== null && !isSmallCell(valid)
  return {
    fates: groups.map(({ runs }) => plan.seeds.map((seed) => fateOf(runOf(runs, seed)))),
    deleted: groups.map(({ deleted = 0 }) => deleted),
    cells,
    curves: hasCurves ? curvesOf(groups, task) : null,
    deciles: decilesOf(groups, task),
  }
}

/** AUC of each task on all rows, users of low activity and scenes; GAUC on all rows. */
function selectionsOf({ plan, groups, scenes }: Claimable): readonly Selection[] {
  const tasks = plan.groups[0]?.config.schema.tasks.map(({ id }) => id) ?? []
  const reported = groups.flatMap(({ runs }) => runs.flatMap(({ report }) => report?.metrics ?? []))
  const sceneSlices = reported.flatMap(({ slice }) => (slice?.startsWith('scene=') ? [slice] : []))
  const slices = [null, LOW, ...(scenes ? new Set(sceneSlices) : [])]
  return tasks.flatMap((task): Selection[] => [
    ...slices.map((slice): Selection => ({ task, slice, metric: 'auc' })),
    { task, slice: null, metric: 'gauc' },
  ])
}

const runOf = (runs: readonly Run[], seed: number): Run | undefined =>
  runs.find((run) => run.config.seed === seed)

function fateOf(run: Run | undefined): Fate {
  if (run === undefined) return 'absent'
  if (run.status.kind === 'failed') return 'failed'
  return run.status.kind === 'ended' ? run.status.reason : 'absent'
}

function cellOf(
  groups: readonly GroupRuns[],
  seeds: readonly number[],
  selection: Selection,
): ClaimedCell | null {
  const counts = groups
    .flatMap(({ runs }) => runs)
    .map((run) => testMetrics(run, selection.task, selection.slice))
    .find((found) => found !== undefined)
  if (counts === undefined || isSmallCell(counts)) return null
  const values = groups.map(({ runs }) =>
    seeds.map((seed) => {
      const run = runOf(runs, seed)
      return run === undefined ? null : testValue(run, selection)
    }),
  )
  if (values.flat().every((value) => value === null)) return null
  return {
    ...selection,
    rows: twoDigits(counts.rows),
    positives: twoDigits(counts.positives),
    users: twoDigits(counts.users),
    values,
    errors: groups.map((group) => errorOf(group, groups[0], selection)),
  }
}

function errorOf(group: GroupRuns, baseline: GroupRuns | undefined, selection: Selection): number | null {
  if (baseline === undefined || group === baseline) return null
  const pairs = pairsOf(group, baseline, selection)
  return pairs.length === 0 ? null : sampleOf(pairs.map(differenceOf), selection).userError
}

/** Of finished runs alone, as all other numbers of a link. */
function curvesOf(groups: readonly GroupRuns[], task: string): Claims['curves'] {
  const curves = groups.map(({ runs }) =>
    aucBand(runs.filter(isFinished), task, null)
      .filter((point) => Number.isFinite(point.mean))
      .map((point) => ({
        x: point.x,
        mean: point.mean,
        half: point.high === null ? null : point.high - point.mean,
      })),
  )
  return { task, groups: curves }
}

function decilesOf(groups: readonly GroupRuns[], task: string): Claims['deciles'] {
  const all = groups.map(({ runs }) => DECILES.map((slice) => decileOf(runs, task, slice)))
  return all.flat().some((one) => one !== null) ? { task, groups: all } : null
}

function decileOf(runs: readonly Run[], task: string, slice: string): ClaimedDecile | null {
  const counts = runs.map((run) => testMetrics(run, task, slice)).find((found) => found !== undefined)
  if (counts === undefined || isSmallCell(counts)) return null
  const values = runs.flatMap((run) => testValue(run, { task, slice, metric: 'auc' }) ?? [])
  return values.length === 0 ? null : { mean: mean(values), half: meanHalfWidth(values) }
}

/** Claims with at most so many points a curve: the first, the last and others evenly between. */
export function withPoints(claims: Claims, most: number): Claims {
  const { curves } = claims
  if (curves === null) return claims
  return { ...claims, curves: { ...curves, groups: curves.groups.map((points) => spread(points, most)) } }
}

function spread(points: readonly ClaimedPoint[], most: number): readonly ClaimedPoint[] {
  if (points.length <= most) return points
  return Array.from(
    { length: most },
    (_, i) => points[Math.round((i * (points.length - 1)) / (most - 1))] as ClaimedPoint,
  )
}
