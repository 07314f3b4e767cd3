import { decodeLink } from '../experiment/link.ts'
import type { LinkState } from './state.ts'

/** What a link says, to be reviewed; opening it changes nothing yet. */
export function openedLink(hash: string): LinkState {
  const decoded = decodeLink(hash)
  return decoded.ok
    ? { kind: 'review', plan: decoded.value.plan, notices: decoded.value.notices, characters: hash.length }
    : { kind: 'broken', issues: decoded.error }
}
