import {
  apart,
  daviesBouldin,
  type Points,
  radii,
  silhouette,
  simplifiedSilhouette,
} from '../../../core/geometry/compactness.ts'
import { type Agreement, agreement } from '../../../core/metrics/agreement.ts'
import type { Run, Snapshot } from '../../../run/run.ts'
import { DEAD_SHARE, type Occupancy, occupancyOf } from '../view.ts'
import { jensenShannon } from './composition.ts'

/** What the clusters look like at the latest reading. */
export interface Diagnostics {
  readonly occupancy: Occupancy
  /** Clusters under `DEAD_SHARE` of the mass, as a share of all. */
  readonly dead: number
  /** R_k of each cluster, and their mean by mass. */
  readonly radii: readonly number[]
  readonly radius: number
  /** Least and mean distance between two centroids. */
  readonly apart: { readonly least: number; readonly mean: number } | null
  readonly daviesBouldin: number | null
  readonly simplified: number | null
  /** Over all pairs of observed users; null until the run has ended. */
  readonly silhouette: number | null
  /** Root mean squared cosine between two clusters' values about their mean, and what it cannot be below. */
  readonly alike: { readonly cosine: number; readonly floor: number } | null
  /** Activity mix of the clusters; null without deciles. */
  readonly mix: number | null
  /** With planted groups; null where the data has none. */
  readonly agreement: Agreement | null
}

/** Null before the first snapshots. */
export function diagnosticsOf(run: Run): Diagnostics | null {
  const occupancy = occupancyOf(run)
  const [assignment, query, centroids, values] = ['assignment', 'query', 'centroids', 'values'].map((tap) =>
    run.snapshots.get(`user-clusters/${tap}`),
  )
  if (occupancy === null || assignment === undefined || query === undefined || centroids === undefined)
    return null
  const [users, centres] = [pointsOf(query), pointsOf(centroids)]
  const ofClusters = radii(users, centres, assignment.values)
  const { assigned, shares } = occupancy
  const planted = run.observed?.planted
  const deciles = run.observed?.deciles
  return {
    occupancy,
    dead: shares.filter((share) => share < DEAD_SHARE).length / shares.length,
    radii: ofClusters,
    radius: ofClusters.reduce((sum, radius, k) => sum + radius * (shares[k] ?? 0), 0),
    apart: apart(centres),
    daviesBouldin: daviesBouldin(users, centres, assigned),
    simplified: simplifiedSilhouette(users, centres, assigned),
    silhouette: run.status.kind === 'ended' ? silhouette(users, assigned) : null,
    alike: values === undefined ? null : alikeness(pointsOf(values)),
    mix: deciles === undefined ? null : activityMix(assigned, deciles),
    agreement: planted === undefined ? null : agreement(assigned, planted),
  }
}

const pointsOf = ({ shape, values }: Pick<Snapshot, 'shape' | 'values'>): Points => ({
  rows: shape[0] ?? 0,
  width: shape[1] ?? 0,
  values,
})

/**
 * Mean over users of JSD(their cluster's histogram of activity deciles, that of all users), in bits: 0 where every cluster
 * mixes activity as the whole does. Small clusters raise it by chance.
 */
export function activityMix(assigned: Int32Array, deciles: Uint8Array): number {
  const empty = (): number[] => new Array<number>(11).fill(0)
  const all = empty()
  const byCluster = new Map<number, number[]>()
  for (const [user, cluster] of assigned.entries()) {
    const decile = deciles[user] ?? 0
    const own = byCluster.get(cluster) ?? empty()
    own[decile] = (own[decile] ?? 0) + 1
    all[decile] = (all[decile] ?? 0) + 1
    byCluster.set(cluster, own)
  }
  const share = (counts: readonly number[]): { users: number; shares: number[] } => {
    const users = counts.reduce((a, b) => a + b, 0)
    return { users, shares: counts.map((count) => count / users) }
  }
  const whole = share(all)
  const parts = [...byCluster.values()].map(share)
  return (
    parts.reduce((sum, { users, shares }) => sum + users * jensenShannon(shares, whole.shares), 0) /
    (whole.users || 1)
  )
}

/**
 * √ of the least mean squared cosine that K directions in d dimensions can have: √((K − r) / (r (K − 1))), r = min(d, K − 1)
 * since directions about their mean span no more (Welch 1974). 0.26 for 16 clusters in 8 dimensions.
 */
export function welchFloor(clusters: number, width: number): number {
  const span = Math.min(width, clusters - 1)
  return Math.sqrt((clusters - span) / (span * (clusters - 1)))
}

/** Root mean squared cosine of the rows about their mean, and its floor; null for fewer than two. */
export function alikeness({ rows, width, values }: Points): Diagnostics['alike'] {
  if (rows < 2) return null
  const mean = Array.from({ length: width }, (_, c) => {
    let sum = 0
    for (let row = 0; row < rows; row++) sum += (values[row * width + c] as number) / rows
    return sum
  })
  const directions = Array.from({ length: rows }, (_, row) => {
    const centred = mean.map((m, c) => (values[row * width + c] as number) - m)
    const length = Math.sqrt(centred.reduce((sum, x) => sum + x * x, 1e-8))
    return centred.map((x) => x / length)
  })
  let squares = 0
  for (const [i, a] of directions.entries()) {
    for (const b of directions.slice(0, i)) {
      squares += 2 * a.reduce((sum, x, c) => sum + x * (b[c] as number), 0) ** 2
    }
  }
  return { cosine: Math.sqrt(squares / (rows * (rows - 1))), floor: welchFloor(rows, width) }
}

/** How far centroids and values move from one evaluation to the next. */
export interface Motion {
  readonly lastStep: number
  /** Length of the change over the length before. */
  readonly centroids: readonly Point[]
  readonly values: readonly Point[]
}
interface Point {
  readonly x: number
  readonly y: number
}

export function motionOf({ changes }: Pick<Run, 'changes'>): Motion {
  const drift = (tap: string): readonly Point[] =>
    (changes.get(`user-clusters/${tap}`) ?? []).map(({ step, drift: y }) => ({ x: step, y }))
  const [centroids, values] = [drift('centroids'), drift('values')]
  return {
    lastStep: Math.max(0, ...[centroids, values].map((line) => line.at(-1)?.x ?? 0)),
    centroids,
    values,
  }
}
