import { pca } from '../../core/geometry/pca.ts'
import type { Run, Snapshot } from '../../run/run.ts'

/** Clusters with fewer observed users than this are merged: a histogram of them would be noise. */
export const THIN_USERS = 30
/** A cluster below this share of the mass counts as dead. */
export const DEAD_SHARE = 0.005

/** How the observed users are spread over the clusters. */
export interface Occupancy {
  readonly users: number
  /** Mean soft membership of each cluster [K]; sums to 1. */
  readonly shares: readonly number[]
  /** Users whose largest membership is this cluster [K]. */
  readonly counts: readonly number[]
  /** Cluster of each user, by largest membership. */
  readonly assigned: Int32Array
  /** exp(H) of the shares: K when even, 1 when one cluster takes all. */
  readonly effective: number
  /** exp of the mean entropy of a user's memberships: 1 when hard, K when undecided. */
  readonly softness: number
}

/** Null before the first snapshot of `assignment`. */
export function occupancyOf(run: Run): Occupancy | null {
  const snapshot = run.snapshots.get('user-clusters/assignment')
  return snapshot === undefined ? null : occupancy(snapshot)
}

/** From memberships [B, K], rows summing to 1. */
export function occupancy({ shape, values }: Pick<Snapshot, 'shape' | 'values'>): Occupancy {
  const [users = 0, k = 0] = shape
  const shares = new Array<number>(k).fill(0)
  const counts = new Array<number>(k).fill(0)
  const assigned = new Int32Array(users)
  let entropySum = 0
  for (let user = 0; user < users; user++) {
    const row = values.subarray(user * k, (user + 1) * k)
    let best = 0
    for (let cluster = 0; cluster < k; cluster++) {
      shares[cluster] = (shares[cluster] ?? 0) + (row[cluster] ?? 0) / users
      if ((row[cluster] ?? 0) > (row[best] ?? 0)) best = cluster
    }
    assigned[user] = best
    counts[best] = (counts[best] ?? 0) + 1
    entropySum += entropy(row)
  }
  return {
    users,
    shares,
    counts,
    assigned,
    effective: Math.exp(entropy(shares)),
    softness: users === 0 ? 1 : Math.exp(entropySum / users),
  }
}

/** H(p) = −Σ p ln p in nats, 0 ln 0 = 0; p sums to 1. In [0, ln K]. */
export function entropy(p: Iterable<number>): number {
  let sum = 0
  for (const share of p) if (share > 0) sum -= share * Math.log(share)
  return sum
}

/** One bar of the composition: a cluster, or all clusters too small to read. */
export interface CompositionRow {
  /** null: small clusters together. */
  readonly cluster: number | null
  readonly users: number
  /** Share of each decile of `Composition.deciles`; sums to 1. */
  readonly shares: readonly number[]
  /** Bridge index; null for small clusters together. */
  readonly bridge: number | null
}
export interface Composition {
  /** Deciles drawn: 1 … 10, and 0 first when some users are absent from train. */
  readonly deciles: readonly number[]
  /** All observed users. */
  readonly overall: readonly number[]
  /** By bridge index, highest first; small clusters last. */
  readonly rows: readonly CompositionRow[]
}

