import { describe, expect, it } from 'vitest'
import { CLOCK } from '../core/metrics/series.ts'
import { sampleConfig } from '../experiment/defaults.ts'
import { aucBand, deltaBand, placesOf, validationLine } from './bands.ts'
import { queuedRun, type Run, reduceRun } from './run.ts'

/** A run of batches of `batchSize` rows with these validation AUCs, as [step, value]. */
function curve(seed: number, points: readonly (readonly [number, number])[], batchSize = 10): Run {
  const started = reduceRun(queuedRun(`r${seed}`, { ...sampleConfig(), seed }), {
    type: 'started',
    how: 'test',
    parameterCount: 1,
    totalSteps: 100,
    stepsPerEpoch: 10,
    batchSize,
    terms: [],
  })
  return reduceRun(started, {
    type: 'metrics',
    points: points.map(([step, value]) => ({
      key: { split: 'valid', metric: 'auc', of: 'click', slice: null },
      step,
      value,
    })),
  })
}
const bandOf = (runs: readonly Run[]) => aucBand(runs, 'click', null)
/** t(.975, n − 1) of the published table, by n. */
const T: Readonly<Record<number, number>> = { 2: 12.7062, 3: 4.30265 }

describe('the validation line of a run', () => {
  it('is AUC against rows seen', () => {
    const { x, y, seed } = validationLine(
      curve(
        7,
        [
          [1, 0.5],
          [4, 0.75],
        ],
        32,
      ),
      'click',
      null,
    ) ?? { x: [], y: [], seed: null }
    expect([seed, x, y]).toEqual([7, [32, 128], [0.5, 0.75]])
  })

  it('is none before the run has begun, before its first evaluation, and of what was not measured', () => {
    expect(validationLine(queuedRun('r', sampleConfig()), 'click', null)).toBeNull()
    expect(validationLine(curve(1, []), 'click', null)).toBeNull()
    expect(validationLine(curve(1, [[1, 0.5]]), 'gift', null)).toBeNull()
    expect(validationLine(curve(1, [[1, 0.5]]), 'click', 'scene=feed')).toBeNull()
  })
})

describe('a band', () => {
  it('of three seeds at five evaluations is as worked by hand', () => {
    // In eighths, which 32 bits hold exactly: mean and deviation of each column, half = t·s/√3.
    const eighths = [
      [1, 2, 3, 4, 5],
      [2, 2, 5, 4, 6],
      [3, 2, 7, 7, 7],
    ]
    const runs = eighths.map((values, seed) =>
      curve(
        seed,
        values.map((value, i) => [i + 1, value / 8]),
      ),
    )
    const means = [2, 2, 5, 5, 6]
    const deviations = [1, 0, 2, Math.sqrt(3), 1]
    const band = bandOf(runs)
    expect(band.map(({ x }) => x)).toEqual([10, 20, 30, 40, 50])
    for (const [i, point] of band.entries()) {
      const half = ((T[3] as number) * (deviations[i] as number)) / 8 / Math.sqrt(3)
      expect(point.mean).toBeCloseTo((means[i] as number) / 8, 9)
      expect(point.high).toBeCloseTo((means[i] as number) / 8 + half, 5)
      expect(point.low).toBeCloseTo((means[i] as number) / 8 - half, 5)
      expect(point.n).toBe(3)
    }
  })

  it('of one seed has a line and no interval; of none has nothing', () => {
    expect(
      bandOf([
        curve(1, [
          [1, 0.5],
          [2, 0.75],
        ]),
      ]),
    ).toEqual([
      { x: 10, mean: 0.5, low: null, high: null, n: 1 },
      { x: 20, mean: 0.75, low: null, high: null, n: 1 },
    ])
    expect(bandOf([])).toEqual([])
    expect(bandOf([queuedRun('r', sampleConfig())])).toEqual([])
  })

  it('interpolates within the range of a seed and never beyond it', () => {
    const long = curve(1, [
      [0, 0],
      [4, 1],
    ])
    const short = curve(2, [
      [1, 0.5],
      [2, 0.5],
    ])
    const band = bandOf([long, short])
    expect(band.map(({ x, mean, n }) => [x, mean, n])).toEqual([
      [0, 0, 1],
      [10, 0.375, 2],
      [20, 0.5, 2],
      [40, 1, 1],
    ])
    expect(band.map(({ low }) => low === null)).toEqual([true, false, false, true])
    // .25 and .5 at x = 10: deviation .25/√2, half t·.125.
    expect((band[1]?.high ?? 0) - 0.375).toBeCloseTo((T[2] as number) * 0.125, 4)
  })

  it('does not depend on the order of its seeds', () => {
    const runs = [
      curve(1, [
        [1, 0.5],
        [3, 0.75],
      ]),
      curve(2, [
        [2, 0.25],
        [4, 0.5],
      ]),
    ]
    expect(bandOf([...runs].reverse())).toEqual(bandOf(runs))
  })
})

