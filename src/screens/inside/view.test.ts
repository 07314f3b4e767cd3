import { describe, expect, it } from 'vitest'
import { sampleConfig } from '../../experiment/defaults.ts'
import { queuedRun, type Run, reduceRun } from '../../run/run.ts'
import type { NamedGroup } from '../compare/view.ts'
import { insideSubject, interventionRows, ledger, separation } from './view.ts'

const config = sampleConfig()
const group = (id: string, runs: readonly Run[]): NamedGroup => ({ id, name: id, style: 0, config, runs })
const waiting = (seed: number): Run => queuedRun(`w${seed}`, { ...config, seed })
const started = (seed: number): Run =>
  reduceRun(waiting(seed), {
    type: 'started',
    how: 'cpu, eager',
    parameterCount: 1,
    totalSteps: 10,
    stepsPerEpoch: 5,
    batchSize: 8,
    terms: [
      { name: 'task/click', weight: 1 },
      { name: 'user-clusters/balance', weight: 0.5 },
    ],
  })

describe('the subject', () => {
  const groups = [group('a', [started(1), started(2)]), group('b', [waiting(1), started(2)])]

  it('is the chosen run where it has started', () => {
    expect(insideSubject(groups, 'b', 2)).toMatchObject({ group: { id: 'b' }, run: { config: { seed: 2 } } })
  })
  it('falls back to a started seed of the chosen group, then to the first group', () => {
    expect(insideSubject(groups, 'b', 1)?.run.config.seed).toBe(2)
    expect(insideSubject(groups, 'gone', null)).toMatchObject({
      group: { id: 'a' },
      run: { config: { seed: 1 } },
    })
    expect(insideSubject([group('c', [waiting(1)]), ...groups], 'c', 1)?.group.id).toBe('a')
  })
  it('is null while nothing was trained', () => {
    expect(insideSubject([group('a', [waiting(1)])], null, null)).toBeNull()
  })
})

describe('interventions', () => {
  it('stand by name and task, a column for each slice, those of the module alone', () => {
    const one = (module: string, name: string, task: string, slice: string | null, delta: number) => {
      return { module, name, task, slice, rows: 9, auc: 0.7 + delta, delta }
    }
    const given = [
      one('scene-routing', 'sharedOff', 'click', null, -0.1),
      one('scene-routing', 'sharedOff', 'click', 'scene=a', -0.2),
      one('scene-routing', 'sharedOff', 'gift', null, -0.3),
      one('scene-routing', 'privateOff', 'click', 'scene=a', 0.1),
      one('prior-gate', 'neutral', 'click', null, 0.4),
    ]
    const report = {
      metrics: [],
      roc: new Map(),
      violations: new Map(),
      sensitivity: [],
      interventions: given,
      replicates: new Map(),
    }
    expect(interventionRows(started(1), 'scene-routing')).toBeNull()
    const rows = interventionRows({ ...started(1), report }, 'scene-routing') ?? []
    expect(rows.map(({ name, task }) => `${name}/${task}`)).toEqual([
      'sharedOff/click',
      'sharedOff/gift',
      'privateOff/click',
    ])
    expect(rows[0]?.effects.get('scene=a')?.delta).toBe(-0.2)
    expect(rows[2]?.effects.has(null)).toBe(false)
  })
})

describe('the loss ledger', () => {
  const point = (of: string, step: number, value: number) => ({
    key: { split: 'train' as const, metric: 'loss' as const, of, slice: null },
    step,
    value,
  })

  it('has latest raw values, their weights, and shares that sum to 1', () => {
    const run = reduceRun(started(1), {
      type: 'metrics',
      points: [
        point('task/click', 1, 0.9),
        point('task/click', 2, 0.6),
        point('user-clusters/balance', 2, 0.8),
      ],
    })
    const rows = ledger(run)
    expect(rows.map((row) => row.name)).toEqual(['task/click', 'user-clusters/balance'])
    // .6 · 1 and .8 · .5: shares .6 and .4
    expect(rows.map((row) => Number(row.weighted?.toFixed(6)))).toEqual([0.6, 0.4])
    expect(rows.map((row) => Number(row.share?.toFixed(6)))).toEqual([0.6, 0.4])
    expect(rows[0]?.points.map((one) => one.x)).toEqual([8, 16])
  })
  it('doubles the weighted value with the weight and leaves the raw one', () => {
    const run = reduceRun(started(1), { type: 'metrics', points: [point('task/click', 1, 0.9)] })
    const doubled = { ...run, terms: run.terms.map((term) => ({ ...term, weight: 2 * term.weight })) }
    expect(ledger(doubled)[0]?.raw).toBe(ledger(run)[0]?.raw)
    expect(ledger(doubled)[0]?.weighted).toBeCloseTo(2 * (ledger(run)[0]?.weighted ?? 0), 9)
  })
  it('weighs a task at each step by what balancing told, and other terms by their own weight', () => {
    const weight = (step: number, value: number) => ({
      ...point('task/click', step, value),
      key: {
        split: 'train' as const,
        metric: 'gauge' as const,
        of: 'loss-balance/weight/click',
        slice: null,
      },
    })
    const run = reduceRun(started(1), {
      type: 'metrics',
      points: [
        ...[point('task/click', 1, 0.9), point('user-clusters/balance', 1, 0.8), weight(1, 1)],
        ...[point('task/click', 2, 0.5), point('user-clusters/balance', 2, 0.8), weight(2, 3)],
      ],
    })
    const [click, balance] = ledger(run)
    expect(click?.weight).toBe(3)
    // .9 · 1 and .5 · 3
    expect(click?.weightedPoints.map(({ y }) => Number(y.toFixed(6)))).toEqual([0.9, 1.5])
    expect(click?.weighted).toBeCloseTo(1.5, 6)
    expect(balance?.weight).toBe(0.5)
  })
  it('has no value before the first step', () => {
    expect(ledger(started(1)).every((row) => row.raw === null && row.share === null)).toBe(true)
  })
})

describe('distances between centroids', () => {
  it('match the hand-worked triangle 3, 4, 5', () => {
    const values = Float32Array.from([0, 0, 3, 0, 0, 4])
    expect(separation({ step: 7, shape: [3, 2], values })).toEqual({ step: 7, least: 3, median: 4, pairs: 3 })
  })
  it('do not exist for one cluster', () => {
    expect(separation({ step: 1, shape: [1, 2], values: new Float32Array(2) })).toBeNull()
  })
})
