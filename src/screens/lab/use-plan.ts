import { useMemo } from 'react'
import type { ExperimentConfig } from '../../experiment/config.ts'
import { compareGroups } from '../../run/compare.ts'
import { useWorkbench } from '../../store/hooks.ts'
import { knownRuns } from '../../store/runs.ts'
import { PACE_MS, usePaced } from '../../ui/use-paced.ts'
import { type NamedGroup, namedGroups } from '../compare/view.ts'
import { costOf, type PlanCost, type SeenSpread, seenSpread } from './plan-view.ts'

/** Groups of the plan with their names and runs; new four times a second at most while they train. */
export function useNamedGroups(): readonly NamedGroup[] {
  const plan = useWorkbench((state) => state.plan)
  const runs = usePaced(
    useWorkbench((state) => state.runs),
    PACE_MS,
  )
  return useMemo(() => namedGroups(plan, runs), [plan, runs])
}

/** What groups of these configs over these seeds take. */
export function usePlanCost(configs: readonly ExperimentConfig[], seeds: readonly number[]): PlanCost {
  const runs = usePaced(
    useWorkbench((state) => state.runs),
    PACE_MS,
  )
  const probe = useWorkbench((state) => state.probe)
  const backend = useWorkbench((state) => state.backend)
  const preparing = useWorkbench((state) => state.preparing)
  const prepared = preparing.kind === 'prepared' ? preparing.prepared : null
  const known = useMemo(() => knownRuns(runs), [runs])
  return useMemo(
    () => costOf({ configs, seeds }, known, { runs, probe, backend, prepared }),
    [configs, seeds, known, runs, probe, backend, prepared],
  )
}

/** How far differences of the plan's groups scatter on the task that is looked at; the sample's spread until that is seen. */
export function useSpread(groups: readonly NamedGroup[]): SeenSpread | null {
  const task = useWorkbench((state) => state.view.task ?? state.draft.schema.tasks[0]?.id ?? '')
  const preparing = useWorkbench((state) => state.preparing)
  const prepared = preparing.kind === 'prepared' ? preparing.prepared : null
  return useMemo(() => {
    const baseline = groups[0]
    const compared = groups.map(({ id, runs }) => ({ groupId: id, runs }))
    const selection = { task, slice: null, metric: 'auc' } as const
    const comparison = baseline === undefined ? null : compareGroups(compared, baseline.id, selection)
    return seenSpread(comparison, prepared, task)
  }, [groups, prepared, task])
}
