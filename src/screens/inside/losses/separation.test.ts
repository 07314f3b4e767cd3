import { describe, expect, it } from 'vitest'
import { stream } from '../../../core/rng.ts'
import { sampleConfig } from '../../../experiment/defaults.ts'
import type { Peer } from '../../../run/peers.ts'
import { queuedRun, type Run, reduceRun } from '../../../run/run.ts'
import { clusterRun, peerOf } from '../../../testing/cluster-runs.ts'
import { namedClusters } from '../view.ts'
import { pareto } from './pareto.ts'
import { centroidCosines, lambdaPlane, separationCourse } from './separation.ts'

const config = sampleConfig()
const started = (seed = 1): Run =>
  reduceRun(queuedRun(`r${seed}`, { ...config, seed }), {
    ...{
      type: 'started',
      how: 'cpu, eager',
      parameterCount: 1,
      totalSteps: 10,
      stepsPerEpoch: 2,
      batchSize: 8,
    },
    terms: [],
  })
const centroids = (run: Run, step: number, shape: readonly number[], values: readonly number[]): Run =>
  reduceRun(run, {
    type: 'snapshot',
    step,
    tap: 'user-clusters/centroids',
    shape,
    values: Float32Array.from(values),
  })

const named = (count: number) => Array.from({ length: count }, (_, id) => ({ id, name: `c${id}` }))

describe('centroids over training', () => {
  it('have their distances at each reading', () => {
    const run = centroids(centroids(started(), 2, [3, 2], [0, 0, 3, 0, 0, 4]), 4, [3, 2], [0, 0, 6, 0, 0, 8])
    expect(separationCourse(run)).toEqual({
      least: [
        { x: 16, y: 3 },
        { x: 32, y: 6 },
      ],
      median: [
        { x: 16, y: 4 },
        { x: 32, y: 8 },
      ],
    })
  })
  it('have no pair below two', () => {
    const run = centroids(started(), 2, [1, 2], [1, 1])
    expect(separationCourse(run).least).toEqual([])
    expect(centroidCosines(run, named(1))).toBeNull()
    expect(centroidCosines(started(), [])).toBeNull()
  })
  it('have cosines, alike ones side by side, beside the lowest that can be reached', () => {
    const found = centroidCosines(centroids(started(), 2, [4, 1], [1, -1, 2, -3]), named(4))
    expect(found?.cosines.map((row) => row.join())).toEqual([
      '1,1,-1,-1',
      '1,1,-1,-1',
      '-1,-1,1,1',
      '-1,-1,1,1',
    ])
    expect(found?.names).toEqual(['c0', 'c2', 'c1', 'c3'])
    expect(found).toMatchObject({ largest: 1, reach: { kind: 'above', value: 0 }, dimensions: 1 })
  })
})

it('calls clusters as all charts do: permuted ids of one of two runs change nothing', () => {
  const users = 120
  const first = clusterRun({ users })
  const cosinesOf = (run: Run) =>
    centroidCosines(
      run,
      namedClusters(run, [peerOf(first), peerOf(run)], ({ key }) => key),
    )
  const plain = cosinesOf(clusterRun({ users, seed: 2 }))
  expect(plain?.names).toHaveLength(5)
  expect(plain?.names).toContain('k1')
  expect(cosinesOf(clusterRun({ users, seed: 2, rename: [3, 0, 4, 1, 2] }))).toEqual(plain)
})

describe('the plane of intra and inter', () => {
  const withTerms = (seed: number, intra: readonly number[], inter: readonly number[]): Run =>
    reduceRun(started(seed), {
      type: 'metrics',
      points: [
        ...intra.map((value, i) => ({ of: 'user-clusters/intra', value, step: i + 1 })),
        ...inter.map((value, i) => ({ of: 'user-clusters/covariance', value, step: i + 1 })),
      ].map(({ of, value, step }) => ({
        key: { split: 'train', metric: 'loss', of, slice: null },
        step,
        value,
      })),
    })
  const tested = (run: Run, auc: number): Run => ({
    ...run,
    report: {
      ...{ roc: new Map(), violations: new Map(), sensitivity: [], interventions: [], replicates: new Map() },
      metrics: [
        {
          ...{ split: 'test', task: 'click', slice: null, rows: 9, positives: 4, users: 3 },
          ...{ auc, gauc: null, gaucLeftOut: 0, logloss: 0, calibration: 1 },
        } as never,
      ],
    },
  })
  const peer = (groupId: string, run: Run): Peer => ({ groupId, group: groupId, style: 0, run })

  it('has the mean of the last epoch of both raw terms, and the paired difference of test AUC', () => {
    const plane = lambdaPlane(
      [
        peer('base', tested(withTerms(1, [9, 1, 3], [9, 2, 4]), 0.7)),
        peer('other', tested(withTerms(1, [9, 4, 4], [9, 1, 1]), 0.72)),
        peer('other', tested(withTerms(2, [9, 4, 4], [9, 1, 1]), 0.9)),
        peer('off', started(1)),
      ],
      'click',
    )
    expect(plane.runs.map(({ intra, inter }) => [intra, inter])).toEqual([
      [2, 3],
      [4, 1],
      [4, 1],
    ])
    expect(plane.runs.map(({ delta }) => delta)).toEqual([null, 0.72 - 0.7, null])
    expect(plane.front[0]).toEqual({ x: 2, y: 3 })
  })
})

it('finds the front by the definition', () => {
  const rng = stream(4, 'pareto')
  const places = Array.from({ length: 60 }, () => ({ x: rng.int(12), y: rng.int(12) }))
  const front = pareto(places)
  for (const one of places) {
    const isBeaten = places.some((p) => (p.x < one.x && p.y <= one.y) || (p.x <= one.x && p.y < one.y))
    expect(front.includes(one)).toBe(!isBeaten)
  }
  expect([...front].every((one, i) => i === 0 || one.x >= (front[i - 1]?.x ?? 0))).toBe(true)
})
