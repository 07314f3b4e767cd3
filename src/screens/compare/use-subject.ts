import { useMemo } from 'react'
import type { SliceMetrics } from '../../core/metrics/slice-metrics.ts'
import { compareGroups } from '../../run/compare.ts'
import type { Comparison, Selection } from '../../run/comparison.ts'
import { looksAtTest } from '../../run/looks.ts'
import type { Prepared } from '../../run/report.ts'
import { useWorkbench } from '../../store/hooks.ts'
import type { View } from '../../store/state.ts'
import { PACE_MS, usePaced } from '../../ui/use-paced.ts'
import { type NamedGroup, namedGroups, readsAlike, sliceOptions } from './view.ts'

/** Everything that the Compare screen derives from the state. */
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
  /** Experiments that were read on the baseline's test split, those of groups since removed included. */
  readonly looks: number
  /** Reference lines, when the draft reads the same rows as the baseline. */
  readonly prepared: Prepared | null
  readonly view: View
}

/** Null while the plan has no group or its dataset no task. */
export function useSubject(): Subject | null {
  const plan = useWorkbench((state) => state.plan)
  const runs = usePaced(
    useWorkbench((state) => state.runs),
    PACE_MS,
  )
  const draft = useWorkbench((state) => state.draft)
  const preparing = useWorkbench((state) => state.preparing)
  const hidden = useWorkbench((state) => state.hiddenGroups)
  const view = useWorkbench((state) => state.view)
  const groups = useMemo(() => namedGroups(plan, runs), [plan, runs])
  const baseline = groups[0]
  const prepared = useMemo(
    () =>
      preparing.kind === 'prepared' && baseline !== undefined && readsAlike(draft, baseline.config)
        ? preparing.prepared
        : null,
    [preparing, draft, baseline],
  )
  const slices = useMemo(() => sliceOptions(groups, prepared), [groups, prepared])
  const visible = useMemo(() => groups.filter((group) => !hidden.has(group.id)), [groups, hidden])
  const tasks = useMemo(() => baseline?.config.schema.tasks.map((task) => task.id) ?? [], [baseline])
  const task = view.task !== null && tasks.includes(view.task) ? view.task : tasks[0]
  const slice = slices.includes(view.slice) ? view.slice : null
  const selection = useMemo<Selection | null>(
    () => (task === undefined ? null : { task, slice, metric: view.metric }),
    [task, slice, view.metric],
  )
  const comparison = useMemo(
    () =>
      selection === null || baseline === undefined
        ? null
        : compareGroups(
            groups.map((group) => ({ groupId: group.id, runs: group.runs })),
            baseline.id,
            selection,
          ),
    [groups, baseline, selection],
  )
  const looks = useMemo(() => {
    const first = baseline?.runs[0]
    return first === undefined ? 0 : looksAtTest(runs.values(), first)
  }, [runs, baseline])
  return useMemo(
    () =>
      baseline === undefined || selection === null || comparison === null
        ? null
        : { groups, visible, hidden, baseline, tasks, slices, selection, comparison, looks, prepared, view },
    [groups, visible, hidden, baseline, tasks, slices, selection, comparison, looks, prepared, view],
  )
}

/** What the verdict's provenance needs of a metric. */
export const countsOf = (metrics: SliceMetrics | null) =>
  metrics === null ? {} : { rows: metrics.rows, positives: metrics.positives, users: metrics.users }
