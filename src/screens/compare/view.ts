import { type CurveGroup, seedCurve, thinned } from '../../charts/curves.ts'
import type { DeltaGroup } from '../../charts/DeltaStrip.tsx'
import type { Split } from '../../core/data/schema.ts'
import type { SliceMetrics } from '../../core/metrics/slice-metrics.ts'
import { isCustom, sliceKey } from '../../core/metrics/slice-spec.ts'
import { isThin } from '../../core/metrics/thin.ts'
import type { TrainingAxis } from '../../core/metrics/training-axis.ts'
import type { ExperimentConfig } from '../../experiment/config.ts'
import { groupName, type Naming, type SettingRow } from '../../experiment/diff.ts'
import type { Plan } from '../../experiment/plan.ts'
import { aucBand, deltaBand } from '../../run/bands.ts'
import type { GroupRuns, Selection } from '../../run/comparison.ts'
import { type DeletedRun, deletedSeeds } from '../../run/deleted.ts'
import { testValue } from '../../run/pairs.ts'
import type { Prepared } from '../../run/report.ts'
import { isFinished, type Run } from '../../run/run.ts'
import type { SavedSlice } from '../../store/compare-view.ts'
import { runKey } from '../../store/state.ts'

/** A group of the plan with its name, its runs in the order of the seeds, and its place in the palette. */
export interface NamedGroup {
  readonly id: string
  readonly name: string
  readonly style: number
  readonly config: ExperimentConfig
  readonly runs: readonly Run[]
  /** Seeds that were lost and whose runs were deleted. */
  readonly deleted?: readonly number[]
}

/** Groups of the plan, the baseline first. A typed label stands beside what differs, never instead of it. */
export function namedGroups(
  plan: Plan,
  runs: ReadonlyMap<string, Run>,
  naming?: Naming,
  deleted: readonly DeletedRun[] = [],
): readonly NamedGroup[] {
  const base = plan.groups[0]
  if (base === undefined) return []
  return plan.groups.map((group) => {
    const own = plan.seeds.flatMap((seed) => runs.get(runKey(group.id, seed)) ?? [])
    const differs = groupName(base.config, group.config, naming)
    return {
      id: group.id,
      name: group.label === null ? differs : `${group.label} (${differs})`,
      style: group.style,
      config: group.config,
      runs: own,
      deleted: deletedSeeds(deleted, group.config, plan.seeds, own),
    }
  })
}

/** The same groups, with their runs as far as they have come. */
export const asOfNow = (
  groups: readonly NamedGroup[],
  runs: ReadonlyMap<string, Run>,
): readonly NamedGroup[] =>
  groups.map((group) => ({ ...group, runs: group.runs.map((run) => runs.get(run.id) ?? run) }))

/** What a comparison takes of a group. */
export const comparedOf = ({ id, runs, deleted }: NamedGroup): GroupRuns => ({
  groupId: id,
  runs,
  deleted: deleted?.length ?? 0,
})

/** A run that trains or has trained. */
export const hasStarted = (run: Run): boolean => run.status.kind !== 'queued'

/** Metrics of one split, task and slice out of a list; null where there is none. */
export function metricsOf(
  list: readonly SliceMetrics[] | null | undefined,
  split: Split,
  task: string,
  slice: string | null,
): SliceMetrics | null {
  return list?.find((one) => one.split === split && one.task === task && one.slice === slice) ?? null
}

/** Slices that curves and verdicts exist for: all rows, each scene, the three lowest activity deciles. */
export function sliceOptions(
  groups: readonly NamedGroup[],
  prepared: Prepared | null,
): readonly (string | null)[] {
  const scenes = new Set<string>()
  if (prepared !== null && prepared.scenes.length > 1) {
    for (const scene of prepared.scenes) scenes.add(`scene=${scene.name}`)
  }
  for (const group of groups) {
    for (const run of group.runs) {
      for (const { slice } of run.report?.metrics ?? []) if (slice?.startsWith('scene=')) scenes.add(slice)
    }
  }
  return [null, ...scenes, 'activity=low']
}

/** A diverged run is drawn and marked, and left out of means. */
const isSound = (run: Run): boolean => run.status.kind !== 'ended' || run.status.reason !== 'diverged'

/**
 * What Holm counts beside a slice that a person made: every slice that was made, and every one that a run was read on and
 * that was removed since. Removing one buys nothing.
 */
export function sliceFamily(
  groups: readonly NamedGroup[],
  saved: readonly SavedSlice[],
  selection: Selection,
): readonly Selection[] {
  if (!isCustom(selection.slice)) return []
  const read = groups
    .flatMap(({ runs }) => runs)
    .flatMap(({ report }) => report?.metrics ?? [])
    .flatMap(({ slice }) => (isCustom(slice) ? [slice] : []))
  const keys = new Set([...saved.map(({ spec }) => sliceKey(spec)), ...read])
  return [...keys].map((slice) => ({ ...selection, slice }))
}

