import type { Peer } from '../../../run/peers.ts'
import type { Run } from '../../../run/run.ts'
import { type WeightAxis, type WeightScale, weightsByField, weightsOf } from '../view.ts'

/** Bins of each field's weights in the runs of the same group with other seeds, by field. */
export function seedBins(
  run: Run,
  peers: readonly Peer[],
  scale: WeightScale,
  axis: WeightAxis,
): ReadonlyMap<string, readonly (readonly number[])[]> {
  const own = peers.find((peer) => peer.run === run)?.groupId
  const found = new Map<string, (readonly number[])[]>()
  for (const { groupId, run: other } of peers) {
    if (groupId !== own || other === run) continue
    const raw = weightsOf(other)
    if (raw === null) continue
    for (const { field, bins } of weightsByField(raw, scale, axis))
      found.set(field, [...(found.get(field) ?? []), bins])
  }
  return found
}
