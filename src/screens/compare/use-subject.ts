import { useEffect, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { SliceMetrics } from '../../core/metrics/slice-metrics.ts'
import { isCustom, sliceKey } from '../../core/metrics/slice-spec.ts'
import { readingHash, readsAlike } from '../../experiment/hash.ts'
import { looksOf } from '../../experiment/plan.ts'
import { compareGroups } from '../../run/compare.ts'
import type { Comparison, Selection } from '../../run/comparison.ts'
import { looksAtTest } from '../../run/looks.ts'
import type { Prepared } from '../../run/report.ts'
import { withReferences } from '../../run/slice-report.ts'
import { useActions, useSettledRuns, useWorkbench } from '../../store/hooks.ts'
import type { SliceState, View } from '../../store/state.ts'
import { useNaming } from '../../ui/use-naming.ts'
import { sliceName } from './slices/words.ts'
import { comparedOf, type NamedGroup, namedGroups, sliceFamily, sliceOptions } from './view.ts'

/** Everything that the Compare screen derives from the state. Runs that train are as they were when they began. */
export interface Subject {
  /** Every group of the plan, the baseline first. */
  readonly groups: readonly NamedGroup[]
  /** Those that are not hidden. */
  readonly visible: readonly NamedGroup[]
  readonly hidden: ReadonlySet<string>
  readonly baseline: NamedGroup
  readonly tasks: readonly string[]
  readonly slices: readonly (string | null)[]
  readonly selection: Selection
  readonly comparison: Comparison
  /** Experiments that were read on the baseline's test split, those of groups and runs since removed included. */
  readonly looks: number
  /** Reference lines, when the draft reads the same rows as the baseline. */
  readonly prepared: Prepared | null
  readonly view: View
  /** The selected slice as people read it; null for all rows. */
  readonly sliceText: string | null
  /** What is known of the selected slice; null for one that every run is tested on. */
  readonly sliceState: SliceState | null
  /** Runs of the comparison that have no value on it, their scores being gone. */
  readonly sliceGone: number
}

/** Null while the plan has no group or its dataset no task. */
export function useSubject(): Subject | null {
  const plan = useWorkbench((state) => state.plan)
  const runs = useSettledRuns()
  const draft = useWorkbench((state) => state.draft)
  const preparing = useWorkbench((state) => state.preparing)
  const hidden = useWorkbench((state) => state.hiddenGroups)
  const view = useWorkbench((state) => state.view)
  const deleted = useWorkbench((state) => state.deleted)
  const naming = useNaming()
  const groups = useMemo(() => namedGroups(plan, runs, naming, deleted), [plan, runs, naming, deleted])
  const baseline = groups[0]
  const slicing = useWorkbench((state) => state.slicing)
  const sliceState = isCustom(view.slice) ? (slicing.get(view.slice) ?? null) : null
  const prepared = useMemo(() => {
    if (preparing.kind !== 'prepared' || baseline === undefined || !readsAlike(draft, baseline.config))
      return null
    const own = sliceState?.references.get(readingHash(baseline.config))
    return own === undefined || view.slice === null
      ? preparing.prepared
      : withReferences(preparing.prepared, view.slice, own)
  }, [preparing, draft, baseline, sliceState, view.slice])
  const slices = useMemo(
    () => [...sliceOptions(groups, prepared), ...view.compare.slices.map(({ spec }) => sliceKey(spec))],
    [groups, prepared, view.compare.slices],
  )
  const visible = useMemo(() => groups.filter((group) => !hidden.has(group.id)), [groups, hidden])
  const tasks = useMemo(() => baseline?.config.schema.tasks.map((task) => task.id) ?? [], [baseline])
  const task = view.task !== null && tasks.includes(view.task) ? view.task : tasks[0]
  const slice = slices.includes(view.slice) ? view.slice : null
  const selection = useMemo<Selection | null>(
    () => (task === undefined ? null : { task, slice, metric: view.metric }),
    [task, slice, view.metric],
  )
  const adaptive = useMemo(() => looksOf(plan), [plan])
  const family = useMemo(
    () => (selection === null ? [] : sliceFamily(groups, view.compare.slices, selection)),
    [groups, selection, view.compare.slices],
  )
  const comparison = useMemo(
    () =>
      selection === null || baseline === undefined
        ? null
        : compareGroups(groups.map(comparedOf), baseline.id, selection, { adaptive, family }),
    [groups, baseline, selection, adaptive, family],
  )
  const looks = useMemo(
    () => (baseline === undefined ? 0 : looksAtTest(runs.values(), baseline, deleted)),
    [runs, baseline, deleted],
  )
  const { t } = useTranslation('slices')
  const sliceText = slice === null ? null : sliceName(t, slice, view.compare.slices)
  const { readSlice } = useActions()
  useEffect(() => {
    if (isCustom(slice) && runs.size > 0) readSlice(slice)
  }, [slice, runs, readSlice])
  const sliceGone = useMemo(() => {
    const gone = sliceState === null || sliceState.kind === 'refused' ? [] : sliceState.gone
    return groups
      .flatMap((group) => group.runs)
      .filter(({ attempt }) => attempt !== null && gone.includes(attempt)).length
  }, [groups, sliceState])
  return useMemo(
    () =>
      baseline === undefined || selection === null || comparison === null
        ? null
        : {
            groups,
            visible,
            hidden,
            baseline,
            tasks,
            slices,
            selection,
            comparison,
            looks,
            prepared,
            view,
            sliceText,
            sliceState,
            sliceGone,
          },
    [
      groups,
      visible,
      hidden,
      baseline,
      tasks,
      slices,
      selection,
      comparison,
      looks,
      prepared,
      view,
      sliceText,
      sliceState,
      sliceGone,
    ],
  )
}

/** What the verdict's provenance needs of a metric. */
export const countsOf = (metrics: SliceMetrics | null) =>
  metrics === null ? {} : { rows: metrics.rows, positives: metrics.positives, users: metrics.users }
