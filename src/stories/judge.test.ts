import { describe, expect, it } from 'vitest'
import type { SliceMetrics } from '../core/metrics/slice-metrics.ts'
import type { Axes } from '../core/ranking/question.ts'
import { defaultsOf } from '../core/setting-spec.ts'
import { studentQuantile } from '../core/stats/student.ts'
import { sampleConfig } from '../experiment/defaults.ts'
import { coarseRank } from '../modules/coarse-rank/spec.ts'
import { debias as debiasModule } from '../modules/debias/spec.ts'
import { queuedRun, type Run } from '../run/run.ts'
import { judge, outcomeOf, storyOutcome } from './judge.ts'
import { evaluate, gain, minus, type Quantity } from './quantity.ts'
import { type Reading, readRun, type Told } from './readings.ts'

const TASK = 'watch_sec>10'
function metrics(change: Partial<SliceMetrics>): SliceMetrics {
  return {
    split: 'test',
    task: TASK,
    slice: null,
    rows: 100,
    positives: 40,
    users: 50,
    auc: null,
    gauc: null,
    gaucExcluded: null,
    logloss: null,
    calibration: null,
    ...change,
  }
}
function run(list: readonly SliceMetrics[], replicates: readonly number[] = []): Run {
  return {
    ...queuedRun('r', sampleConfig()),
    report: {
      metrics: list,
      roc: new Map(),
      violations: new Map([['later', 0.25]]),
      sensitivity: [],
      interventions: [],
      replicates: new Map(replicates.length === 0 ? [] : [[`${TASK}|*`, Float32Array.from(replicates)]]),
    },
  }
}
const withAuc = (auc: number, replicates: readonly number[] = [auc, auc]): Run =>
  run([metrics({ auc })], replicates)
const seed = (a: Run, b: Run): ReadonlyMap<string, Run> =>
  new Map([
    ['a', a],
    ['b', b],
  ])

describe('quantities', () => {
  it('pair replicate by replicate', () => {
    const value = evaluate(gain('a', 'b'), seed(withAuc(0.75, [0.5, 0.75]), withAuc(0.5, [0.25, 0.5])))
    expect(value?.value).toBe(0.25)
    expect([...(value?.replicates ?? [])]).toEqual([0.25, 0.25])
  })

  it('take extremes replicate by replicate too', () => {
    const best: Quantity = {
      max: [
        { read: 'auc', group: 'a' },
        { read: 'auc', group: 'b' },
      ],
    }
    const value = evaluate(best, seed(withAuc(0.75, [0.5, 0.75]), withAuc(0.5, [0.625, 0.5])))
    expect([...(value?.replicates ?? [])]).toEqual([0.625, 0.75])
    expect(evaluate({ min: best.max }, seed(withAuc(0.75), withAuc(0.5)))?.value).toBe(0.5)
  })

  it('read what a model misses in a slice: rate − mean prediction', () => {
    // 40 of 100 positive, predicted ÷ observed .75: predicted .30 on average, .10 is missed.
    const of = run([metrics({ slice: 'scene=1', calibration: 0.75 })])
    const missed: Quantity = { read: 'residual', group: 'a', slice: 'scene=1' }
    expect(evaluate(missed, seed(of, of))?.value).toBeCloseTo(0.1, 12)
    expect(evaluate({ read: 'violations', group: 'a', task: 'later' }, seed(of, of))?.value).toBe(0.25)
  })

  it('are null where a run has no such value, and a bug where there is no such group', () => {
    expect(evaluate(gain('a', 'b'), seed(withAuc(0.75), run([])))).toBeNull()
    expect(evaluate({ read: 'effectiveClusters', group: 'a' }, seed(run([]), run([])))).toBeNull()
    expect(() => evaluate(gain('a', 'c'), seed(withAuc(0.75), run([])))).toThrow('no run of the group c')
  })

  it('read off assignments how many clusters are used, and how far they tell activity', () => {
    const assigned = (rows: readonly number[], deciles: readonly number[]): Run => ({
      ...run([]),
      observed: {
        sceneIds: new Int32Array(rows.length),
        sceneNames: ['all'],
        deciles: Uint8Array.from(deciles),
        fields: [],
        plainFields: [],
      },
      snapshots: new Map([
        [
          'user-clusters/assignment',
          {
            step: 1,
            shape: [rows.length, 2],
            values: Float32Array.from(rows.flatMap((cluster) => [1 - cluster, cluster])),
          },
        ],
      ]),
    })
    const read = (of: Run, reading: 'effectiveClusters' | 'activityInformation'): number | undefined =>
      evaluate({ read: reading, group: 'a' }, seed(of, of))?.value
    expect(read(assigned([0, 0, 1, 1], [1, 1, 9, 9]), 'activityInformation')).toBeCloseTo(1, 6)
    expect(read(assigned([0, 1, 0, 1], [1, 1, 9, 9]), 'activityInformation')).toBeCloseTo(0, 6)
    expect(read(assigned([0, 1, 0, 1], [1, 1, 9, 9]), 'effectiveClusters')).toBeCloseTo(2, 6)
    expect(read(assigned([0, 0, 0, 0], [1, 1, 9, 9]), 'effectiveClusters')).toBeCloseTo(1, 6)
  })
})