/** What C1 draws. A hidden run has no line of its own and stays in the mean. */
export function curveGroups(
  groups: readonly NamedGroup[],
  task: string,
  slice: string | null,
  {
    axis = 'rows',
    isHidden = () => false,
  }: { readonly axis?: TrainingAxis; isHidden?(runId: string): boolean } = {},
): readonly CurveGroup[] {
  return groups.map(({ id, name, style, runs }) => ({
    id,
    name,
    style,
    band: thinned(aucBand(runs.filter(isSound), task, slice, axis)),
    seeds: runs.filter((run) => !isHidden(run.id)).map((run) => seedCurve(run, task, slice, axis)),
  }))
}

/** What the strip under C1 draws: every group but the baseline. */
export function deltaGroups(
  groups: readonly NamedGroup[],
  baseline: NamedGroup,
  task: string,
  slice: string | null,
  axis: TrainingAxis = 'rows',
): readonly DeltaGroup[] {
  return groups
    .filter((group) => group.id !== baseline.id)
    .map(({ id, name, style, runs }) => ({
      id,
      name,
      style,
      band: thinned(deltaBand(runs.filter(isSound), baseline.runs.filter(isSound), task, slice, axis)),
    }))
}

/** AUC of one slice: by group, with what it rests on and its reference values. */
export interface SliceRow {
  readonly slice: string
  readonly rows: number
  readonly positives: number
  /** Too few of a class to read. */
  readonly isThin: boolean
  readonly floor: number | null
  readonly oracle: number | null
  /** Mean over seeds with a value, by group; null where none has. */
  readonly means: readonly (number | null)[]
  /** Lowest and highest seed, by group. */
  readonly ranges: readonly ({ readonly low: number; readonly high: number } | null)[]
}

/** The scenes of test, by row count. */
export function sceneRows(
  groups: readonly NamedGroup[],
  selection: Pick<Selection, 'task' | 'metric'>,
  references: Pick<Prepared, 'floor' | 'oracle'> | null,
): readonly SliceRow[] {
  const { task, metric } = selection
  const found = new Map<string, SliceMetrics>()
  for (const run of groups.flatMap((group) => group.runs)) {
    for (const one of run.report?.metrics ?? []) {
      if (one.split === 'test' && one.task === task && one.slice?.startsWith('scene='))
        found.set(one.slice, one)
    }
  }
  const rows = [...found].map(([slice, counts]) => {
    const values = groups.map((group) =>
      group.runs.flatMap((run) => testValue(run, { task, slice, metric }) ?? []),
    )
    return {
      slice,
      rows: counts.rows,
      positives: counts.positives,
      isThin: isThin(counts),
      floor: metricsOf(references?.floor, 'test', task, slice)?.[metric] ?? null,
      oracle: metricsOf(references?.oracle, 'test', task, slice)?.[metric] ?? null,
      means: values.map((own) =>
        own.length === 0 ? null : own.reduce((sum, value) => sum + value, 0) / own.length,
      ),
      ranges: values.map((own) =>
        own.length === 0 ? null : { low: Math.min(...own), high: Math.max(...own) },
      ),
    }
  })
  return rows.sort((a, b) => b.rows - a.rows)
}

/**
 * Settings that differ. A module that some groups have off is one row: its settings are listed only where groups that
 * have it on disagree.
 */
export function differingRows(rows: readonly SettingRow[]): readonly SettingRow[] {
  const switched = new Set(
    rows
      .filter(({ path, values }) => /^modules\.[^.]+$/.test(path) && values.includes(null))
      .map(({ path }) => path),
  )
  return rows.filter(({ path, values }) => {
    const module = /^modules\.[^.]+(?=\.)/.exec(path)?.[0]
    const counted =
      module !== undefined && switched.has(module) ? values.filter((value) => value !== null) : values
    return new Set(counted).size > 1
  })
}

/** Settings whose name, path or some value holds every word. */
export function matchingRows(rows: readonly SettingRow[], search: string): readonly SettingRow[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  return rows.filter(({ path, label, values }) => {
    const text = [path, label, ...values].join('\n').toLowerCase()
    return words.every((word) => text.includes(word))
  })
}

/** Settings as lines of cells parted by tabs, as a spreadsheet takes them. */
export function settingsText(
  names: readonly string[],
  rows: readonly SettingRow[],
  text: (value: string | null) => string,
): string {
  const lines = [names, ...rows.map(({ label, values }) => [label, ...values.map(text)])]
  return lines.map((cells) => cells.map((cell) => cell.replace(/\s+/g, ' ')).join('\t')).join('\n')
}

/** Counts behind a test metric of a selection, from the first run that read test. */
export function testCounts(
  groups: readonly NamedGroup[],
  task: string,
  slice: string | null,
): SliceMetrics | null {
  for (const run of groups.flatMap((group) => group.runs)) {
    const found = metricsOf(run.report?.metrics, 'test', task, slice)
    if (found !== null) return found
  }
  return null
}

/** Seeds that some group has finished. */
export function finishedSeeds(groups: readonly NamedGroup[]): readonly number[] {
  return seedsOf(groups, isFinished)
}

/** Seeds that some group has started. */
export function startedSeeds(groups: readonly NamedGroup[]): readonly number[] {
  return seedsOf(groups, hasStarted)
}

function seedsOf(groups: readonly NamedGroup[], counts: (run: Run) => boolean): readonly number[] {
  const seeds = groups.flatMap((group) => group.runs.filter(counts).map((run) => run.config.seed))
  return [...new Set(seeds)].sort((a, b) => a - b)
}
