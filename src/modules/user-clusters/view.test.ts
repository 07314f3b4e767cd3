import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  bridgeIndex,
  clusterMap,
  composition,
  entropy,
  jensenShannon,
  occupancy,
  THIN_USERS,
} from './view.ts'

const snapshot = (rows: readonly (readonly number[])[]) => ({
  shape: [rows.length, rows[0]?.length ?? 0],
  values: Float32Array.from(rows.flat()),
})
const oneHot = (k: number, cluster: number): number[] =>
  Array.from({ length: k }, (_, i) => (i === cluster ? 1 : 0))

const counts = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 10, maxLength: 10 })
const distribution = counts
  .filter((values) => values.some((value) => value > 0))
  .map((values) => {
    const total = values.reduce((a, b) => a + b, 0)
    return values.map((value) => value / total)
  })

describe('occupancy', () => {
  it('is K effective clusters when even and 1 when one takes all', () => {
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
})

describe('composition by activity', () => {
  const users = 400
  const assigned = Int32Array.from({ length: users }, (_, user) => (user < 10 ? 4 : (user * 7) % 4))
  const deciles = Uint8Array.from({ length: users }, (_, user) => 1 + ((user * 13) % 10))

  it('has rows that sum to 1 and count every user once', () => {
    const { rows, overall } = composition(assigned, deciles, 5)
    for (const row of rows) expect(row.shares.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9)
    expect(overall.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9)
    expect(rows.reduce((sum, row) => sum + row.users, 0)).toBe(users)
  })
  it('merges clusters under 30 users, last and without an index', () => {
    const { rows } = composition(assigned, deciles, 5)
    expect(rows.filter((row) => row.cluster !== null).every((row) => row.users >= THIN_USERS)).toBe(true)
    expect(rows.at(-1)).toMatchObject({ cluster: null, users: 10, bridge: null })
  })
  it('only renames rows when cluster ids are permuted', () => {
    const rename = [3, 0, 2, 1, 4]
    const renamed = assigned.map((cluster) => rename[cluster] ?? 0)
    const strip = (ids: Int32Array) =>
      composition(ids, deciles, 5)
        .rows.map(({ users: n, shares, bridge }) => JSON.stringify([n, shares, bridge]))
        .sort()
    expect(strip(renamed)).toEqual(strip(assigned))
  })
  it('shows users absent from train as a bin of their own, only where there are some', () => {
    expect(composition(assigned, deciles, 5).deciles[0]).toBe(1)
    const some = deciles.map((decile, user) => (user % 9 === 0 ? 0 : decile))
    const { deciles: drawn, overall } = composition(assigned, some, 5)
    expect(drawn).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    expect(overall[0]).toBeCloseTo(45 / 400, 9)
  })
})

describe('the bridge index', () => {
  it('lies in [0, 1]', () => {
    fc.assert(
      fc.property(distribution, distribution, (p, q) => {
        const mixed = p.map((share, bin) => (share + (q[bin] ?? 0)) / 2)
        const value = bridgeIndex(p, mixed)
        expect(value).toBeGreaterThanOrEqual(0)
        expect(value).toBeLessThanOrEqual(1)
      }),
      { seed: 3 },
    )
  })
  it('is 1 for the mix of all users and 0 for their rarest bin alone', () => {
    const all = [0.5, 0.3, 0.2]
    expect(bridgeIndex(all, all)).toBeCloseTo(1, 12)
    expect(bridgeIndex([0, 0, 1], all)).toBeCloseTo(0, 12)
  })
})

describe('divergence and entropy', () => {
  it('are symmetric, 0 only for equal distributions, 1 bit for disjoint ones', () => {
    fc.assert(
      fc.property(distribution, distribution, (p, q) => {
        expect(jensenShannon(p, q)).toBeCloseTo(jensenShannon(q, p), 12)
        expect(jensenShannon(p, p)).toBeCloseTo(0, 12)
      }),
      { seed: 4 },
    )
    expect(jensenShannon([1, 0], [0, 1])).toBeCloseTo(1, 12)
  })
  it('match the hand-worked example', () => {
    // H(½, ¼, ¼) = ½ ln 2 + ½ ln 4 = 1.5 ln 2
    expect(entropy([0.5, 0.25, 0.25])).toBeCloseTo(1.5 * Math.LN2, 12)
  })
})

describe('the cluster map', () => {
  it('puts users and centroids on one pair of axes and keeps distances of planar data', () => {
    const query = snapshot([
      [0, 0, 1],
      [3, 0, 1],
      [0, 4, 1],
      [3, 4, 1],
    ])
    const centroids = snapshot([
      [1, 1, 1],
      [2, 3, 1],
    ])
    const map = clusterMap(query, centroids)
    expect(map.users).toHaveLength(4)
    expect(map.centroids).toHaveLength(2)
    const [a, b] = [map.users[0], map.users[3]]
    expect(Math.hypot((a?.x ?? 0) - (b?.x ?? 0), (a?.y ?? 0) - (b?.y ?? 0))).toBeCloseTo(5, 5)
    expect(map.explained[0] + map.explained[1]).toBeCloseTo(1, 6)
    expect(map.explained[0]).toBeGreaterThanOrEqual(map.explained[1])
  })
})