describe('readings of what else a run tells', () => {
  const read = (of: Run, reading: Reading, slice: string | null = null): number | undefined =>
    readRun(of, reading, TASK, slice)?.value

  it('hold learnt positions against −ln k: by the probability of being seen under PAL, else by the logit', () => {
    // P(seen at k) = k^−2 is −2 ln k in logarithms; the logit of k = 1 would be infinite, so positions begin at 2.
    const places = [2, 3, 5]
    const seen = places.map((k) => k ** -2)
    const at = (position: 'pal' | 'additive', values: readonly number[]): Run => {
      const config = sampleConfig()
      const debias = { ...defaultsOf(debiasModule.settings), position }
      const field = {
        name: 'place',
        roles: ['position'],
        labels: ['', '2', '3', '5'],
        ids: new Int32Array(4),
      }
      return {
        ...run([]),
        config: { ...config, modules: { ...config.modules, debias } },
        observed: {
          sceneIds: new Int32Array(4),
          sceneNames: ['all'],
          deciles: new Uint8Array(4),
          fields: [field],
          plainFields: [],
        },
        snapshots: new Map([
          ['debias/positions', { step: 1, shape: [4], values: Float32Array.of(0, ...values) }],
        ]),
      }
    }
    const logits = seen.map((p) => Math.log(p / (1 - p)))
    expect(read(at('pal', logits), 'positionCorrelation')).toBeCloseTo(1, 6)
    expect(
      read(
        at(
          'additive',
          places.map((k) => 3 * Math.log(k)),
        ),
        'positionCorrelation',
      ),
    ).toBeCloseTo(-1, 6)
    expect(readRun(run([]), 'positionCorrelation', TASK, null)).toBeNull()
  })

  it('find a field of the student by its name, and a re-ranking by its penalty', () => {
    const config = sampleConfig()
    const student = { ...defaultsOf(coarseRank.settings), selection: 'se' } as const
    const gates = Float32Array.of(0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7)
    const gated: Run = {
      ...run([]),
      config: { ...config, modules: { ...config.modules, 'coarse-rank': student } },
      snapshots: new Map([['coarse-rank/importance', { step: 1, shape: [1, 7], values: gates }]]),
    }
    // Scene, gender, age, region, host, genre, host age.
    expect(read(gated, 'fieldImportance', 'field=region')).toBeCloseTo(0.4, 6)
    expect(readRun(gated, 'fieldImportance', TASK, 'field=none')).toBeNull()

    const axes = (gini: number): Axes => ({
      consumer: {
        tasks: [{ task: TASK, gauc: 0.6, ndcg5: null, ndcg10: null, expected: 0, observed: 0, pcoc: null }],
        watch: null,
      },
      producer: { gini, coverage: 1, smallHostShare: 0.5, evenness: 1 },
      platform: { gift: null },
    })
    const told: Told = {
      ...run([]),
      sweep: () => ({
        kind: 'sweep',
        read: { by: 'column', requests: 1, rows: 1, contested: 1 },
        points: [
          { lambda: 0, axes: axes(0.9) },
          { lambda: 0.5, axes: axes(0.7) },
        ],
      }),
    }
    expect(read(told, 'exposureGini', 'lambda=0.5')).toBe(0.7)
    expect(read(told, 'requestGauc', 'lambda=0')).toBe(0.6)
    expect(readRun(told, 'exposureGini', TASK, 'lambda=3')).toBeNull()
    expect(readRun(run([]), 'exposureGini', TASK, 'lambda=0')).toBeNull()
  })
})

describe('a check', () => {
  const check = (least: number) => ({ label: 'gain', quantity: gain('a', 'b'), least })

  it('has the t-interval over seeds where resampled users change nothing', () => {
    const seeds = [0.5, 0.625, 0.75].map((auc) => seed(withAuc(auc), withAuc(0.5)))
    const found = judge(check(0), seeds)
    expect(found?.mean).toBeCloseTo(0.125, 12)
    // Deviation .125 of three values: t(2)·.125/√3.
    expect(found?.half).toBeCloseTo((studentQuantile(0.975, 2) * 0.125) / Math.sqrt(3), 10)
    expect(found?.outcome).toBe('open')
  })

  it('adds the noise of users, of the mean over seeds', () => {
    const pair = seed(withAuc(0.75, [0.5, 1]), withAuc(0.5, [0.5, 0.5]))
    // No noise over seeds; replicates of the difference are 0 and .5: deviation .5/√2.
    expect(judge(check(0), [pair, pair])?.half).toBeCloseTo((1.959964 * 0.5) / Math.SQRT2, 5)
  })

  it('is null where a seed has no value, and has no interval with one seed', () => {
    expect(judge(check(0), [seed(withAuc(0.75), run([]))])).toBeNull()
    expect(judge(check(0), [seed(withAuc(0.75), withAuc(0.5))])).toMatchObject({
      half: null,
      outcome: 'open',
    })
  })

  it.each([
    [{ least: 0.05 }, 0.1, 0.05, 'holds'],
    [{ least: 0.05 }, 0.1, 0.06, 'open'],
    [{ least: 0.05 }, 0, 0.04, 'fails'],
    [{ least: -0.01, most: 0.01 }, 0, 0.01, 'holds'],
    [{ least: -0.01, most: 0.01 }, 0.005, 0.01, 'open'],
    [{ least: -0.01, most: 0.01 }, 0.05, 0.01, 'fails'],
    [{ most: 0 }, -0.01, 0.005, 'holds'],
    [{ least: 0, most: 0 }, 0, 0, 'holds'],
    [{ least: 0, most: 0 }, 0.1, 0, 'fails'],
  ] as const)('within %j, %d ± %d is %s', (range, centre, half, outcome) => {
    const label = { label: '', quantity: minus(gain('a', 'b'), gain('a', 'b')) }
    expect(outcomeOf({ ...label, ...range }, centre, half)).toBe(outcome)
  })

  it('decides a story by its worst', () => {
    expect(storyOutcome(['holds', 'holds'])).toBe('holds')
    expect(storyOutcome(['holds', 'open'])).toBe('open')
    expect(storyOutcome(['open', 'fails'])).toBe('fails')
  })
})
