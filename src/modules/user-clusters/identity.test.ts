import { describe, expect, it } from 'vitest'
import type { Peer } from '../../run/peers.ts'
import type { Run } from '../../run/run.ts'
import { clusterRun, drawnClusters, peerOf } from '../../testing/cluster-runs.ts'
import { activityLevels, columnsOf, compositionOf } from './view/composition.ts'
import { diagnosticsOf } from './view/diagnostics.ts'
import { clusteringOf, type Identity, identityOf, type Reference, referenceOf } from './view/identity.ts'
import { allReadings, frameOf, keptReading, mapOf, trustOf } from './view/map.ts'
import { matesOf, occupancyView } from './view/occupancy.ts'
import { flowOf, foundRuns, settlingOf, stabilityOf } from './view/stability.ts'
import { transferView } from './view/transfer.ts'
import { writesOf } from './view/writes.ts'

const USERS = 300
const CLUSTERS = 5
const RENAMED = [3, 0, 4, 1, 2]

function of<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error('nothing there')
  return value
}

/** Everything that the screen of clusters draws of a run beside its peers. */
function screenOf(run: Run, peers: readonly Peer[]) {
  const reference = of(referenceOf(run, peers))
  const clustering = of(clusteringOf(run, reference))
  const observed = of(run.observed)
  const frame = of(frameOf(reference))
  const mates = matesOf(run, peers)
  const found = foundRuns(peers, reference)
  const { pairs, within, between } = stabilityOf(found)
  const maps = [of(keptReading(run)), ...allReadings(run)].map((reading) => {
    const map = mapOf(
      reading,
      reference,
      frame,
      mates.map((mate) => mate.run),
      observed.deciles,
    )
    return { map, trust: trustOf(map, reading) }
  })
  const ledger = transferView(answerFor(run), clustering, observed.deciles)
  return {
    reference: reference.peer.run.id,
    occupancy: (['soft', 'hard'] as const).map((counting) =>
      occupancyView(
        clustering,
        mates.flatMap((mate) => clusteringOf(mate.run, reference) ?? []),
        counting,
      ),
    ),
    compositions: [activityLevels(observed.deciles, 'new'), ...columnsOf(observed)].map((levels) =>
      compositionOf(clustering, observed.deciles, levels),
    ),
    stability: { pairs, within, between },
    flows: found.flatMap((one) => found.map((other) => flowOf(one, other))),
    settling: settlingOf(run),
    maps,
    writes: writesOf(run, clustering),
    ledger,
  }
}

/** An answer whose rows tell their cluster by its users, whatever its id. */
function answerFor(run: Run) {
  const { occupancy } = of(clusteringOf(run, of(referenceOf(run, [peerOf(run)]))))
  const row = (users: number) => ({
    users,
    rows: users,
    positives: users / 2,
    on: 0.7,
    off: 0.6,
    low: 0.05,
    high: 0.15,
  })
  return {
    kind: 'transfer' as const,
    task: 'click',
    all: row(USERS),
    clusters: occupancy.counts.flatMap((users, cluster) => (users === 0 ? [] : [{ cluster, ...row(users) }])),
  }
}

/** Sums over clusters come in another order; nothing on screen has more digits. */
function rounded(value: unknown): unknown {
  if (typeof value === 'number') return Math.round(value * 1e9) / 1e9 + 0
  if (Array.isArray(value)) return value.map(rounded)
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, rounded(one)]))
  }
  return value
}

