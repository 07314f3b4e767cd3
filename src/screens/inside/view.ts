import { runPoints } from '../../charts/curves.ts'
import type { Point } from '../../charts/decimate.ts'
import { keyText } from '../../core/metrics/series.ts'
import type { Peer } from '../../run/peers.ts'
import type { Intervention } from '../../run/report.ts'
import type { Run, Snapshot } from '../../run/run.ts'
import { hasStarted, type NamedGroup } from '../compare/view.ts'

/** The run that is looked into. */
export interface InsideSubject {
  readonly group: NamedGroup
  readonly run: Run
}

/**
 * The chosen group and seed, where such a run has started; else the first started run of the chosen group, else of any
 * group, the baseline first. Null while nothing was trained.
 */
export function insideSubject(
  groups: readonly NamedGroup[],
  groupId: string | null,
  seed: number | null,
): InsideSubject | null {
  const chosen = groups.find((group) => group.id === groupId)
  const order = chosen === undefined ? groups : [chosen, ...groups]
  for (const group of order) {
    const started = group.runs.filter((run) => run.status.kind !== 'queued')
    const run = started.find((one) => one.config.seed === seed) ?? started[0]
    if (run !== undefined) return { group, run }
  }
  return null
}

/** Every run that has started, in the order of groups and seeds. */
export const peersOf = (groups: readonly NamedGroup[]): readonly Peer[] =>
  groups.flatMap(({ id, name, style, runs }) =>
    runs.filter(hasStarted).map((run) => ({ groupId: id, group: name, style, run })),
  )

/** One line of the loss ledger. */
export interface LedgerRow {
  readonly name: string
  /** The latest, where balancing moves it. */
  readonly weight: number
  /** Curve over rows seen, as computed. */
  readonly points: readonly Point[]
  /** The same times the weight of each step. */
  readonly weightedPoints: readonly Point[]
  /** Latest values; null before the first step. */
  readonly raw: number | null
  readonly weighted: number | null
  /** Of the sum of all weighted terms; null before the first step, or when the sum is 0. */
  readonly share: number | null
}

/** Every loss term of a run in the optimiser's order. */
export function ledger(run: Run): readonly LedgerRow[] {
  const rows = run.terms.map(({ name, weight }) => {
    const points = runPoints(run, { split: 'train', metric: 'loss', of: name, slice: null })
    const weightAt = weightsOf(run, name, weight)
    const weightedPoints = points.map(({ x, y }) => ({ x, y: y * weightAt(x / (run.batchSize ?? 1)) }))
    return {
      ...{ name, points, weightedPoints },
      weight: weightAt(Number.POSITIVE_INFINITY),
      raw: points.at(-1)?.y ?? null,
      weighted: weightedPoints.at(-1)?.y ?? null,
    }
  })
  const total = rows.reduce((sum, row) => sum + (row.weighted ?? 0), 0)
  return rows.map((row) => ({
    ...row,
    share: row.weighted === null || total === 0 ? null : row.weighted / total,
  }))
}

/** A term's weight by step: of a task's loss its own weight times what balancing told, of others what the run started with. */
function weightsOf(run: Run, term: string, fixed: number): (step: number) => number {
  const of = term.startsWith('task/') ? term.replace('task/', 'loss-balance/weight/') : null
  const told =
    of === null ? null : run.series.get(keyText({ split: 'train', metric: 'gauge', of, slice: null }))
  if (told === null || told === undefined) return () => fixed
  // Steps are told one by one from the first on.
  const first = told.steps[0] ?? 0
  return (step) => fixed * (told.values[Math.min(told.length - 1, Math.max(0, step - first))] ?? 1)
}

/** What one intervention in a module does to one task's AUC on test, by slice. */
export interface InterventionRow {
  readonly name: string
  readonly task: string
  /** By slice, null for all rows; absent where a class is. */
  readonly effects: ReadonlyMap<string | null, Intervention>
}

/** The interventions in a module, in the report's order; null before the test read. */
export function interventionRows({ report }: Run, module: string): readonly InterventionRow[] | null {
  if (report === null) return null
  const rows: (InterventionRow & { readonly effects: Map<string | null, Intervention> })[] = []
  for (const one of report.interventions.filter((each) => each.module === module)) {
    const { name, task, slice } = one
    const known = rows.find((row) => row.name === name && row.task === task)
    if (known === undefined) rows.push({ name, task, effects: new Map([[slice, one]]) })
    else known.effects.set(slice, one)
  }
  return rows
}

/** Smallest and median distance between two centroids. */
export interface Separation {
  readonly step: number
  readonly least: number
  readonly median: number
  readonly pairs: number
}

/** Null before the first snapshot, and for fewer than two clusters. */
export function separationOf(run: Run): Separation | null {
  const snapshot = run.snapshots.get('user-clusters/centroids')
  return snapshot === undefined ? null : separation(snapshot)
}

/** Over all pairs of rows of centroids [K, d], Euclidean. */
export function separation({ step, shape, values }: Snapshot): Separation | null {
  const [k = 0, d = 0] = shape
  const distances: number[] = []
  for (let i = 0; i < k; i++) {
    for (let j = i + 1; j < k; j++) {
      let sum = 0
      for (let c = 0; c < d; c++) sum += ((values[i * d + c] ?? 0) - (values[j * d + c] ?? 0)) ** 2
      distances.push(Math.sqrt(sum))
    }
  }
  if (distances.length === 0) return null
  distances.sort((a, b) => a - b)
  const middle = (distances.length - 1) / 2
  const median = ((distances[Math.floor(middle)] ?? 0) + (distances[Math.ceil(middle)] ?? 0)) / 2
  return { step, least: distances[0] ?? 0, median, pairs: distances.length }
}

/** Latest step of a run; 0 before the first. */
export function stepOf({ status }: Run): number {
  return status.kind === 'running' || status.kind === 'paused' || status.kind === 'ended' ? status.step : 0
}
