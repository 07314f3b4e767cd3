import type { Plan } from '../experiment/plan.ts'
import type { Claimed } from '../run/claims.ts'
import { type OpenedLink, openedLink as readLink } from '../run/opened-link.ts'
import type { LinkState, View } from './state.ts'

/** A link that was opened and waits for a click. */
export type ReviewedLink = OpenedLink & Pick<LinkedClaims, 'hash' | 'from'>

/**
 * Results that an opened link claims, with the plan that they are of, under the link's own group ids. They lie apart from
 * the runs that were trained here: those of the same config and seed are found by their hash, to be held against them.
 */
export interface LinkedClaims {
  readonly hash: string
  /** What the link calls its dataset, also where one that is here has taken its place in the plan. */
  readonly from: string
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
  return opened.ok
    ? { kind: 'review', ...reviewed(opened.value, hash) }
    : { kind: 'broken', issues: opened.error }
}

const reviewed = (opened: OpenedLink, hash: string): ReviewedLink => ({
  ...opened,
  hash,
  from: opened.plan.groups[0]?.config.dataset.id ?? '',
})

export const claimsIn = ({
  hash,
  from,
  plan,
  view,
  note,
  extra,
  claimed,
}: ReviewedLink): LinkedClaims | null =>
  claimed === null ? null : { hash, from, plan, view, note, extra, claimed }

/** The claims of a link that was kept; null where it says none any more. */
export function keptClaims(hash: unknown): LinkedClaims | null {
  const opened = typeof hash === 'string' ? readLink(hash) : null
  return opened?.ok === true ? claimsIn(reviewed(opened.value, hash as string)) : null
}
