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
  if (snapshot === undefined) return null
  const known = READ.get(snapshot) ?? occupancy(snapshot)
  READ.set(snapshot, known)
  return known
}
/** Every chart of a run asks for the same. */
const READ = new WeakMap<Snapshot, Occupancy>()

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
