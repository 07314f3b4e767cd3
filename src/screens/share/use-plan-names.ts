import { useMemo } from 'react'
import { groupName } from '../../experiment/diff.ts'
import type { Group, Plan } from '../../experiment/plan.ts'
import { useNaming } from '../../ui/use-naming.ts'

/** Groups of a plan, each with what differs from the first, and its typed label before that. */
export function usePlanNames(plan: Plan): readonly { readonly group: Group; readonly name: string }[] {
  const naming = useNaming()
  return useMemo(() => {
    const base = plan.groups[0]
    if (base === undefined) return []
    return plan.groups.map((group) => {
      const differs = groupName(base.config, group.config, naming)
      return { group, name: group.label === null ? differs : `${group.label} (${differs})` }
    })
  }, [plan, naming])
}
