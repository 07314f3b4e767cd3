import { bestMatching } from '../../../core/geometry/matching.ts'
import { jaccard, sharedCounts } from '../../../core/metrics/overlap.ts'
import { observeAlike, type Peer } from '../../../run/peers.ts'
import type { Run } from '../../../run/run.ts'
import { type Occupancy, occupancyOf } from '../view.ts'

/** Two clusters that share less of their users than this are not the same cluster. */
export const SAME_JACCARD = 0.2

/** What a cluster is called wherever it is drawn. */
export interface ClusterName {
  /** Unique within a run. */
  readonly key: string
  /**
   * `known`: a cluster of the reference, by whose number it has its colour. `new`: no cluster of the reference shares enough
   * users with it. `unused`: nobody is in it, so there is nothing to know it by.
   */
  readonly kind: 'known' | 'new' | 'unused'
  /** From 1: of the reference's cluster, or among the run's own of this kind. */
  readonly number: number
}

/** Who the clusters of one reading are. */
export interface Identity {
  /** By the run's own cluster id. */
  readonly names: readonly ClusterName[]
  /** Own ids in the order in which clusters are listed: by number, then new ones, then unused ones. */
  readonly order: readonly number[]
}

/** The run that numbers the clusters for all others: number 1 is its largest. */
export interface Reference {
  readonly peer: Peer
  readonly occupancy: Occupancy
  /** Own ids by size; number n is `order[n − 1]`. */
  readonly order: readonly number[]
}

/** One reading of a run's clusters with their names. */
export interface Clustering {
  readonly occupancy: Occupancy
  readonly identity: Identity
}

/** The first run of the comparison, baseline first, that has clusters and observes the same users; null without one. */
export function referenceOf(run: Run, peers: readonly Peer[]): Reference | null {
  for (const peer of peers) {
    const occupancy = observeAlike(peer.run, run) ? occupancyOf(peer.run) : null
    if (occupancy !== null) return { peer, occupancy, order: bySize(occupancy) }
  }
  return null
}

/** The clusters that a run has kept, named by the reference; null before their first reading. */
export function clusteringOf(run: Run, reference: Reference | null): Clustering | null {
  const occupancy = occupancyOf(run)
  if (occupancy === null || reference === null) return null
  return { occupancy, identity: identityOf(occupancy, reference) }
}

/**
 * Names clusters by the users they hold: those of the reference and these are matched so that the sum of their Jaccard
 * indices is largest, and a pair counts from `SAME_JACCARD` on. Own ids decide nothing: permuting them permutes `names`
 * and changes no name.
 */
export function identityOf(occupancy: Occupancy, reference: Reference): Identity {
  const own = bySize(occupancy)
  const counts = sharedCounts(reference.occupancy.assigned, occupancy.assigned, [
    reference.order.length,
    own.length,
  ])
  const alike = jaccard(reference.order.map((known) => own.map((cluster) => counts[known]?.[cluster] ?? 0)))
  const names = new Array<ClusterName>(own.length)
  const order: number[] = []
  for (const [index, column] of bestMatching(alike).entries()) {
    if (column < 0 || (alike[index]?.[column] ?? 0) < SAME_JACCARD) continue
    const cluster = own[column] as number
    names[cluster] = { key: `k${index + 1}`, kind: 'known', number: index + 1 }
    order.push(cluster)
  }
  for (const kind of ['new', 'unused'] as const) {
    const isUsed = (cluster: number): boolean => (occupancy.counts[cluster] ?? 0) > 0
    const rest = own.filter((cluster) => names[cluster] === undefined && isUsed(cluster) === (kind === 'new'))
    for (const [index, cluster] of rest.entries()) {
      names[cluster] = { key: `${kind}${index + 1}`, kind, number: index + 1 }
      order.push(cluster)
    }
  }
  return { names, order }
}

/** Own ids from the largest cluster to the smallest; of equals the one with more mass, then the one with the first user. */
function bySize({ counts, shares, assigned }: Occupancy): readonly number[] {
  const first = counts.map((_, cluster) => assigned.indexOf(cluster))
  const of = (values: readonly number[], cluster: number): number => values[cluster] as number
  return [...counts.keys()].sort(
    (a, b) => of(counts, b) - of(counts, a) || of(shares, b) - of(shares, a) || of(first, a) - of(first, b),
  )
}
