import { encodeLink, type LinkParts } from '../experiment/link.ts'
import type { Plan } from '../experiment/plan.ts'
import { withPoints } from './claiming.ts'
import type { Claims } from './claims.ts'
import { encodeClaims } from './claims-block.ts'

/** Parts that a link may leave out for its length; seeds and errors stay. */
export type Removable = 'deciles' | 'note'

/** Characters up to which a link survives: everywhere, in most places, where some chats cut it. */
export const TIERS = [2000, 4000, 8000] as const
const POINTS = 24
const FEWER_POINTS = 16

export interface ResultParts extends Omit<LinkParts, 'block'> {
  readonly plan: Plan
  readonly claims: Claims
}

export interface ResultLink {
  readonly link: string
  /** Parts that were left out for its length. */
  readonly dropped: readonly Removable[]
  /** Most points of a curve; null without curves. */
  readonly points: number | null
}

/** What is left out, the next step being tried where a link is too long. */
const STEPS: readonly { readonly points: number; readonly dropped: readonly Removable[] }[] = [
  { points: POINTS, dropped: [] },
  { points: FEWER_POINTS, dropped: [] },
  { points: FEWER_POINTS, dropped: ['deciles'] },
  { points: FEWER_POINTS, dropped: ['deciles', 'note'] },
]

/**
 * A plan with its results as a link. `used`: characters of the address before it. Parts go in a fixed order until it
 * survives everywhere; if it never does, as few as the next tier allows.
 */
export function resultLink(parts: ResultParts, used = 0): ResultLink {
  const made = STEPS.map((step) => () => linkAt(parts, step))
  const known: ResultLink[] = []
  const at = (i: number): ResultLink => {
    known[i] ??= (made[i] as () => ResultLink)()
    return known[i]
  }
  for (const tier of TIERS) {
    for (const i of STEPS.keys()) if (at(i).link.length + used <= tier) return at(i)
  }
  return at(STEPS.length - 1)
}

function linkAt(parts: ResultParts, { points, dropped }: (typeof STEPS)[number]): ResultLink {
  const { plan, claims, note, ...rest } = parts
  const kept: Claims = {
    ...withPoints(claims, points),
    ...(dropped.includes('deciles') ? { deciles: null } : {}),
  }
  const tasks = plan.groups[0]?.config.schema.tasks.map(({ id }) => id) ?? []
  const link = encodeLink(plan, {
    ...rest,
    note: dropped.includes('note') ? null : (note ?? null),
    block: encodeClaims(kept, { tasks }),
  })
  const gone = dropped.filter((part) => (part === 'note' ? (note ?? '') !== '' : claims[part] !== null))
  return { link, dropped: gone, points: kept.curves === null ? null : points }
}
