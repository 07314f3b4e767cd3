import { useMemo } from 'react'
import type { Issue } from '../../core/result.ts'
import { memoryIssues, preparedSizes } from '../../run/memory.ts'
import { useWorkbench } from '../../store/hooks.ts'

const NONE: readonly Issue[] = []

/** What has to change for the plan to fit the memory of its backend; empty while nothing is prepared. */
export function useMemoryIssues(): readonly Issue[] {
  const groups = useWorkbench((state) => state.plan.groups)
  const preparing = useWorkbench((state) => state.preparing)
  const draft = useWorkbench((state) => state.draft)
  const room = useWorkbench((state) => state.backend?.room ?? null)
  return useMemo(() => {
    if (preparing.kind !== 'prepared' || room === null) return NONE
    const sizes = preparedSizes(preparing.prepared)
    const here = groups.filter(({ config }) => config.dataset.id === draft.dataset.id)
    return (
      here.map(({ config }) => memoryIssues(config, sizes, room)).find(({ length }) => length > 0) ?? NONE
    )
  }, [groups, preparing, draft.dataset.id, room])
}
