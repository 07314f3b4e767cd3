import { describe, expect, it } from 'vitest'
import type { SliceMetrics } from '../core/metrics/slice-metrics.ts'
import { stream } from '../core/rng.ts'
import { meanHalfWidth } from '../core/stats/student.ts'
import { sampleConfig } from '../experiment/defaults.ts'
import { aucBand, deltaBand } from './bands.ts'
import { compareGroups } from './compare.ts'
import type { GroupRuns } from './comparison.ts'
import type { EndReason } from './events.ts'
import { testValue } from './pairs.ts'
import { queuedRun, type Run, reduceRun } from './run.ts'

const SELECTION = { task: 'click', slice: null, metric: 'auc' } as const
const USERS = 400

interface Made {
  readonly reason?: EndReason
  /** Standard deviation of the value over resampled users; paired runs of one seed share the draw. */
  readonly userNoise?: number
  readonly users?: number
}

/** A run that ended with this test AUC. */
function run(group: string, seed: number, auc: number | null, made: Made = {}): Run {
  const metrics: SliceMetrics = {
    split: 'test',
    task: 'click',
    slice: null,
    rows: 1000,
    positives: 300,
    users: made.users ?? USERS,
    auc,
    gauc: auc,
    gaucExcluded: 0,
    logloss: 0.5,
    calibration: 1,
  }
  const rng = stream(seed, `users/${group}`)
  const noise = made.userNoise ?? 0.0005
  const replicates = Float32Array.from({ length: 200 }, () => (auc ?? 0) + noise * rng.normal())
  const report = {
    metrics: [metrics],
    roc: new Map(),
    violations: new Map(),
    sensitivity: [],
    interventions: [],
    replicates: new Map([['click|*', replicates]]),
  }
  const started = reduceRun(queuedRun(`${group}|${seed}`, { ...sampleConfig(), seed }), {
    type: 'started',
    how: 'test',
    parameterCount: 10,
    totalSteps: 100,
    stepsPerEpoch: 10,
    batchSize: 32,
    terms: [],
  })
  const tested = reduceRun(started, { type: 'tested', step: 50, report })
  return reduceRun(tested, {
    type: 'ended',
    reason: made.reason ?? 'finished',
    step: 100,
    bestStep: 50,
    seconds: 2,
    rowsPerSecond: 1600,
  })
}
const group = (groupId: string, values: readonly (number | null)[], made: Made = {}): GroupRuns => ({
  groupId,
  runs: values.map((value, i) => run(groupId, i + 1, value, made)),
})
function rowOf(groups: readonly GroupRuns[], id = 'b') {
  const row = compareGroups(groups, 'a', SELECTION).rows.find(({ groupId }) => groupId === id)
  if (row === undefined) throw new Error(`no row ${id}`)
  return row
}
const A = [0.7, 0.71, 0.72]

