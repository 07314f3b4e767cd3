import type { WorkbenchState } from '../store/state.ts'

/** The address of the comparison; null while there is nothing to link to. What makes links is fetched when one is made. */
export async function addressOf(state: WorkbenchState): Promise<string | null> {
  const { linkOf } = await import('../store/file-link.ts')
  const link = linkOf(state)
  return link === null ? null : `${location.href.replace(/#.*$/s, '')}${link}`
}