describe('what a cluster is called', () => {
  const users = 150
  const plain = clusterRun({ users })
  const other = clusterRun({ users, seed: 2 })

  it('and all that is drawn of it does not change when the ids of one of two identical runs are permuted', () => {
    const same = clusterRun({ users, seed: 2, rename: RENAMED })
    const [a, b] = [
      [peerOf(plain), peerOf(other)],
      [peerOf(plain), peerOf(same)],
    ]
    expect(rounded(screenOf(same, b))).toEqual(rounded(screenOf(other, a)))
    expect(rounded(screenOf(plain, b))).toEqual(rounded(screenOf(plain, a)))
  })

  it('nor when those of the run that numbers them are', () => {
    const same = clusterRun({ users, rename: RENAMED })
    const [a, b] = [
      [peerOf(plain), peerOf(other)],
      [peerOf(same), peerOf(other)],
    ]
    expect(rounded(screenOf(other, b))).toEqual(rounded(screenOf(other, a)))
    expect(rounded(screenOf(same, b))).toEqual(rounded(screenOf(plain, a)))
  })

  it('the permutation moves what depends on ids, so that the law can fail', () => {
    const assigned = (run: Run) => [...of(keptReading(run)).occupancy.assigned]
    expect(assigned(clusterRun({ users, rename: RENAMED }))).not.toEqual(assigned(plain))
    expect(rounded(diagnosticsOf(clusterRun({ users, rename: RENAMED }))?.radius)).toEqual(
      rounded(diagnosticsOf(plain)?.radius),
    )
  })

  it('is its number by size in the run that numbers, 1 the largest, and unused where nobody is', () => {
    const reference = of(referenceOf(plain, [peerOf(plain)]))
    const { names, order } = identityOf(reference.occupancy, reference)
    const sizes = order.map((cluster) => reference.occupancy.counts[cluster] as number)
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a))
    expect(order.map((cluster) => names[cluster]?.key)).toEqual(['k1', 'k2', 'k3', 'k4', 'unused1'])
  })
})

describe('matching by users', () => {
  const base = drawnClusters(USERS, CLUSTERS)
  const reference: Reference = of(
    referenceOf(clusterRun({ readings: [base] }), [peerOf(clusterRun({ readings: [base] }))]),
  )
  const identityIn = (assigned: readonly number[], clusters = CLUSTERS): Identity => {
    const run = clusterRun({ seed: 2, clusters, readings: [assigned] })
    return of(clusteringOf(run, reference)).identity
  }

  it('knows a cluster that kept most of its users, and calls new what shares too few with any', () => {
    // A quarter of all users, drawn evenly, leave for a cluster of their own: it shares 1/4 of everyone's users.
    const split = base.map((own, user) => (user % 4 === 0 ? 4 : own))
    const { names } = identityIn(split)
    const kinds = names.map(({ kind }) => kind)
    expect(kinds.slice(0, 4)).toEqual(['known', 'known', 'known', 'known'])
    expect(names[4]).toEqual({ key: 'new1', kind: 'new', number: 1 })
  })

  it('gives no number twice, however many clusters there are', () => {
    const halves = base.map((own, user) => 2 * own + (user % 2))
    const { names } = identityIn(halves, 10)
    const known = names.filter(({ kind }) => kind === 'known').map(({ number }) => number)
    expect(new Set(known).size).toBe(known.length)
    expect(new Set(names.map(({ key }) => key)).size).toBe(names.length)
    // Of each cluster's two halves one has its number and the other is new.
    expect(known).toHaveLength(4)
    expect(names.filter(({ kind }) => kind === 'new')).toHaveLength(4)
  })

  it('leaves numbers of clusters that are gone unused', () => {
    const merged = base.map((own) => (own === 1 ? 0 : own))
    const { names } = identityIn(merged)
    const known = names.filter(({ kind }) => kind === 'known').map(({ number }) => number)
    expect(known).toHaveLength(3)
    expect(known).toContain(1)
  })
})

describe('the run that numbers', () => {
  it('is the first of the comparison with clusters that observes the same users', () => {
    const [first, second] = [clusterRun(), clusterRun({ seed: 2 })]
    const elsewhere: Run = {
      ...first,
      id: 'other rows',
      config: { ...first.config, split: { kind: 'random', valid: 0.1, test: 0.1 } },
    }
    const without: Run = { ...first, id: 'off', snapshots: new Map() }
    const peers = [peerOf(elsewhere, 'b'), peerOf(without, 'c'), peerOf(first), peerOf(second)]
    expect(referenceOf(second, peers)?.peer.run).toBe(first)
    expect(referenceOf(elsewhere, peers)?.peer.run).toBe(elsewhere)
    expect(referenceOf(without, [peerOf(without)])).toBeNull()
  })
})