describe('compareGroups', () => {
  it('has the mean paired difference and its t interval, as worked by hand', () => {
    // Differences .020, .022, .024: mean .022, deviation .002, error .002/√3, t(.975, 2) = 4.30265.
    const row = rowOf([group('a', A, { userNoise: 0 }), group('b', [0.72, 0.732, 0.744], { userNoise: 0 })])
    expect(row.delta).toBeCloseTo(0.022, 9)
    expect(row.seedHalf).toBeCloseTo((4.30265 * 0.002) / Math.sqrt(3), 6)
    expect(row.half).toBeCloseTo(row.seedHalf ?? 0, 6)
    expect(row.pairs).toBe(3)
    expect(row.state).toBe('better')
  })

  it('turns its sign and its verdict round with the baseline', () => {
    const [a, b] = [group('a', A), group('b', [0.73, 0.741, 0.752])]
    const there = rowOf([a, b])
    const back = compareGroups([a, b], 'b', SELECTION).rows.find(({ groupId }) => groupId === 'a')
    expect(there.state).toBe('better')
    expect(back?.state).toBe('worse')
    expect(back?.delta).toBeCloseTo(-(there.delta ?? 0), 12)
    expect(back?.half).toBeCloseTo(there.half ?? 0, 12)
  })

  it('pairs seeds: what is common to a seed does not count as noise', () => {
    const paired = rowOf([group('a', [0.6, 0.7, 0.8]), group('b', [0.63, 0.731, 0.832])])
    expect(paired.state).toBe('better')
    const crossed = rowOf([group('a', [0.6, 0.7, 0.8]), group('b', [0.832, 0.63, 0.731])])
    expect(crossed.state).toBe('not-enough')
    expect(crossed.delta).toBeCloseTo(paired.delta ?? 0, 9)
  })

  it('says that a module does not help: an interval within the grey zone', () => {
    const row = rowOf([group('a', A, { userNoise: 0 }), group('b', [0.7001, 0.7102, 0.72], { userNoise: 0 })])
    expect(row.state).toBe('no-difference')
    expect(Math.abs(row.delta ?? 1) + (row.half ?? 1)).toBeLessThanOrEqual(0.001)
  })

  it('has no verdict below three pairs, however large the difference', () => {
    const row = rowOf([group('a', A), group('b', [0.9, 0.91])])
    expect(row.state).toBe('too-few-seeds')
    expect(row.half).toBeNull()
    expect(row.delta).toBeCloseTo(0.2, 9)
  })

  it('widens by the noise of users: seeds that agree prove little over few users', () => {
    const seeds = [0.71, 0.72, 0.73]
    const sure = rowOf([group('a', A), group('b', seeds)])
    const unsure = rowOf([group('a', A, { userNoise: 0.02 }), group('b', seeds, { userNoise: 0.02 })])
    expect(sure.state).toBe('better')
    expect(unsure.state).toBe('not-enough')
    expect(unsure.moreSeeds).toBeNull()
    expect(unsure.moreUsers).toBeGreaterThan(1)
  })

  it('asks more of each of several groups, by Holm', () => {
    // Alone this difference passes at .05; as one of eleven it does not.
    const close = [0.704, 0.716, 0.725]
    const alone = rowOf([group('a', A, { userNoise: 0 }), group('b', close, { userNoise: 0 })])
    const far = Array.from({ length: 10 }, (_, i) =>
      group(`x${i}`, [0.703 - i / 1e4, 0.708, 0.721], { userNoise: 0 }),
    )
    const among = rowOf([group('a', A, { userNoise: 0 }), group('b', close, { userNoise: 0 }), ...far])
    expect(among.p).toBe(alone.p)
    expect(alone.state).toBe('better')
    expect(among).toMatchObject({ state: 'not-enough', aloneOnly: true })
    expect(among.moreSeeds).toBeGreaterThanOrEqual(1)
    expect(compareGroups([group('a', A), group('b', close), ...far], 'a', SELECTION).compared).toBe(11)
  })

  it('does not call a group better one of whose seeds diverged', () => {
    const b = group('b', [0.73, 0.741, 0.752])
    const diverged = { ...b, runs: [...b.runs, run('b', 4, null, { reason: 'diverged' })] }
    expect(rowOf([group('a', A), diverged])).toMatchObject({ state: 'not-enough', diverged: 1 })
  })

  it('has no verdict on a slice of few users, nor where the metric has no value', () => {
    const few = { users: 20 }
    expect(rowOf([group('a', A, few), group('b', [0.8, 0.81, 0.82], few)])).toMatchObject({
      state: 'not-enough',
      p: null,
    })
    expect(rowOf([group('a', A), group('b', [null, null, null])]).state).toBe('no-value')
  })

  it('counts finished runs alone', () => {
    expect(testValue(run('a', 1, 0.7), SELECTION)).toBe(0.7)
    expect(testValue(run('a', 1, 0.7, { reason: 'stopped' }), SELECTION)).toBeNull()
    expect(testValue(queuedRun('a', sampleConfig()), SELECTION)).toBeNull()
  })

  it('does not pair runs on different rows', () => {
    const b = group('b', [0.73, 0.741, 0.752])
    const elsewhere = b.runs.map((one) => ({
      ...one,
      config: { ...one.config, split: { kind: 'random', valid: 0.1, test: 0.1 } as const },
    }))
    expect(rowOf([group('a', A), { ...b, runs: elsewhere }])).toMatchObject({ state: 'unpaired', pairs: 0 })
  })

  it('says so often as it should: at no difference, 5 in 100 intervals leave 0 out', () => {
    const rng = stream(7, 'false alarms')
    let alarms = 0
    const tries = 400
    for (let i = 0; i < tries; i++) {
      const noisy = () => [0.7, 0.7, 0.7, 0.7, 0.7].map((value) => value + 0.01 * rng.normal())
      const row = rowOf([group('a', noisy(), { userNoise: 0 }), group('b', noisy(), { userNoise: 0 })])
      if (row.state === 'better' || row.state === 'worse') alarms++
    }
    // Binomial(400, .05): 34 and more happen once in a thousand.
    expect(alarms).toBeLessThan(34)
    expect(alarms).toBeGreaterThan(6)
  })
})

