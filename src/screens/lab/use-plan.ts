import { useMemo } from 'react'
import type { ExperimentConfig } from '../../experiment/config.ts'
import { type Spreads, spreadsOf } from '../../run/expected.ts'
import { usePacedRuns, useWorkbench } from '../../store/hooks.ts'
import { knownRuns } from '../../store/runs.ts'
import { useNaming } from '../../ui/use-naming.ts'
import { type NamedGroup, namedGroups } from '../compare/view.ts'
import { costOf, type PlanCost } from './plan-view.ts'

/** Groups of the plan with their names and runs; new twice a second at most while they train. */
export function useNamedGroups(): readonly NamedGroup[] {
  const plan = useWorkbench((state) => state.plan)
  const runs = usePacedRuns()
  const naming = useNaming()
  return useMemo(() => namedGroups(plan, runs, naming), [plan, runs, naming])
}

/** What groups of these configs over these seeds take, the first of which are spent whatever the verdicts. */
export function usePlanCost(
  configs: readonly ExperimentConfig[],
  seeds: readonly number[],
  first: number,
): PlanCost {
  const runs = usePacedRuns()
  const probe = useWorkbench((state) => state.probe)
  const backend = useWorkbench((state) => state.backend)
  const preparing = useWorkbench((state) => state.preparing)
  const prepared = preparing.kind === 'prepared' ? preparing.prepared : null
  const known = useMemo(() => knownRuns(runs), [runs])
  return useMemo(
    () => costOf({ configs, seeds, first }, known, { runs, probe, backend, prepared }),
    [configs, seeds, first, known, runs, probe, backend, prepared],
  )
}

/** How far differences of the plan's groups scatter on the task that is looked at; the sample's spreads until that is seen. */
export function useSpreads(groups: readonly NamedGroup[]): Spreads {
  const task = useWorkbench((state) => state.view.task ?? state.draft.schema.tasks[0]?.id ?? '')
  return useMemo(() => {
    const compared = groups.map(({ id, runs }) => ({ groupId: id, runs }))
    return spreadsOf(compared, groups[0]?.id ?? '', { task, slice: null, metric: 'auc' })
  }, [groups, task])
}
