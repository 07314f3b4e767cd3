import { linkOf } from '../store/file-link.ts'
import type { WorkbenchState } from '../store/state.ts'

/** The address of the comparison; null while there is nothing to link to. */
export function addressOf(state: WorkbenchState): string | null {
  const link = linkOf(state)
  return link === null ? null : `${location.href.replace(/#.*$/s, '')}${link}`
}
