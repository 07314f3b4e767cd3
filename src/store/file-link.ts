import { shareableOf, sharedRecipe, sharedResults } from './sharing.ts'
import type { WorkbenchState } from './state.ts'

declare const SOUNDCHECK_VERSION: string

const EVERYTHING = { without: new Set<never>(), note: null, used: 0 } as const

/** The link that files of the comparison carry, `#/x/1.…`, with its results where there are any; null without a plan. */
export function linkOf(state: WorkbenchState): string | null {
  if (state.plan.groups.length === 0) return null
  const shareable = shareableOf(state, SOUNDCHECK_VERSION)
  return shareable === null
    ? sharedRecipe(state, EVERYTHING)
    : sharedResults(state, shareable, EVERYTHING).link
}
