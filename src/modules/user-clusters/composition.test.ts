import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { wilson } from '../../core/ranking/wilson.ts'
import { stream } from '../../core/rng.ts'
import { clusterRun, peerOf } from '../../testing/cluster-runs.ts'
import {
  activityLevels,
  bridgeIndex,
  bridgesOf,
  columnsOf,
  compositionOf,
  jensenShannon,
  type Levels,
} from './view/composition.ts'
import { clusteringOf, referenceOf } from './view/identity.ts'
import { THIN_USERS } from './view.ts'

const counts = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 10, maxLength: 10 })
const distribution = counts
  .filter((values) => values.some((value) => value > 0))
  .map((values) => {
    const total = values.reduce((a, b) => a + b, 0)
    return values.map((value) => value / total)
  })

/** Clusters of 170, 80, 40 and 10 users. */
const SIZES = [170, 80, 40, 10]
const ASSIGNED = SIZES.flatMap((size, cluster) => new Array<number>(size).fill(cluster))
const run = clusterRun({ clusters: 5, readings: [ASSIGNED] })
const clustering = clusteringOf(run, referenceOf(run, [peerOf(run)]))
const deciles = run.observed?.deciles ?? new Uint8Array()

function composed(levels: Levels = activityLevels(deciles, 'new')) {
  if (clustering === null) throw new Error('no clusters')
  return compositionOf(clustering, deciles, levels)
}

describe('composition', () => {
  it('has rows that sum to 1 and count every user once', () => {
    const { rows, overall } = composed()
    for (const { parts } of rows) expect(parts.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9)
    expect(overall.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9)
    expect(rows.reduce((sum, { users }) => sum + users, 0)).toBe(300)
  })
  it('is sorted by bridge index, with clusters under 30 users merged, last and without one', () => {
    const { rows, small } = composed()
    const bridges = rows.flatMap(({ bridge }) => bridge ?? [])
    expect(bridges).toEqual([...bridges].sort((a, b) => b - a))
    expect(bridges).toHaveLength(3)
    expect(rows.filter(({ name }) => name !== null).every(({ users }) => users >= THIN_USERS)).toBe(true)
    expect(rows.at(-1)).toMatchObject({ name: null, users: 10, bridge: null })
    expect(small).toBe(1)
  })
  it('outlines what all users lie outside of, by Wilson', () => {
    const { rows, overall } = composed()
    for (const { parts, users } of rows) {
      for (const [level, part] of parts.entries()) {
        const [low, high] = wilson(Math.round(part.share * users), users)
        const all = overall[level] as number
        expect(part.differs).toBe(all < low ? 'over' : all > high ? 'under' : null)
      }
    }
    const extreme = { names: ['k1', 'others'], of: Uint8Array.from(ASSIGNED, (own) => (own === 0 ? 0 : 1)) }
    const first = composed(extreme).rows.find(({ name }) => name?.key === 'k1')
    expect(first?.parts.map(({ differs }) => differs)).toEqual(['over', 'under'])
  })
  it('keeps its rows and their index when another column is looked at', () => {
    const column = columnsOf(run.observed ?? expect.fail('nothing observed')).find(
      ({ name }) => name === 'gender',
    )
    const byGender = composed(column ?? expect.fail('no gender'))
    expect(byGender.levels).toEqual(['–', 'f', 'm'])
    expect(byGender.rows.map(({ name, bridge }) => [name?.key, bridge])).toEqual(
      composed().rows.map(({ name, bridge }) => [name?.key, bridge]),
    )
  })
})

describe('deciles that ties emptied', () => {
  it('are named with the one that took their users, absent users first', () => {
    const { names, of } = activityLevels(Uint8Array.of(0, 1, 4, 4, 5, 9), 'new')
    expect(names).toEqual(['new', 'D1–3', 'D4', 'D5–8', 'D9–10'])
    expect([...Array(6).keys()].map((user) => of[user])).toEqual([0, 1, 2, 2, 3, 4])
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
  it('divides by .758 bits where deciles are even', () => {
    // m = (.55, .05 × 9): H(m) = −.55 log₂ .55 − .45 log₂ .05 = 2.4192 bits; less ½ log₂ 10 = 1.6610: .7582.
    const even = new Array<number>(10).fill(0.1)
    const alone = even.map((_, bin) => (bin === 0 ? 1 : 0))
    expect(jensenShannon(alone, even)).toBeCloseTo(0.7583, 3)
  })

  const users = 1000
  const even = Uint8Array.from({ length: users }, (_, user) => 1 + (user % 10))
  it('is at least .97 for shuffled clusters of 200 users and as high as chance has it', () => {
    const order = stream(5, 'shuffled').permutation(users)
    const { found, expected } = bridgesOf(
      Int32Array.from(order, (place) => place % 5),
      5,
      even,
    )
    for (const value of found) expect(value).toBeGreaterThanOrEqual(0.97)
    // To first order E[JSD] = 9 / (8 n ln 2) · (1 − n/N) bits: .0065 of .758 for 200 of 1,000 users.
    for (const value of expected) expect(value).toBeCloseTo(1 - 0.0065 / 0.758, 2)
  })
  it('is 0 for clusters of one decile, far below chance', () => {
    const { found, expected } = bridgesOf(
      Int32Array.from(even, (decile) => decile - 1),
      10,
      even,
    )
    for (const value of found) expect(value).toBeCloseTo(0, 9)
    for (const value of expected) expect(value).toBeGreaterThan(0.9)
  })
})

describe('the divergence', () => {
  it('is symmetric, 0 only for equal distributions, 1 bit for disjoint ones', () => {
    fc.assert(
      fc.property(distribution, distribution, (p, q) => {
        expect(jensenShannon(p, q)).toBeCloseTo(jensenShannon(q, p), 12)
        expect(jensenShannon(p, p)).toBeCloseTo(0, 12)
      }),
      { seed: 4 },
    )
    expect(jensenShannon([1, 0], [0, 1])).toBeCloseTo(1, 12)
  })
})