/** Activity deciles of the users of each cluster, by largest membership. */
export function composition(assigned: Int32Array, deciles: Uint8Array, k: number): Composition {
  const present = deciles.includes(0) ? [0] : []
  const drawn = [...present, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
  const first = drawn[0] ?? 1
  const counts = Array.from({ length: k }, () => new Array<number>(drawn.length).fill(0))
  const total = new Array<number>(drawn.length).fill(0)
  for (const [user, cluster] of assigned.entries()) {
    const bin = (deciles[user] ?? 0) - first
    const row = counts[cluster]
    if (row === undefined) throw new RangeError(`composition: cluster ${cluster} of ${k}`)
    row[bin] = (row[bin] ?? 0) + 1
    total[bin] = (total[bin] ?? 0) + 1
  }
  const overall = normalised(total)
  const rows: CompositionRow[] = []
  const small = new Array<number>(drawn.length).fill(0)
  for (const [cluster, row] of counts.entries()) {
    const users = sum(row)
    if (users < THIN_USERS) {
      for (const [bin, count] of row.entries()) small[bin] = (small[bin] ?? 0) + count
    } else {
      const shares = normalised(row)
      rows.push({ cluster, users, shares, bridge: bridgeIndex(shares, overall) })
    }
  }
  rows.sort((a, b) => (b.bridge ?? 0) - (a.bridge ?? 0) || (a.cluster ?? 0) - (b.cluster ?? 0))
  const rest = sum(small)
  if (rest > 0) rows.push({ cluster: null, users: rest, shares: normalised(small), bridge: null })
  return { deciles: drawn, overall, rows }
}

/**
 * B = 1 − JSD(p, q) / JSD_max for a cluster's activity histogram p and that of all users q. JSD_max is the largest
 * divergence that any histogram can have from q: all mass on q's rarest bin (JSD is convex in p, so a vertex of the
 * simplex attains it). 1: the cluster mixes activity as the whole does; 0: it holds the rarest activity alone.
 */
export function bridgeIndex(p: readonly number[], q: readonly number[]): number {
  const worst = Math.max(
    ...q.map((share, bin) =>
      share === 0
        ? 0
        : jensenShannon(
            q.map((_, other) => (other === bin ? 1 : 0)),
            q,
          ),
    ),
  )
  if (worst === 0) return 1
  return Math.min(1, Math.max(0, 1 - jensenShannon(p, q) / worst))
}

/** JSD(p, q) = H(m) − (H(p) + H(q))/2 with m = (p + q)/2, in bits: in [0, 1], 0 only when p = q. */
export function jensenShannon(p: readonly number[], q: readonly number[]): number {
  const middle = p.map((share, bin) => (share + (q[bin] ?? 0)) / 2)
  return Math.max(0, (entropy(middle) - (entropy(p) + entropy(q)) / 2) / Math.LN2)
}

export interface MapPlace {
  readonly x: number
  readonly y: number
}
export interface ClusterMap {
  readonly users: readonly MapPlace[]
  readonly centroids: readonly MapPlace[]
  /** Share of variance on each of the two axes. */
  readonly explained: readonly [number, number]
}

/** Queries [B, d] and centroids [K, d] on the two main axes of both together; null before their first snapshots. */
export function clusterMapOf(run: Run): ClusterMap | null {
  const query = run.snapshots.get('user-clusters/query')
  const centroids = run.snapshots.get('user-clusters/centroids')
  return query === undefined || centroids === undefined ? null : clusterMap(query, centroids)
}

export function clusterMap(
  query: Pick<Snapshot, 'shape' | 'values'>,
  centroids: Pick<Snapshot, 'shape' | 'values'>,
): ClusterMap {
  const [users = 0, width = 0] = query.shape
  const [k = 0] = centroids.shape
  const all = new Float32Array((users + k) * width)
  all.set(query.values)
  all.set(centroids.values, users * width)
  const { projected, explained } = pca(all, users + k, width, 2)
  const place = (row: number): MapPlace => ({ x: projected[row * 2] ?? 0, y: projected[row * 2 + 1] ?? 0 })
  const places = Array.from({ length: users + k }, (_, row) => place(row))
  // Principal axes are centred, so their squares share out what both together explain.
  const alongX = sum(places.map(({ x }) => x * x))
  const alongY = sum(places.map(({ y }) => y * y))
  const both = alongX + alongY
  return {
    users: places.slice(0, users),
    centroids: places.slice(users),
    explained: both === 0 ? [1, 0] : [(explained * alongX) / both, (explained * alongY) / both],
  }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

function normalised(counts: readonly number[]): readonly number[] {
  const total = sum(counts)
  return counts.map((count) => (total === 0 ? 0 : count / total))
}
