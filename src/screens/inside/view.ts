import { type ClusterName, clusteringOf, referenceOf } from '../../modules/user-clusters/view/identity.ts'
import { asOf, keptSteps } from '../../run/history.ts'
import type { Peer } from '../../run/peers.ts'
import type { Intervention } from '../../run/report.ts'
import type { Run } from '../../run/run.ts'
import { hasStarted, type NamedGroup } from '../compare/view.ts'

/** The run that is looked into. */
export interface InsideSubject {
  readonly group: NamedGroup
  /** With the taps of the evaluation that is looked at. */
  readonly run: Run
}

/** The same, with what it is held against and when. */
export interface ChosenSubject extends InsideSubject {
  /** The run as it is. */
  readonly latest: Run
  /** What it is held against: the same seed of another group; null where that has not started. */
  readonly against: { readonly group: NamedGroup; readonly run: Run } | null
  /** Steps of the evaluations that were kept. */
  readonly steps: readonly number[]
  /** The chosen one; null: the weights that are kept, or the latest while it trains. */
  readonly step: number | null
}

/** What a person chose of the subject; null: not chosen. */
export interface InsideChoice {
  readonly insideGroup: string | null
  readonly insideSeed: number | null
  readonly insideAgainst: string | null
  readonly insideStep: number | null
}

/**
 * The chosen group and seed, where such a run has started; else the first started run of the chosen group, else of any
 * group, the baseline first. It is held against the chosen other group, else the baseline, else the next group. Null while
 * nothing was trained.
 */
export function insideSubject(groups: readonly NamedGroup[], choice: InsideChoice): ChosenSubject | null {
  const chosen = groups.find((group) => group.id === choice.insideGroup)
  const order = chosen === undefined ? groups : [chosen, ...groups]
  for (const group of order) {
    const started = group.runs.filter(hasStarted)
    const latest = started.find((one) => one.config.seed === choice.insideSeed) ?? started[0]
    if (latest === undefined) continue
    const steps = keptSteps(latest)
    const step = choice.insideStep !== null && steps.includes(choice.insideStep) ? choice.insideStep : null
    const run = step === null ? latest : asOf(latest, step)
    return {
      group,
      run,
      latest,
      against: againstOf(groups, group, latest, choice.insideAgainst),
      steps,
      step,
    }
  }
  return null
}

function againstOf(
  groups: readonly NamedGroup[],
  own: NamedGroup,
  { config: { seed } }: Run,
  wanted: string | null,
): ChosenSubject['against'] {
  const others = groups.filter(({ id }) => id !== own.id)
  const group = others.find(({ id }) => id === wanted) ?? others[0]
  const run = group?.runs.filter(hasStarted).find((one) => one.config.seed === seed)
  return group === undefined || run === undefined ? null : { group, run }
}

/** The step before or after the chosen one among those that were kept; null after the last. */
export function neighbourStep({ steps, step }: ChosenSubject, by: -1 | 1): number | null {
  const at = step === null ? steps.length : steps.indexOf(step)
  return steps[Math.max(0, at + by)] ?? null
}

/** Runs whose readings are kept apart from them, and can be asked for. */
export const runsToFetch = (groups: readonly NamedGroup[]): readonly string[] =>
  groups.flatMap(({ runs }) => runs.filter(isFetchable).map(({ id }) => id))

const isFetchable = ({ apart }: Run): boolean => apart?.isLost === false

/**
 * Whether a look inside waits for what is kept apart: at first for all of it, since clusters have their names by every run;
 * once it was shown, only for the run that is looked at. What arrives beside it would else take away what a person began.
 */
export const isHeldBack = (
  groups: readonly NamedGroup[],
  { latest }: Pick<ChosenSubject, 'latest'>,
  wasShown: boolean,
): boolean => (wasShown ? isFetchable(latest) : runsToFetch(groups).length > 0)

/** Every run that has started, in the order of groups and seeds. */
export const peersOf = (groups: readonly NamedGroup[]): readonly Peer[] =>
  groups.flatMap(({ id, name, style, runs }) =>
    runs.filter(hasStarted).map((run) => ({ groupId: id, group: name, style, run })),
  )

/** A cluster by its own id, and what it is called in every chart. */
export interface NamedCluster {
  readonly id: number
  readonly name: string
}

/** The clusters of a run in the order in which they are listed; none before their first reading. */
export function namedClusters(
  run: Run,
  peers: readonly Peer[],
  text: (name: ClusterName) => string,
): readonly NamedCluster[] {
  const identity = clusteringOf(run, referenceOf(run, peers))?.identity
  return (identity?.order ?? []).map((id) => ({ id, name: text(identity?.names[id] as ClusterName) }))
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

/** Latest step of a run; 0 before the first. */
export function stepOf({ status }: Run): number {
  return status.kind === 'running' || status.kind === 'paused' || status.kind === 'ended' ? status.step : 0
}
