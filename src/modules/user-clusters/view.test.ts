import { describe, expect, it } from 'vitest'
import { stream } from '../../core/rng.ts'
import { clusterRun, drawnClusters, peerOf } from '../../testing/cluster-runs.ts'
import { type Clustering, clusteringOf, referenceOf } from './view/identity.ts'
import { frameOf, keptReading, mapOf, trueNeighbours, trustOf } from './view/map.ts'
import { occupancyView } from './view/occupancy.ts'
import { flowOf, foundRuns, settlingOf, stabilityOf } from './view/stability.ts'
import { transferView } from './view/transfer.ts'
import { writesOf } from './view/writes.ts'
import { entropy, occupancy } from './view.ts'

const snapshot = (rows: readonly (readonly number[])[]) => ({
  shape: [rows.length, rows[0]?.length ?? 0],
  values: Float32Array.from(rows.flat()),
})
const oneHot = (k: number, cluster: number): number[] =>
  Array.from({ length: k }, (_, i) => (i === cluster ? 1 : 0))

function of<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error('nothing there')
  return value
}
const clusteringIn = (run = clusterRun()): Clustering =>
  of(clusteringOf(run, referenceOf(run, [peerOf(run)])))

describe('occupancy', () => {
  it('is K effective clusters when even and 1 when one cluster takes all', () => {
    const even = occupancy(snapshot(Array.from({ length: 8 }, (_, user) => oneHot(4, user % 4))))
    expect(even.effective).toBeCloseTo(4, 5)
    expect(even.shares).toEqual([0.25, 0.25, 0.25, 0.25])
    expect(even.softness).toBeCloseTo(1, 6)
    const collapsed = occupancy(snapshot(Array.from({ length: 8 }, () => oneHot(4, 2))))
    expect(collapsed.effective).toBeCloseTo(1, 6)
    expect(collapsed.counts).toEqual([0, 0, 8, 0])
  })
  it('tells a soft assignment from a hard one of the same shares', () => {
    const soft = occupancy(snapshot(Array.from({ length: 8 }, () => [0.25, 0.25, 0.25, 0.25])))
    expect(soft.effective).toBeCloseTo(4, 5)
    expect(soft.softness).toBeCloseTo(4, 5)
  })
  it('has entropy as the hand-worked example does', () => {
    // H(½, ¼, ¼) = ½ ln 2 + ½ ln 4 = 1.5 ln 2
    expect(entropy([0.5, 0.25, 0.25])).toBeCloseTo(1.5 * Math.LN2, 12)
  })

  it('draws the largest first, marks the dead, and K effective clusters where all are even', () => {
    const view = occupancyView(clusteringIn(), [], 'hard')
    const shares = view.rows.map(({ share }) => share)
    expect(shares).toEqual([...shares].sort((a, b) => b - a))
    expect(shares.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9)
    expect(view.rows.map(({ isDead }) => isDead)).toEqual([false, false, false, false, true])
    expect(view.rows.every(({ range }) => range === null)).toBe(true)
    const even = clusterRun({ readings: [Array.from({ length: 300 }, (_, user) => user % 5)] })
    expect(occupancyView(clusteringIn(even), [], 'hard').effective).toBeCloseTo(5, 9)
    const collapsed = clusterRun({ readings: [new Array<number>(300).fill(3)] })
    expect(occupancyView(clusteringIn(collapsed), [], 'hard').effective).toBeCloseTo(1, 9)
  })

  it('spans the same cluster over seeds', () => {
    const base = drawnClusters(300, 5)
    const fewer = base.map((own, user) => (own === 1 && user % 2 === 0 ? 0 : own))
    const [one, two] = [clusterRun({ readings: [base] }), clusterRun({ seed: 2, readings: [fewer] })]
    const reference = referenceOf(one, [peerOf(one), peerOf(two)])
    const [own, mate] = [of(clusteringOf(one, reference)), of(clusteringOf(two, reference))]
    const [a, b] = [occupancyView(own, [mate], 'hard'), occupancyView(mate, [own], 'hard')]
    const rangeOf = (view: typeof a, key: string) => view.rows.find(({ name }) => name.key === key)?.range
    for (const key of ['k1', 'k2', 'k3', 'k4']) expect(rangeOf(a, key)).toEqual(rangeOf(b, key))
    expect(rangeOf(a, 'k1')?.low).toBeCloseTo(base.filter((cluster) => cluster === 0).length / 300, 9)
    expect(rangeOf(a, 'k1')?.high).toBeCloseTo(fewer.filter((cluster) => cluster === 0).length / 300, 9)
  })
})

