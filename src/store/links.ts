import type { Plan } from '../experiment/plan.ts'
import type { Claimed } from '../run/claims.ts'
import { type OpenedLink, openedLink as readLink } from '../run/opened-link.ts'
import type { LinkState, View } from './state.ts'

/** A link that was opened and waits for a click. */
export type ReviewedLink = OpenedLink & { readonly hash: string }

/**
 * Results that an opened link claims, with the plan that they are of, under the link's own group ids. They lie apart from
 * the runs that were trained here: those of the same config and seed are found by their hash, to be held against them.
 */
export interface LinkedClaims {
  readonly hash: string
  readonly plan: Plan
  readonly view: Pick<View, 'task' | 'slice' | 'metric'> | null
  readonly note: string | null
  /** What the link held that is not known here. */
  readonly extra: OpenedLink['extra']
  readonly claimed: Claimed
}

/** What a link says, to be reviewed; opening it changes nothing yet. */
export function openedLink(hash: string): LinkState {
  const opened = readLink(hash)
  return opened.ok ? { kind: 'review', ...opened.value, hash } : { kind: 'broken', issues: opened.error }
}

export const claimsIn = ({ hash, plan, view, note, extra, claimed }: ReviewedLink): LinkedClaims | null =>
  claimed === null ? null : { hash, plan, view, note, extra, claimed }

/** The claims of a link that was kept; null where it says none any more. */
export function keptClaims(hash: unknown): LinkedClaims | null {
  const opened = typeof hash === 'string' ? readLink(hash) : null
  return opened?.ok === true ? claimsIn({ ...opened.value, hash: hash as string }) : null
}
