import { beforeAll, describe, expect, it } from 'vitest'
import { SAMPLE_SCHEMA } from '../../experiment/defaults.ts'
import { worldDataset } from '../../testing/datasets.ts'
import { encode } from '../data/encode.ts'
import type { EncodedDataset } from '../data/encoded.ts'
import { observedRowIds } from '../data/observed-rows.ts'
import { type SliceSpec, slicePositions } from '../metrics/slice-spec.ts'
import { sliceMetrics } from '../metrics/slices.ts'
import { stream } from '../rng.ts'
import { answerOf } from './answer.ts'
import type { Scored, TransferAnswer } from './question.ts'

const CLUSTERS = 4
const TASK = 'watch_sec>10'

describe('the transfer ledger', () => {
  let encoded: EncodedDataset
  /** Cluster of each test row: of its user, drawn by `name`. */
  let clustersOf: (name: string) => Int32Array
  /** True logits of the test rows with normal noise of a row's own scale. */
  let noisy: (name: string, scale: (position: number) => number) => Scored

  beforeAll(async () => {
    const dataset = await worldDataset({ rows: 9000, users: 300, hosts: 40 })
    const encoding = encode(dataset, SAMPLE_SCHEMA, { kind: 'random', valid: 0.1, test: 0.5 })
    if (!encoding.ok) throw new Error(JSON.stringify(encoding.error))
    encoded = encoding.value.encoded
    const rows = encoded.splits.test
    const tasks = encoded.tasks.length
    clustersOf = (name) => {
      const random = stream(1, name)
      const ofUser = Int32Array.from({ length: encoded.userCount }, () => random.int(CLUSTERS))
      return Int32Array.from(rows, (row) => ofUser[encoded.users[row] as number] as number)
    }
    noisy = (name, scale) => {
      const random = stream(2, name)
      const test = new Float32Array(rows.length * tasks)
      for (const [position, row] of rows.entries()) {
        for (let t = 0; t < tasks; t++) {
          const p = encoded.truth?.[row * tasks + t] as number
          test[position * tasks + t] = Math.log(p / (1 - p)) + scale(position) * random.normal()
        }
      }
      return { valid: new Float32Array(), test }
    }
  })

  function ledger(on: Scored, off: Scored, clusters: Int32Array): TransferAnswer {
    const answer = answerOf({ kind: 'transfer', task: TASK }, encoded, { ...on, clusters }, off)
    if (!answer.ok || answer.value.kind !== 'transfer') throw new Error(JSON.stringify(answer))
    return answer.value
  }
  const delta = ({ on, off }: { on: number | null; off: number | null }): number => (on ?? 0) - (off ?? 0)
  const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length

  it('names the users of a cluster, so that as a slice they are its test rows and no others', () => {
    const clusters = clustersOf('members')
    const scored = { ...noisy('members', () => 1), clusters }
    const answer = answerOf({ kind: 'members', clusters: [2], drawn: [] }, encoded, scored, null)
    if (!answer.ok || answer.value.kind !== 'members') throw new Error(JSON.stringify(answer))
    const { users } = answer.value
    const spec: SliceSpec = { all: [{ kind: 'users', of: 'k2', reading: '', users }] }
    const positions = slicePositions(encoded, 'test', spec)
    const own = [...clusters.keys()].filter((position) => clusters[position] === 2)
    expect(own.length).toBeGreaterThan(100)
    expect(positions.ok && [...positions.value]).toEqual(own)
    expect(users).toEqual([...new Set(users)].sort((a, b) => a - b))
  })

  it('joins clusters and drawn users, each user once', () => {
    const clusters = clustersOf('members')
    const scored = { ...noisy('members', () => 1), clusters }
    const ask = (wanted: readonly number[], drawn: readonly number[], of: Scored = scored) => {
      const answer = answerOf({ kind: 'members', clusters: wanted, drawn }, encoded, of, null)
      if (!answer.ok || answer.value.kind !== 'members') throw new Error(JSON.stringify(answer))
      return answer.value.users
    }
    const sorted = (users: Iterable<number>) => [...new Set(users)].sort((a, b) => a - b)
    const observed = observedRowIds(encoded)
    const ofPlace = (at: number) => encoded.users[observed[at] as number] as number
    expect(ask([1, 3], [])).toEqual(sorted([...ask([1], []), ...ask([3], [])]))
    expect(ask([], [5, 0, 9], { valid: scored.valid, test: scored.test })).toEqual(
      sorted([5, 0, 9].map(ofPlace)),
    )
    expect(ask([2], [0, 1, 2, 3])).toEqual(sorted([...ask([2], []), ...[0, 1, 2, 3].map(ofPlace)]))
    expect(ask([], [encoded.rowCount])).toEqual([])
  })

  it('equals the AUC of each cluster’s low-activity rows, pair by pair', () => {
    const [on, off] = [noisy('on', () => 1), noisy('off', () => 2)]
    const clusters = clustersOf('clusters')
    const task = encoded.tasks.findIndex(({ id }) => id === TASK)
    const tasks = encoded.tasks.length
    const rows = encoded.splits.test
    const found = ledger(on, off, clusters)
    expect(found.clusters.map(({ cluster }) => cluster)).toEqual([0, 1, 2, 3])
    for (const { cluster, ...read } of found.clusters) {
      const own = [...rows.keys()].filter((i) => {
        const decile = encoded.deciles[rows[i] as number] as number
        return clusters[i] === cluster && decile >= 1 && decile <= 3
      })
      const isPositive = (i: number) => encoded.labels[(rows[i] as number) * tasks + task] === 1
      const [positives, negatives] = [own.filter(isPositive), own.filter((i) => !isPositive(i))]
      const pairwise = ({ test }: Scored): number => {
        let won = 0
        for (const p of positives) {
          for (const n of negatives) {
            const gap = (test[p * tasks + task] as number) - (test[n * tasks + task] as number)
            won += gap > 0 ? 1 : gap === 0 ? 0.5 : 0
          }
        }
        return won / (positives.length * negatives.length)
      }
      expect(read).toMatchObject({ rows: own.length, positives: positives.length })
      expect(read.users).toBe(new Set(own.map((i) => encoded.users[rows[i] as number])).size)
      expect(read.on).toBeCloseTo(pairwise(on), 9)
      expect(read.off).toBeCloseTo(pairwise(off), 9)
      expect(read.low).toBeLessThan(delta(read))
      expect(read.high).toBeGreaterThan(delta(read))
    }
  })

  it('has in all the AUC of the slice of low activity', () => {
    const [on, off] = [noisy('on', () => 1), noisy('off', () => 2)]
    const { all, clusters } = ledger(on, off, clustersOf('clusters'))
    const tasks = encoded.tasks.length
    const task = encoded.tasks.findIndex(({ id }) => id === TASK)
    for (const [scored, value] of [
      [on, all.on],
      [off, all.off],
    ] as const) {
      const scores = Float32Array.from(encoded.splits.test, (_, i) => scored.test[i * tasks + task] as number)
      const slices = sliceMetrics(encoded, 'test', task, scores, 'ranking')
      expect(value).toBeCloseTo(slices.find(({ slice }) => slice === 'activity=low')?.auc ?? Number.NaN, 9)
    }
    expect(clusters.reduce((sum, { rows }) => sum + rows, 0)).toBe(all.rows)
    expect(clusters.reduce((sum, { users }) => sum + users, 0)).toBe(all.users)
  })

  it('finds the cluster whose users gained, and under a shuffled assignment centres on what all gained', () => {
    const clusters = clustersOf('clusters')
    const on = noisy('on', (position) => (clusters[position] === 2 ? 0 : 3))
    const off = noisy('off', () => 3)
    const found = ledger(on, off, clusters)
    const gains = found.clusters.map(delta)
    expect(gains.indexOf(Math.max(...gains))).toBe(2)
    expect(found.clusters[2]?.low).toBeGreaterThan(0)
    const beyond = Array.from({ length: 8 }, (_, i) => {
      const shuffled = ledger(on, off, clustersOf(`shuffle ${i}`))
      return mean(shuffled.clusters.map((row) => delta(row) - delta(shuffled.all)))
    })
    expect(Math.abs(mean(beyond))).toBeLessThan(0.01)
    expect(Math.max(...beyond)).toBeLessThan((gains[2] as number) - delta(found.all))
  })

  it('centres on 0 where clusters changed nothing but noise', () => {
    const gains = Array.from({ length: 8 }, (_, i) =>
      mean(
        ledger(
          noisy(`a${i}`, () => 1),
          noisy(`b${i}`, () => 1),
          clustersOf(`c${i}`),
        ).clusters.map(delta),
      ),
    )
    expect(Math.abs(mean(gains))).toBeLessThan(0.01)
    expect(Math.min(...gains)).toBeLessThan(0)
    expect(Math.max(...gains)).toBeGreaterThan(0)
  })

  it('refuses without clusters, without another run and for a task that is not there', () => {
    const scored = noisy('on', () => 1)
    const codes = (task: string, given: Scored, partner: Scored | null) => {
      const answer = answerOf({ kind: 'transfer', task }, encoded, given, partner)
      return answer.ok ? [] : answer.error.map(({ code }) => code)
    }
    const clusters = clustersOf('clusters')
    expect(codes(TASK, scored, scored)).toEqual(['ranking.noClusters'])
    expect(codes(TASK, { ...scored, clusters }, null)).toEqual(['ranking.noPartner'])
    expect(codes('nothing', { ...scored, clusters }, scored)).toEqual(['ranking.noTask'])
  })
})