describe('stability', () => {
  const base = drawnClusters(300, 5)
  const shuffled = [...stream(7, 'shuffle').permutation(300)].map((user) => base[user] as number)
  const [one, same, chance] = [base, base.map((own) => (own + 2) % 5), shuffled].map((assigned, i) =>
    clusterRun({ seed: i + 1, readings: [assigned] }),
  )
  const peers = [peerOf(of(one)), peerOf(of(same)), peerOf(of(chance), 'b', 1)]
  const found = foundRuns(peers, referenceOf(of(one), peers))

  it('is 1 between runs that differ in names alone and about 0 by chance', () => {
    const { pairs, within, between } = stabilityOf(found)
    expect(pairs[0]?.[1]?.ari).toBeCloseTo(1, 12)
    expect(pairs[1]?.[0]).toBe(pairs[0]?.[1])
    expect(pairs[0]?.[0]).toBeNull()
    expect(Math.abs(pairs[0]?.[2]?.ari ?? 1)).toBeLessThan(0.05)
    expect(within).toEqual({ low: 1, high: 1, pairs: 1 })
    expect(between?.pairs).toBe(2)
  })

  it('lays the users of one run’s clusters out over the other’s', () => {
    const [from, to, drawn] = found
    const straight = flowOf(of(from), of(to))
    for (const [i, row] of straight.rows.entries()) {
      expect(row.cells.map(({ users }) => users)).toEqual(row.cells.map((_, j) => (i === j ? row.users : 0)))
      expect(row.cells.map(({ isSame }) => isSame)).toEqual(row.cells.map((_, j) => i === j))
    }
    const mixed = flowOf(of(from), of(drawn))
    const all = mixed.rows.flatMap(({ cells }) => cells.map(({ users }) => users))
    expect(all.reduce((a, b) => a + b, 0)).toBe(300)
  })

  it('over training agrees with what is kept and churns as users move, not as ids do', () => {
    const moved = base.map((own, user) => (user < 30 ? (own + 1) % 4 : own))
    const renamed = base.map((own) => (own + 1) % 5)
    const settling = settlingOf(clusterRun({ readings: [moved, renamed, base] }))
    expect(settling.churn.map(({ x }) => x)).toEqual([20, 30])
    expect(settling.churn[0]?.y).toBeCloseTo(0.1, 9)
    expect(settling.churn[1]?.y).toBeCloseTo(0, 9)
    expect(settling.agreement.map(({ y }) => y).slice(1)).toEqual([1, 1])
    expect(settling.agreement[0]?.y).toBeLessThan(1)
    expect(settling.lastStep).toBe(30)
  })
})

describe('the map', () => {
  it('lays a run over the reference: the same users turned, scaled and moved are drawn in the same places', () => {
    const run = clusterRun()
    const query = of(run.snapshots.get('user-clusters/query'))
    const centroids = of(run.snapshots.get('user-clusters/centroids'))
    const turned = (values: Float32Array) =>
      values.map((_, i) => 5 - 2 * (values[i - (i % 4) + (((i % 4) + 1) % 4)] as number))
    const snapshots = new Map(run.snapshots)
      .set('user-clusters/query', { ...query, values: turned(query.values) })
      .set('user-clusters/centroids', { ...centroids, values: turned(centroids.values) })
    const reference = of(referenceOf(run, [peerOf(run)]))
    const frame = of(frameOf(reference))
    const draw = (of_: typeof run) => mapOf(of(keptReading(of_)), reference, frame, [], null)
    const [straight, other] = [draw(run), draw({ ...run, snapshots })]
    for (const [i, { x, y }] of [...straight.users, ...straight.centres].entries()) {
      const there = [...other.users, ...other.centres][i]
      expect(Math.hypot((there?.x ?? 9) - x, (there?.y ?? 9) - y)).toBeLessThan(1e-5)
    }
    expect(straight.explained[0]).toBeGreaterThanOrEqual(straight.explained[1])
    expect(straight.explained[0] + straight.explained[1]).toBeLessThanOrEqual(1)
    expect(other.explained[0]).toBeCloseTo(straight.explained[0], 5)
  })

  it('takes its shares from memberships, activity from users, and ghosts from clusters that are known', () => {
    const [run, mate] = [clusterRun(), clusterRun({ seed: 2 })]
    const reference = of(referenceOf(run, [peerOf(run)]))
    const frame = of(frameOf(reference))
    const map = mapOf(of(keptReading(run)), reference, frame, [mate], run.observed?.deciles ?? null)
    expect(map.centres.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 5)
    expect(map.centres.reduce((sum, { users }) => sum + users, 0)).toBe(300)
    for (const { mix, users } of map.centres) {
      if (users === 0) expect(mix).toBeNull()
      else expect(mix?.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9)
    }
    expect(map.ghosts.map(({ name }) => name.key)).toEqual(['k1', 'k2', 'k3', 'k4'])
    expect(new Set(map.ghosts.map(({ seed }) => seed))).toEqual(new Set([2]))
  })

  it('trusts well what it shows of users that lie apart, and knows a user’s nearest in key space', () => {
    const run = clusterRun()
    const reading = of(keptReading(run))
    const reference = of(referenceOf(run, [peerOf(run)]))
    const map = mapOf(reading, reference, of(frameOf(reference)), [], null)
    const trust = of(trustOf(map, reading))
    expect(trust).toBeGreaterThan(0.8)
    expect(trust).toBeLessThanOrEqual(1)
    const scrambled = {
      users: [...stream(1, 'scramble').permutation(300)].map((user) => of(map.users[user])),
    }
    expect(of(trustOf(scrambled, reading))).toBeLessThan(0.7)
    const neighbours = trueNeighbours(reading, 0)
    expect(neighbours).toHaveLength(10)
    expect(neighbours).not.toContain(0)
  })
})