describe('a band of differences', () => {
  const base = [
    curve(1, [
      [1, 0.5],
      [2, 0.75],
    ]),
    curve(2, [
      [1, 0.25],
      [2, 0.5],
    ]),
  ]

  it('is turned round by turning it round, and holds what pairs have in common to be nothing', () => {
    const own = base.map((run, i) =>
      curve(run.config.seed, [
        [1, (i === 0 ? 0.5 : 0.25) + 0.125],
        [2, (i === 0 ? 0.75 : 0.5) + 0.125],
      ]),
    )
    const there = deltaBand(own, base, 'click', null)
    // Both seeds gain .125 everywhere: no spread, however far apart they are.
    for (const point of there) expect(point).toMatchObject({ mean: 0.125, low: 0.125, high: 0.125, n: 2 })
    const back = deltaBand(base, own, 'click', null)
    expect(back.map(({ mean }) => mean)).toEqual(there.map(({ mean }) => -mean))
  })

  it('compares at equal rows seen, where both runs are', () => {
    const halfAsLarge = curve(
      1,
      [
        [2, 0.75],
        [3, 0.75],
        [5, 0.75],
      ],
      5,
    )
    expect(deltaBand([halfAsLarge], base, 'click', null).map(({ x, mean, n }) => [x, mean, n])).toEqual([
      [10, 0.25, 1],
      [15, 0.125, 1],
      [20, 0, 1],
    ])
  })

  it('is empty where no seed has a partner, or partners never meet', () => {
    expect(deltaBand([curve(3, [[1, 0.5]])], base, 'click', null)).toEqual([])
    expect(deltaBand([curve(1, [[9, 0.5]])], base, 'click', null)).toEqual([])
    expect(deltaBand([queuedRun('r', { ...sampleConfig(), seed: 1 })], base, 'click', null)).toEqual([])
  })
})

/** The same run with seconds told at these steps. */
const timed = (run: Run, seconds: readonly (readonly [number, number])[]): Run =>
  reduceRun(run, {
    type: 'metrics',
    points: seconds.map(([step, value]) => ({ key: CLOCK, step, value })),
  })

describe('an axis of training', () => {
  const run = curve(1, [
    [5, 0.5],
    [10, 0.75],
  ])

  it('counts rows of batches, steps, epochs of ten steps, or seconds as they were told', () => {
    const told = timed(run, [
      [5, 1.5],
      [10, 4],
    ])
    const places = (axis: 'rows' | 'step' | 'epoch' | 'time') =>
      [5, 10].map((step) => placesOf(told, axis)?.(step))
    expect(places('rows')).toEqual([50, 100])
    expect(places('step')).toEqual([5, 10])
    expect(places('epoch')).toEqual([0.5, 1])
    expect(places('time')).toEqual([1.5, 4])
  })

  it('moves no value: only where it stands', () => {
    const rows = aucBand([run], 'click', null)
    const steps = aucBand([run], 'click', null, 'step')
    expect(steps.map(({ mean }) => mean)).toEqual(rows.map(({ mean }) => mean))
    expect(steps.map(({ x }) => x * 10)).toEqual(rows.map(({ x }) => x))
  })

  it('of time joins seeds where both were training, however fast each was', () => {
    const slow = timed(run, [
      [5, 4],
      [10, 8],
    ])
    const fast = timed({ ...run, config: { ...run.config, seed: 2 } }, [
      [5, 2],
      [10, 6],
    ])
    // At 4 s the fast one is halfway from .5 to .75, the slow one at .5; at 6 s the slow one is halfway.
    expect(aucBand([slow, fast], 'click', null, 'time').map(({ x, mean, n }) => [x, mean, n])).toEqual([
      [2, 0.5, 1],
      [4, 0.5625, 2],
      [6, 0.6875, 2],
      [8, 0.75, 1],
    ])
  })

  it('of time has nothing of a run that told no times', () => {
    expect(validationLine(run, 'click', null, 'time')).toBeNull()
    expect(placesOf(queuedRun('r', sampleConfig()), 'time')).toBeNull()
  })
})