describe('bands', () => {
  /** A run with a validation curve, one value per evaluation. */
  const curve = (seed: number, values: readonly number[]): Run =>
    reduceRun(run('a', seed, 0.7), {
      type: 'metrics',
      points: values.map((value, i) => ({
        key: { split: 'valid', metric: 'auc', of: 'click', slice: null },
        step: 10 * (i + 1),
        value,
      })),
    })

  it('are mean and t interval at each evaluation, against rows seen', () => {
    const values = [0.6, 0.64, 0.62]
    const [point] = aucBand(
      values.map((value, i) => curve(i, [value])),
      'click',
      null,
    )
    const half = meanHalfWidth(values) as number
    expect(point).toMatchObject({ x: 320, n: 3 })
    expect(point?.mean).toBeCloseTo(0.62, 6)
    expect((point?.high ?? 0) - (point?.low ?? 0)).toBeCloseTo(2 * half, 6)
  })

  it('have no interval at one seed, and say how many are left past the shortest', () => {
    const band = aucBand([curve(1, [0.6, 0.7, 0.8]), curve(2, [0.62, 0.72])], 'click', null)
    expect(band.map(({ n }) => n)).toEqual([2, 2, 1])
    expect(band.at(-1)).toMatchObject({ mean: expect.closeTo(0.8, 6), low: null, high: null })
  })

  it('of differences pair by seed and are zero of a group to itself', () => {
    const runs = [curve(1, [0.6, 0.7]), curve(2, [0.5, 0.9])]
    for (const { mean } of deltaBand(runs, runs, 'click', null)) expect(mean).toBe(0)
    expect(deltaBand([curve(3, [0.6])], runs, 'click', null)).toEqual([])
  })
})

describe('reduceRun', () => {
  it('keeps a pause through progress that was under way, and ends once', () => {
    const paused = reduceRun(queuedRun('r', sampleConfig()), { type: 'paused', step: 4 })
    const later = reduceRun(paused, { type: 'progress', step: 5, rowsPerSecond: 1, tensors: 2 })
    expect(later.status).toEqual({ kind: 'paused', step: 4 })
    expect(reduceRun(later, { type: 'resumed', step: 5 }).status).toEqual({ kind: 'running', step: 5 })
  })

  it('does not change the run that it is given', () => {
    const before = queuedRun('r', sampleConfig())
    const copy = structuredClone(before)
    reduceRun(before, {
      type: 'metrics',
      points: [{ key: { split: 'valid', metric: 'auc', of: 'click', slice: null }, step: 1, value: 0.5 }],
    })
    expect(before).toEqual(copy)
  })
})
