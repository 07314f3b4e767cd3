import { type Agreement, agreement } from '../../../core/metrics/agreement.ts'
import { movedShare, sharedCounts } from '../../../core/metrics/overlap.ts'
import { observeAlike, type Peer } from '../../../run/peers.ts'
import type { Run, Snapshot } from '../../../run/run.ts'
import { type Occupancy, occupancy } from '../view.ts'
import { type Clustering, type ClusterName, clusteringOf, type Reference } from './identity.ts'

/** A run whose clusters can be laid beside another's. */
export interface Found extends Clustering {
  readonly peer: Peer
}
/** Agreement of every pair of runs. */
export interface Stability {
  readonly runs: readonly Found[]
  /** [run][run]; null on the diagonal. */
  readonly pairs: readonly (readonly (Agreement | null)[])[]
  /** Lowest and highest adjusted Rand index between two seeds of a group, and between two groups; null without a pair. */
  readonly within: Range | null
  readonly between: Range | null
}
export interface Range {
  readonly low: number
  readonly high: number
  readonly pairs: number
}

/** Every run with clusters that observes the reference's users. */
export function foundRuns(peers: readonly Peer[], reference: Reference | null): readonly Found[] {
  if (reference === null) return []
  return peers.flatMap((peer) => {
    const clustering = observeAlike(peer.run, reference.peer.run) ? clusteringOf(peer.run, reference) : null
    return clustering === null ? [] : [{ ...clustering, peer }]
  })
}

export function stabilityOf(runs: readonly Found[]): Stability {
  const [within, between]: [number[], number[]] = [[], []]
  const below = runs.map((one, i) =>
    runs.slice(0, i).map((other) => {
      const found = agreementOf(one.occupancy.assigned, other.occupancy.assigned)
      const isMate = one.peer.groupId === other.peer.groupId
      if (found !== null) (isMate ? within : between).push(found.ari)
      return found
    }),
  )
  // Agreement of two groupings does not depend on which comes first, but for homogeneity and completeness.
  const pairs = runs.map((_, i) => runs.map((_, j) => below[Math.max(i, j)]?.[Math.min(i, j)] ?? null))
  return { runs, pairs, within: rangeOf(within), between: rangeOf(between) }
}

/** While one run trains, the pairs of all others stay as they are. */
const KNOWN = new WeakMap<Int32Array, WeakMap<Int32Array, Agreement>>()

function agreementOf(one: Int32Array, other: Int32Array): Agreement | null {
  const ofOne = KNOWN.get(one) ?? new WeakMap<Int32Array, Agreement>()
  const found = ofOne.get(other) ?? agreement(one, other)
  if (found !== null) KNOWN.set(one, ofOne.set(other, found))
  return found
}

const rangeOf = (values: readonly number[]): Range | null =>
  values.length === 0 ? null : { low: Math.min(...values), high: Math.max(...values), pairs: values.length }

/** How the users of one run's clusters lie in another's. */
export interface Flow {
  readonly columns: readonly ClusterName[]
  readonly rows: readonly {
    readonly name: ClusterName
    readonly users: number
    /** By column; `isSame` where both are one cluster of the reference. */
    readonly cells: readonly { readonly users: number; readonly isSame: boolean }[]
  }[]
}

/** Clusters without a user are left out. */
export function flowOf(from: Clustering, to: Clustering): Flow {
  const counts = sharedCounts(from.occupancy.assigned, to.occupancy.assigned, [
    from.identity.names.length,
    to.identity.names.length,
  ])
  const used = ({ occupancy: { counts: users }, identity: { order } }: Clustering): readonly number[] =>
    order.filter((cluster) => (users[cluster] ?? 0) > 0)
  const columns = used(to)
  const nameIn = ({ identity }: Clustering, cluster: number) => identity.names[cluster] as ClusterName
  return {
    columns: columns.map((cluster) => nameIn(to, cluster)),
    rows: used(from).map((cluster) => {
      const name = nameIn(from, cluster)
      return {
        name,
        users: from.occupancy.counts[cluster] ?? 0,
        cells: columns.map((other) => ({
          users: counts[cluster]?.[other] ?? 0,
          isSame: name.kind === 'known' && name.key === nameIn(to, other).key,
        })),
      }
    }),
  }
}

/** One reading of a run on its way to the clusters it keeps. */
export interface Settling {
  readonly lastStep: number
  /** Adjusted Rand index of each reading with the clusters that are kept, or with the latest while it trains. */
  readonly agreement: readonly Point[]
  /** Share of users that changed their cluster since the reading before, clusters matched so that few do. */
  readonly churn: readonly Point[]
  /** exp(H) of the mean membership. */
  readonly effective: readonly Point[]
}
interface Point {
  readonly x: number
  readonly y: number
}

export function settlingOf(run: Run): Settling {
  const readings = readingsOf(run)
  const kept = run.snapshots.get('user-clusters/assignment')
  const final = kept === undefined ? null : occupancy(kept)
  const agreed: Point[] = []
  const churn: Point[] = []
  let before: Occupancy | null = null
  for (const { step, found } of readings) {
    const ari = final === null ? undefined : agreement(found.assigned, final.assigned)?.ari
    if (ari !== undefined) agreed.push({ x: step, y: ari })
    if (before !== null) {
      const sizes = [before.counts.length, found.counts.length] as const
      churn.push({ x: step, y: movedShare(sharedCounts(before.assigned, found.assigned, sizes)) })
    }
    before = found
  }
  return {
    lastStep: readings.at(-1)?.step ?? 0,
    agreement: agreed,
    churn,
    effective: readings.map(({ step, found }) => ({ x: step, y: found.effective })),
  }
}

/** Who was in which cluster at each reading that is kept. */
export function readingsOf({ history }: Pick<Run, 'history'>): readonly {
  readonly step: number
  readonly found: Occupancy
}[] {
  const readings: readonly Snapshot[] = history.get('user-clusters/assignment') ?? []
  return readings.map((reading) => ({ step: reading.step, found: occupancy(reading) }))
}
