import { describe, expect, it } from 'vitest'
import { append, emptySeries } from '../../core/metrics/series.ts'
import { defaultsOf } from '../../core/setting-spec.ts'
import { sampleConfig } from '../../experiment/defaults.ts'
import { queuedRun, reduceRun } from '../../run/run.ts'
import { lossBalance } from './spec.ts'
import { gaugeLines, gaugesOf, meansOver, rowsSeen } from './view.ts'

const key = (of: string) => ({ split: 'train', metric: 'gauge', of, slice: null }) as const
const started = reduceRun(queuedRun('r', sampleConfig()), {
  ...{
    type: 'started',
    how: 'cpu, eager',
    parameterCount: 1,
    totalSteps: 10,
    stepsPerEpoch: 5,
    batchSize: 8,
  },
  terms: [],
})
const [first, later] = sampleConfig().schema.tasks.map(({ id }) => id) as [string, string]

describe('means over steps', () => {
  const series = [1, 2, 3, 4, 5].reduce((all, value, i) => append(all, i + 1, value), emptySeries(key('x')))

  it('are the values where there are few, and means of as many steps each where there are more', () => {
    expect(meansOver(series, 5).means.map(({ mean }) => mean)).toEqual([1, 2, 3, 4, 5])
    // (1 + 2)/2 at step 2, (3 + 4)/2 at step 4, 5 alone at step 5.
    expect(meansOver(series, 3)).toEqual({
      steps: 2,
      means: [
        { step: 2, mean: 1.5 },
        { step: 4, mean: 3.5 },
        { step: 5, mean: 5 },
      ],
    })
  })
})

describe('lines of a gauge', () => {
  it('are one a task, over rows seen, or one for all', () => {
    const run = reduceRun(started, {
      type: 'metrics',
      points: [
        { key: key(`loss-balance/weight/${first}`), step: 1, value: 1 },
        { key: key(`loss-balance/weight/${first}`), step: 2, value: 1.5 },
        { key: key('loss-balance/conflict'), step: 1, value: 0 },
      ],
    })
    expect(gaugeLines(run, 'weight')).toEqual([
      {
        task: first,
        points: [
          { x: 8, y: 1 },
          { x: 16, y: 1.5 },
        ],
        latest: 1.5,
        steps: 1,
      },
      { task: later, points: [], latest: null, steps: 1 },
    ])
    expect(gaugeLines(run, 'conflict')).toEqual([
      { task: null, points: [{ x: 8, y: 0 }], latest: 0, steps: 1 },
    ])
  })

  it('are those that the method has', () => {
    const gauges = (method: 'equal' | 'gradnorm' | 'pcgrad') =>
      gaugesOf({ ...defaultsOf(lossBalance.settings), method })
    expect(gauges('equal')).toEqual(['weight'])
    expect(gauges('gradnorm')).toEqual(['weight', 'norm'])
    expect(gauges('pcgrad')).toEqual(['shared', 'conflict'])
  })

  it('end where training has come to', () => {
    expect(rowsSeen(started)).toBe(1)
    expect(rowsSeen(reduceRun(started, { type: 'progress', step: 4, rowsPerSecond: 1, tensors: 0 }))).toBe(32)
  })
})
