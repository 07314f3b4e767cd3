import type { Peer } from '../../../run/peers.ts'
import type { Run } from '../../../run/run.ts'
import { DEAD_SHARE, entropy } from '../view.ts'
import type { Clustering, ClusterName } from './identity.ts'

/** How users count: by every membership, or by the largest alone. */
export type Counting = 'soft' | 'hard'

export interface OccupancyRow {
  readonly name: ClusterName
  readonly share: number
  readonly users: number
  readonly isDead: boolean
  /** Lowest and highest share over the group's seeds that have this cluster; null where fewer than two do. */
  readonly range: { readonly low: number; readonly high: number } | null
}
export interface OccupancyView {
  /** Largest first. */
  readonly rows: readonly OccupancyRow[]
  /** exp(H) of the shares: K when even, 1 when one cluster takes all. */
  readonly effective: number
  readonly largest: number
  readonly uniform: number
  /** Seeds that the ranges span. */
  readonly seeds: number
}

/** Share of each cluster, and how it varies over the seeds of the run's group. */
export function occupancyView(
  clustering: Clustering,
  mates: readonly Clustering[],
  counting: Counting,
): OccupancyView {
  const { occupancy, identity } = clustering
  const shares = sharesOf(clustering, counting)
  const all = [clustering, ...mates]
  const byKey = all.map(
    (one) => new Map(sharesOf(one, counting).map((share, k) => [one.identity.names[k]?.key, share])),
  )
  const rows = identity.order.map((cluster) => {
    const name = identity.names[cluster] as ClusterName
    const seen = name.kind === 'known' ? byKey.flatMap((one) => one.get(name.key) ?? []) : []
    const share = shares[cluster] ?? 0
    return {
      name,
      share,
      users: occupancy.counts[cluster] ?? 0,
      isDead: share < DEAD_SHARE,
      range: seen.length < 2 ? null : { low: Math.min(...seen), high: Math.max(...seen) },
    }
  })
  // Sorting is stable: equals stay in the order of their numbers.
  rows.sort((a, b) => b.share - a.share)
  return {
    rows,
    effective: Math.exp(entropy(rows.map(({ share }) => share))),
    largest: rows[0]?.share ?? 0,
    uniform: 1 / Math.max(1, rows.length),
    seeds: all.length,
  }
}

/** The other seeds of the run's group. */
export function matesOf(run: Run, peers: readonly Peer[]): readonly Peer[] {
  const group = peers.find((peer) => peer.run === run)?.groupId
  return peers.filter((peer) => peer.groupId === group && peer.run !== run)
}

function sharesOf({ occupancy }: Clustering, counting: Counting): readonly number[] {
  if (counting === 'soft') return occupancy.shares
  return occupancy.counts.map((count) => (occupancy.users === 0 ? 0 : count / occupancy.users))
}