describe('writes', () => {
  it('sum over the columns to what was logged', () => {
    const run = clusterRun()
    const writes = of(writesOf(run, clusteringIn(run)))
    expect(writes.steps).toEqual([10, 20, 30])
    for (const { erased, added, total } of writes.rows) {
      expect(erased.reduce((a, b) => a + b, 0)).toBeCloseTo(total.erased, 6)
      expect(added.reduce((a, b) => a + b, 0)).toBeCloseTo(total.added, 6)
    }
    // Logged are (k + 1) n² and (k + 2) n at reading n of cluster k: rises (1, 3, 5)(k + 1) and (1, 1, 1)(k + 2).
    const first = writes.rows.find(({ name }) => name.key === 'k1')
    expect(first?.erased).toEqual([1, 3, 5])
    expect(first?.added).toEqual([2, 2, 2])
    expect(writes.most).toBe(25)
  })
  it('are nothing where no rule writes', () => {
    const run = clusterRun()
    expect(writesOf({ history: new Map() }, clusteringIn(run))).toBeNull()
  })
})

describe('the transfer ledger', () => {
  const run = clusterRun()
  const clustering = clusteringIn(run)
  const deciles = run.observed?.deciles ?? new Uint8Array()
  const row = (cluster: number, positives: number, on: number | null, low: number, high: number) => ({
    cluster,
    ...{ users: 40, rows: 100, positives, on, off: 0.6, low, high },
  })
  const { cluster: _, ...all } = row(0, 50, 0.65, 0.01, 0.09)

  it('names clusters, sorts them by bridge index and reads only those with enough of both classes', () => {
    const clusters = [
      row(0, 50, 0.7, 0.02, 0.18),
      row(1, 50, 0.62, -0.1, 0.14),
      row(2, 29, 0.9, 0.2, 0.4),
      row(3, 71, 0.4, -0.3, -0.1),
    ]
    const view = transferView({ kind: 'transfer', task: 'click', all, clusters }, clustering, deciles)
    const bridges = view.lines.map(({ bridge }) => bridge)
    expect(bridges).toEqual([...bridges].sort((a, b) => b - a))
    const lineOf = (cluster: number) =>
      of(view.lines.find(({ name }) => name.key === clustering.identity.names[cluster]?.key))
    expect(lineOf(0).delta).toBeCloseTo(0.1, 12)
    expect([0, 1, 2, 3].map((cluster) => lineOf(cluster).isThin)).toEqual([false, false, true, true])
    expect([view.read, view.apart]).toEqual([2, 1])
    expect(view.all.delta).toBeCloseTo(0.05, 12)
  })
  it('has no difference where a class is absent', () => {
    const clusters = [row(0, 0, null, 0, 0)]
    const view = transferView({ kind: 'transfer', task: 'click', all, clusters }, clustering, deciles)
    expect(view.lines[0]?.delta).toBeNull()
    expect(view.read).toBe(0)
  })
})
