import type { WorkbenchActions, WorkbenchState } from '../store/state.ts'

/** The address of the comparison; null where there is nothing that a link can name. What makes links is fetched when one is made. */
export async function addressOf(state: WorkbenchState, actions: WorkbenchActions): Promise<string | null> {
  const { knownLink } = await import('../store/file-link.ts')
  const link = await knownLink(state, actions)
  return link === null ? null : `${location.href.replace(/#.*$/s, '')}${link}`
}
