import { describe, expect, it } from 'vitest'
import type { MicroscopeAnswer, Pass } from '../../../core/inspect/question.ts'
import { sampleConfig } from '../../../experiment/defaults.ts'
import { queuedRun, type Run } from '../../../run/run.ts'
import { clusterRun, peerOf } from '../../../testing/cluster-runs.ts'
import { namedClusters } from '../view.ts'
import { distancesOf, isReadAsUnseen, shiftOf, stationsOf } from './view.ts'

const run = queuedRun('r', sampleConfig())
const named = (count: number) => ({
  clusters: Array.from({ length: count }, (_, id) => ({ id, name: `c${id}` })),
  branch: () => 'branch',
})
/** Three clusters on a line, and a query on it. */
const pass = (query: readonly [number, number], logits: readonly number[]): Pass => ({
  logits: Float32Array.from(logits),
  taps: new Map([
    ['user-clusters/query', { shape: [1, 2], values: Float32Array.from(query) }],
    ['user-clusters/centroids', { shape: [3, 2], values: Float32Array.of(0, 0, 3, 4, 6, 8) }],
    ['user-clusters/assignment', { shape: [1, 3], values: Float32Array.of(0.7, 0.2, 0.1) }],
  ]),
})
const answer = (change: Partial<MicroscopeAnswer> = {}): MicroscopeAnswer => ({
  kind: 'microscope',
  row: 1,
  edits: [],
  fields: [{ name: 'user_id', kind: 'user', roles: [], id: 4, label: 'u7' }],
  labels: [1, 0],
  isUnseen: false,
  asIs: pass([0, 0], [0, Math.log(3)]),
  edited: null,
  ...change,
})

describe('a row’s way through the model', () => {
  it('begins with Euclidean distances to the centroids', () => {
    // 3-4-5 triangles.
    expect(distancesOf(pass([0, 0], []))).toEqual([0, 5, 10])
    expect(distancesOf({ logits: new Float32Array(0), taps: new Map() })).toBeNull()
  })

  it('ends with probabilities, before and after the edits', () => {
    const stations = stationsOf(answer({ edited: pass([6, 8], [0, 0]) }), run, named(3))
    expect(stations.map(({ key }) => key)).toEqual(['distances', 'assignment', 'probabilities'])
    expect(stations[0]?.values).toEqual([
      { name: 'c0', before: 0, after: 10 },
      { name: 'c1', before: 5, after: 5 },
      { name: 'c2', before: 10, after: 0 },
    ])
    const [first, second] = stations.at(-1)?.values ?? []
    expect(first).toEqual({ name: 'watch_sec>10', before: 0.5, after: 0.5 })
    // σ(ln 3) = 3/4.
    expect(second?.before).toBeCloseTo(0.75, 6)
    expect(second?.after).toBe(0.5)
  })

  it('lists the clusters nearest before or after, and says how many it leaves out', () => {
    const many: Pass = {
      logits: new Float32Array(2),
      taps: new Map([
        ['user-clusters/query', { shape: [1, 1], values: Float32Array.of(0) }],
        [
          'user-clusters/centroids',
          { shape: [20, 1], values: Float32Array.from({ length: 20 }, (_, k) => k) },
        ],
        ['user-clusters/assignment', { shape: [1, 20], values: new Float32Array(20) }],
      ]),
    }
    const moved = new Map(many.taps).set('user-clusters/query', {
      shape: [1, 1],
      values: Float32Array.of(19),
    })
    const [distances] = stationsOf(answer({ asIs: many, edited: { ...many, taps: moved } }), run, named(20))
    expect(distances?.values.map(({ name }) => name)).toEqual(['c0', 'c1', 'c2', 'c17', 'c18', 'c19'])
    expect(distances?.hidden).toBe(14)
  })

  it('calls clusters as all charts do: permuted ids of one of two runs change nothing', () => {
    const users = 120
    const seen = (own: Run, row: number): Pass => {
      const tap = (name: string, rows: readonly [number, number] | null) => {
        const { shape = [], values = new Float32Array(0) } = own.snapshots.get(`user-clusters/${name}`) ?? {}
        const [, width = 0] = shape
        return rows === null
          ? { shape, values }
          : { shape: [1, width], values: values.slice(rows[0] * width, rows[1] * width) }
      }
      return {
        logits: new Float32Array(2),
        taps: new Map([
          ['user-clusters/query', tap('query', [row, row + 1])],
          ['user-clusters/assignment', tap('assignment', [row, row + 1])],
          ['user-clusters/centroids', tap('centroids', null)],
        ]),
      }
    }
    const first = clusterRun({ users })
    const stations = (own: Run) =>
      stationsOf(answer({ asIs: seen(own, 3), edited: seen(own, 40) }), own, {
        clusters: namedClusters(own, [peerOf(first), peerOf(own)], ({ key }) => key),
        branch: () => 'branch',
      })
    const plain = stations(clusterRun({ users, seed: 2 }))
    expect(plain[0]?.values).toHaveLength(5)
    expect(plain[0]?.values.map(({ name }) => name)).toContain('k1')
    expect(stations(clusterRun({ users, seed: 2, rename: [3, 0, 4, 1, 2] }))).toEqual(plain)
  })

  it('has no shift for a user absent from train, whether the row’s own or by an edit', () => {
    expect(isReadAsUnseen(answer())).toBe(false)
    expect(isReadAsUnseen(answer({ isUnseen: true }))).toBe(true)
    expect(isReadAsUnseen(answer({ edits: [{ field: 'user_id', id: 0 }] }))).toBe(true)
    expect(shiftOf(answer())).toBeNull()
  })
})
