import { describe, expect, it } from 'vitest'
import { auc } from '../../core/metrics/auc.ts'
import { precisionRecall } from '../../core/metrics/precision-recall.ts'
import { calibrationError, reliability } from '../../core/metrics/reliability.ts'
import { curveArea, rocCurve } from '../../core/metrics/roc.ts'
import { wilson } from '../../core/ranking/wilson.ts'
import { stream } from '../../core/rng.ts'
import { mean, meanHalfWidth } from '../../core/stats/student.ts'
import { sampleConfig } from '../../experiment/defaults.ts'
import type { EndReason } from '../../run/events.ts'
import { queuedRun, type Run } from '../../run/run.ts'
import { calibrationGroups, curveSlice, meanCurve, precisionGroups, rocGroups } from './curves-view.ts'
import { finishedSeeds, type NamedGroup } from './view.ts'

const config = sampleConfig()
const task = config.schema.tasks[0]?.id ?? ''
const ROWS = 4000

/** Scores whose positives lie `shift` deviations higher: AUC = Φ(shift/√2). Labels are the same for every seed. */
function scoredRun(
  seed: number,
  shift: number,
  reason: EndReason = 'finished',
  slice: string | null = null,
): Run {
  const [labelled, noise] = [stream(1, 'labels'), stream(seed, 'scores')]
  const labels = Float32Array.from({ length: ROWS }, () => Number(labelled.uniform() < 0.1))
  const scores = labels.map((label) => 1 / (1 + Math.exp(2.6 - label * shift - noise.normal())))
  const roc = rocCurve(labels, scores)
  const precision = precisionRecall(labels, scores)
  if (roc === null || precision === null) throw new Error('one class')
  const key = slice === null ? task : `${task}|${slice}`
  return {
    ...queuedRun(`g|${seed}`, { ...config, seed }),
    status: { kind: 'ended', reason, step: 1 },
    report: {
      metrics: [
        {
          split: 'test',
          task,
          slice,
          rows: ROWS,
          positives: labels.reduce((a, b) => a + b, 0),
          users: 100,
          auc: auc(labels, scores),
          gauc: null,
          gaucExcluded: null,
          logloss: null,
          calibration: 1.1,
        },
      ],
      roc: new Map([[key, roc]]),
      precisionRecall: new Map([[key, precision]]),
      calibration: new Map([
        [
          key,
          {
            bins: reliability(labels, scores),
            error: calibrationError(labels, scores, []),
            recalibration: { slope: 1 + seed / 10, intercept: 0 },
          },
        ],
      ]),
      violations: new Map(),
      sensitivity: [],
      interventions: [],
      replicates: new Map(),
    },
  }
}
const groupOf = (...runs: readonly Run[]): NamedGroup => ({ id: 'g', name: 'g', style: 2, config, runs })

describe('ROC', () => {
  it.each([0.4, 0.9, 1.5])('has the mean AUC as the area under its mean curve, at a shift of %d', (shift) => {
    const [group] = rocGroups([groupOf(...[1, 2, 3].map((seed) => scoredRun(seed, shift)))], task)
    if (group === undefined || group.value === null) throw new Error('no curve')
    expect(Math.abs(curveArea(group.curve) - group.value)).toBeLessThan(0.001)
  })

  it('has at each point the mean of the seeds and their t interval', () => {
    const curves = [0.2, 0.4, 0.6].map((y) => ({ x: Float32Array.of(0, 1), y: Float32Array.of(y, 1) }))
    const found = meanCurve(curves)
    expect(found?.curve.y[0]).toBeCloseTo(0.4, 6)
    // t(.975, 2) = 4.30265, s = .2: the half-width .4968 is more than there is room for.
    expect(found?.band?.[0]).toEqual({
      x: 0,
      low: 0,
      high: expect.closeTo(0.4 + (4.30265 * 0.2) / Math.sqrt(3), 4),
    })
    expect(found?.band?.[1]).toEqual({ x: 1, low: 1, high: 1 })
    expect(meanCurve(curves.slice(0, 1))?.band).toBeNull()
    expect(meanCurve([])).toBeNull()
  })

  it('counts finished runs alone', () => {
    const group = groupOf(scoredRun(1, 1), scoredRun(2, 1, 'stopped'), scoredRun(3, 1, 'diverged'))
    expect(rocGroups([group], task).map(({ seeds }) => seeds)).toEqual([1])
    expect(finishedSeeds([group])).toEqual([1])
  })

  it('is of a slice where the runs were read on it, and of all rows else', () => {
    const group = groupOf(scoredRun(1, 1, 'finished', 'custom=a'))
    expect(curveSlice([group], task, 'custom=a')).toBe('custom=a')
    expect(curveSlice([group], task, 'scene=click')).toBeNull()
    expect(rocGroups([group], task, 'custom=a')).toHaveLength(1)
    expect(rocGroups([group], task)).toHaveLength(0)
  })
})

describe('precision and recall', () => {
  it('end at the share of positives and stand for the mean average precision', () => {
    const runs = [1, 2, 3].map((seed) => scoredRun(seed, 1))
    const [group] = precisionGroups([groupOf(...runs)], task)
    const own = runs.map((run) => run.report?.precisionRecall?.get(task))
    expect(group?.curve.y.at(-1)).toBeCloseTo(own[0]?.prevalence ?? 0, 2)
    expect(group?.value).toBeCloseTo(mean(own.map((one) => one?.averagePrecision ?? 0)), 12)
    expect(meanHalfWidth(own.map((one) => one?.curve.y[30] ?? 0))).toBeCloseTo(
      (group?.band?.[30]?.high ?? 0) - (group?.curve.y[30] ?? 0),
      5,
    )
  })
})

describe('calibration', () => {
  it('has for each bin the mean over seeds, with the interval of the rows of one seed', () => {
    const runs = [1, 2, 3].map((seed) => scoredRun(seed, 1))
    const [group] = calibrationGroups([groupOf(...runs)], task, null)
    const bins = runs.map((run) => run.report?.calibration?.get(task)?.bins[14])
    const point = group?.points[14]
    expect(group?.points).toHaveLength(15)
    expect(point?.predicted).toBeCloseTo(mean(bins.map((bin) => bin?.predicted ?? 0)), 12)
    const positives = mean(bins.map((bin) => bin?.positives ?? 0))
    expect([point?.low, point?.high]).toEqual(wilson(positives, point?.rows ?? 0))
    expect(group?.slope).toBeCloseTo(1.2, 12)
    expect(group?.calibration).toBeCloseTo(1.1, 12)
    // Some 267 rows a bin at one positive in ten: the lowest bins hold fewer than 30 positives.
    expect(group?.points.map(({ isThin }) => isThin)).toContain(true)
    for (const { isThin, rows, positives: own } of group?.points ?? []) {
      expect(isThin).toBe(own < 30 || rows - own < 30)
    }
  })

  it('leaves seeds with another number of bins out of the points, and says how many are in them', () => {
    const [one, two] = [scoredRun(1, 1), scoredRun(2, 1)]
    const report = two.report?.calibration?.get(task)
    if (report === undefined || two.report === null) throw new Error('no report')
    const few = { ...report, bins: report.bins.slice(0, 5) }
    const odd: Run = { ...two, report: { ...two.report, calibration: new Map([[task, few]]) } }
    const [group] = calibrationGroups([groupOf(one, odd)], task, null)
    expect(group?.seeds).toBe(1)
    expect(group?.points.map(({ observed }) => observed)).toEqual(
      one.report?.calibration?.get(task)?.bins.map(({ observed }) => observed),
    )
  })
})
