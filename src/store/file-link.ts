import { shareableOf, sharedRecipe, sharedResults } from './sharing.ts'
import type { WorkbenchActions, WorkbenchState } from './state.ts'
import { lostUpload } from './uploads.ts'

declare const SOUNDCHECK_VERSION: string

const EVERYTHING = { without: new Set<never>(), note: null, used: 0 } as const

/**
 * The link that files of the comparison carry, `#/x/1.…`, with its results where there are any. It waits until it is known
 * what it says of uploads; null without a plan, and where one of them cannot be named, which is told.
 */
export const knownLink = async (
  state: WorkbenchState,
  { knowUploads }: Pick<WorkbenchActions, 'knowUploads'>,
): Promise<string | null> => linkOf({ ...state, fingerprints: await knowUploads() })

function linkOf(state: WorkbenchState): string | null {
  if (state.plan.groups.length === 0 || lostUpload(state) !== null) return null
  const shareable = shareableOf(state, SOUNDCHECK_VERSION)
  return shareable === null
    ? sharedRecipe(state, EVERYTHING)
    : sharedResults(state, shareable, EVERYTHING).link
}
