import { ok, type Result, warning } from '../core/result.ts'
import { type DecodedLink, decodeLink } from '../experiment/link.ts'
import { decodePreset, isPreset } from '../experiment/preset-link.ts'
import type { Claimed } from './claims.ts'
import { decodeClaims } from './claims-block.ts'

/** What a link says, whatever it carries. */
export interface OpenedLink extends Omit<DecodedLink, 'block' | 'made'> {
  readonly claimed: Claimed | null
}

/** Reads any link. Results that cannot be read are a notice: the recipe opens without them. */
export function openedLink(hash: string): Result<OpenedLink> {
  const decoded = isPreset(hash) ? decodePreset(hash) : decodeLink(hash)
  if (!decoded.ok) return decoded
  const { block, made, ...link } = decoded.value
  if (block === null) return ok({ ...link, claimed: null })
  const { groups, seeds } = link.plan
  const tasks = groups[0]?.config.schema.tasks.map(({ id }) => id) ?? []
  const claims = decodeClaims(block, { groups: groups.length, seeds: seeds.length, tasks })
  if (claims !== null) return ok({ ...link, claimed: { claims, made } })
  return ok({ ...link, claimed: null, notices: [...link.notices, warning('link', 'link.results')] })
}
