import { describe, expect, it } from 'vitest'
import { sampleConfig } from '../../../experiment/defaults.ts'
import { TOTAL_LOSS, termPull } from '../../../run/events.ts'
import { queuedRun, type Run, reduceRun } from '../../../run/run.ts'
import { ledger, ledgerCourse, ledgerLines, termCurves } from './ledger.ts'

type Told = readonly (readonly [metric: 'loss' | 'gauge', of: string, step: number, value: number])[]

const TERMS = [
  { name: 'task/click', weight: 1 },
  { name: 'user-clusters/balance', weight: 0.5 },
]
const started = (terms = TERMS): Run =>
  reduceRun(queuedRun('r', sampleConfig()), {
    ...{
      type: 'started',
      how: 'cpu, eager',
      parameterCount: 1,
      totalSteps: 10,
      stepsPerEpoch: 5,
      batchSize: 8,
    },
    terms,
  })
const telling = (run: Run, told: Told): Run =>
  reduceRun(run, {
    type: 'metrics',
    points: told.map(([metric, of, step, value]) => ({
      key: { split: 'train', metric, of, slice: null },
      step,
      value,
    })),
  })
const close = (value: number | null | undefined): number => Number((value ?? Number.NaN).toFixed(6))

describe('the loss ledger', () => {
  const run = telling(started(), [
    ['loss', 'task/click', 1, 0.9],
    ['loss', 'user-clusters/balance', 1, 0.2],
    ['gauge', TOTAL_LOSS, 1, 1],
    ['loss', 'task/click', 2, 0.6],
    ['loss', 'user-clusters/balance', 2, 0.8],
    ['gauge', TOTAL_LOSS, 2, 1],
    ['gauge', termPull('task/click'), 2, 3],
    ['gauge', termPull('user-clusters/balance'), 2, 1],
  ])

  it('has the latest raw values, their weights, and shares that sum to 1', () => {
    const { rows, sum, total, step } = ledger(run)
    // .6 · 1 and .8 · .5: shares .6 and .4; of the gradients 3 and 1: .75 and .25
    expect(rows.map(({ weighted }) => close(weighted))).toEqual([0.6, 0.4])
    expect(rows.map(({ share }) => close(share))).toEqual([0.6, 0.4])
    expect(rows.map(({ pull }) => pull)).toEqual([0.75, 0.25])
    expect([close(sum), total, step]).toEqual([1, 1, 2])
  })

  it('is that of an earlier step where one is asked for, whose gradients were not read yet', () => {
    const { rows, step, pulledAt } = ledger(run, 1)
    expect([step, pulledAt]).toEqual([1, null])
    expect(rows.map(({ weighted }) => close(weighted))).toEqual([0.9, 0.1])
    expect(rows.map(({ pull }) => pull)).toEqual([null, null])
  })

  it('takes the reading at the kept weights, told last, at their own step', () => {
    const ended = telling(run, [
      ['gauge', termPull('task/click'), 8, 1],
      ['gauge', termPull('user-clusters/balance'), 8, 1],
      ['gauge', termPull('task/click'), 2, 9],
      ['gauge', termPull('user-clusters/balance'), 2, 1],
    ])
    expect(ledger(ended, 2).rows.map(({ pull }) => pull)).toEqual([0.9, 0.1])
    expect(ledger(ended).pulledAt).toBe(8)
    expect(ledgerCourse(ended).steps).toEqual([2, 8])
  })

  it('doubles the weighted value with the weight and leaves the raw one', () => {
    const doubled = { ...run, terms: run.terms.map((term) => ({ ...term, weight: 2 * term.weight })) }
    expect(ledger(doubled).rows[0]?.raw).toBe(ledger(run).rows[0]?.raw)
    expect(ledger(doubled).rows[0]?.weighted).toBeCloseTo(2 * (ledger(run).rows[0]?.weighted ?? 0), 9)
  })

  it('keeps the sign of a term below 0', () => {
    const signed = telling(started([...TERMS, { name: 'loss-balance/uncertainty', weight: 1 }]), [
      ['loss', 'task/click', 1, 1],
      ['loss', 'user-clusters/balance', 1, 1],
      ['loss', 'loss-balance/uncertainty', 1, -0.5],
    ])
    const { rows, sum } = ledger(signed)
    expect(sum).toBe(1)
    expect(rows.map(({ share }) => share)).toEqual([1, 0.5, -0.5])
  })

  it('weighs a task at each step by what balancing told, and other terms by their own weight', () => {
    const balanced = telling(started(), [
      ...([1, 2] as const).flatMap(
        (step): Told => [
          ['loss', 'task/click', step, step === 1 ? 0.9 : 0.5],
          ['loss', 'user-clusters/balance', step, 0.8],
          ['gauge', 'loss-balance/weight/click', step, step === 1 ? 1 : 3],
        ],
      ),
    ])
    expect(ledger(balanced).rows.map(({ weight }) => weight)).toEqual([3, 0.5])
    expect(ledger(balanced, 1).rows[0]?.weight).toBe(1)
    // .9 · 1 and .5 · 3
    expect(termCurves(balanced)[0]?.weighted.map(({ y }) => close(y))).toEqual([0.9, 1.5])
  })

  it('has no value before the first step', () => {
    const { rows, sum, total, step } = ledger(started())
    expect(rows.every((row) => row.raw === null && row.share === null && row.pull === null)).toBe(true)
    expect([sum, total, step]).toEqual([null, null, null])
  })

  it('shows a term that the other run alone has as a gap, and the range over seeds', () => {
    const other = ledger(telling(started([...TERMS, { name: 'prior-gate/mean', weight: 1 }]), []))
    const seeds = [1, 3].map((pull) =>
      ledger(
        telling(started(), [
          ['gauge', termPull('task/click'), 1, pull],
          ['gauge', termPull('user-clusters/balance'), 1, 1],
        ]),
      ),
    )
    const lines = ledgerLines(ledger(run), other, seeds)
    expect(lines.map(({ name }) => name)).toEqual([...TERMS.map(({ name }) => name), 'prior-gate/mean'])
    expect(lines[0]?.pullRange).toEqual([0.5, 0.75])
    expect(lines[2]).toMatchObject({ weighted: null, share: null, pull: null, pullRange: null })
    expect(ledgerLines(ledger(run), null, []).every(({ against }) => against === null)).toBe(true)
  })
})
