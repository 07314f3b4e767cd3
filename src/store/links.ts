import { isCustom } from '../core/metrics/slice-spec.ts'
import { decodeLink, encodeLink } from '../experiment/link.ts'
import type { LinkState, WorkbenchState } from './state.ts'

/** What a link says, to be reviewed; opening it changes nothing yet. */
export function openedLink(hash: string): LinkState {
  const decoded = decodeLink(hash)
  if (!decoded.ok) return { kind: 'broken', issues: decoded.error }
  const { plan, view, backend, notices } = decoded.value
  return { kind: 'review', plan, view, backend, notices, characters: hash.length }
}

/** The link of the comparison, `#/x/1.…`; null while there is nothing to link to. */
export function linkOf({ plan, view, wish }: Pick<WorkbenchState, 'plan' | 'view' | 'wish'>): string | null {
  if (plan.groups.length === 0) return null
  const { task, metric } = view
  // A slice that a person made stays here: it may name users.
  const slice = isCustom(view.slice) ? null : view.slice
  const backend = wish === 'webgpu' || wish === 'wasm' ? wish : null
  return encodeLink(plan, { task, slice, metric }, backend)
}
