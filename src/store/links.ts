import { decodeLink } from '../experiment/link.ts'
import type { LinkState } from './state.ts'

/** What a link says, to be reviewed; opening it changes nothing yet. */
export function openedLink(hash: string): LinkState {
  const decoded = decodeLink(hash)
  if (!decoded.ok) return { kind: 'broken', issues: decoded.error }
  const { plan, view, backend, notices } = decoded.value
  return { kind: 'review', plan, view, backend, notices, characters: hash.length }
}
