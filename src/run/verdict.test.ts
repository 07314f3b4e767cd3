import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SliceMetrics } from '../core/metrics/slice-metrics.ts'
import { sampleConfig } from '../experiment/defaults.ts'
import { compareGroups, compareOn } from './compare.ts'
import type { GroupRuns, Selection } from './comparison.ts'
import { looksAtTest } from './looks.ts'
import { queuedRun, type Run, type RunStatus } from './run.ts'

const ALL: Selection = { task: 'click', slice: null, metric: 'auc' }
const FINISHED: RunStatus = { kind: 'ended', reason: 'finished', step: 100 }

/** A run with this test AUC, over 400 users that make no noise; `low` is its AUC on users of low activity. */
function run(seed: number, auc: number | null, low: number | null = null): Run {
  const metricsOf = (slice: string | null, value: number | null): SliceMetrics => ({
    split: 'test',
    task: 'click',
    slice,
    rows: 1000,
    positives: 300,
    users: 400,
    auc: value,
    gauc: value,
    gaucExcluded: 0,
    logloss: 0.5,
    calibration: 1,
  })
  return {
    ...queuedRun(`r${seed}`, { ...sampleConfig(), seed }),
    status: FINISHED,
    seconds: 2,
    report: {
      metrics: [metricsOf(null, auc), metricsOf('activity=low', low)],
      roc: new Map(),
      violations: new Map(),
      sensitivity: [],
      interventions: [],
      replicates: new Map([
        ['click|*', new Float32Array(50).fill(auc ?? 0)],
        ['click|activity=low', new Float32Array(50).fill(low ?? 0)],
      ]),
    },
  }
}
const group = (groupId: string, values: readonly (number | null)[]): GroupRuns => ({
  groupId,
  runs: values.map((value, i) => run(i + 1, value)),
})
/** The group with the status of one of its runs set; a run that has not finished has no report. */
const withStatus = (given: GroupRuns, at: number, status: RunStatus): GroupRuns => ({
  ...given,
  runs: given.runs.map((one, i) => (i === at ? { ...one, status, report: null } : one)),
})
function rowOf(groups: readonly GroupRuns[], id = 'b', selection = ALL) {
  const row = compareGroups(groups, 'a', selection).rows.find(({ groupId }) => groupId === id)
  if (row === undefined) throw new Error(`no row ${id}`)
  return row
}
const A = group('a', [0.7, 0.71, 0.72])
const B = group('b', [0.73, 0.741, 0.752])

describe('the paired t', () => {
  it('is that of Student’s sleep data, 1908', () => {
    // Hours gained under two drugs by ten patients. Published: t = 4.0621, 9 degrees, p = .002833, 0.7001 to 2.4599.
    const first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2]
    const second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
    const row = rowOf([group('a', first), group('b', second)])
    const half = row.half ?? Number.NaN
    expect(row.delta).toBeCloseTo(1.58, 9)
    expect((row.delta ?? 0) - half).toBeCloseTo(0.7001142, 5)
    expect((row.delta ?? 0) + half).toBeCloseTo(2.4598858, 5)
    expect(row.p).toBeCloseTo(0.002833, 6)
    expect(row).toMatchObject({ pairs: 10, seeds: 10, state: 'better' })
  })

  it('does not depend on the order of seeds or groups, nor on what all values have in common', () => {
    const value = fc.double({ min: 0.5, max: 0.9, noNaN: true })
    fc.assert(
      fc.property(fc.array(fc.tuple(value, value), { minLength: 3, maxLength: 8 }), (pairs) => {
        const [a, b] = [
          group(
            'a',
            pairs.map(([x]) => x),
          ),
          group(
            'b',
            pairs.map(([, y]) => y),
          ),
        ]
        const plain = rowOf([a, b])
        const turned = rowOf([{ ...b, runs: [...b.runs].reverse() }, a])
        const lifted = rowOf([
          group(
            'a',
            pairs.map(([x]) => x + 0.05),
          ),
          group(
            'b',
            pairs.map(([, y]) => y + 0.05),
          ),
        ])
        for (const other of [turned, lifted]) {
          expect(other.delta).toBeCloseTo(plain.delta ?? 0, 9)
          expect(other.half).toBeCloseTo(plain.half ?? 0, 9)
        }
        expect(turned.state).toBe(plain.state)
      }),
      { seed: 1, numRuns: 40 },
    )
  })

  it('of a row stays as it is when a group joins the table', () => {
    const { delta, half, p, mean, meanHalf } = rowOf([A, B])
    expect(rowOf([A, B, group('c', [0.5, 0.9, 0.6])])).toMatchObject({ delta, half, p, mean, meanHalf })
  })
})

describe('seeds without a partner', () => {
  it.each([
    [0, 'unpaired'],
    [1, 'too-few-seeds'],
    [2, 'too-few-seeds'],
    [3, 'better'],
  ] as const)('with %i seeds in common the state is %s', (common, state) => {
    // Seeds 1, 2, 3 against 4 − common, 5 − common, 6 − common.
    const shifted = B.runs.map((one, i) => ({
      ...one,
      config: { ...one.config, seed: 4 - common + i },
    }))
    const row = rowOf([A, { groupId: 'b', runs: shifted }])
    expect(row).toMatchObject({ state, pairs: common, seeds: 3 })
    if (common < 3) expect(row).toMatchObject({ half: null, p: null, moreSeeds: null, detectable: null })
    if (common < 2) expect(row.seedHalf).toBeNull()
    if (common === 0) expect(row.delta).toBeNull()
  })

  it.each<[string, RunStatus, number]>([
    ['waits', { kind: 'queued' }, 0],
    ['runs', { kind: 'running', step: 7 }, 0],
    ['pauses', { kind: 'paused', step: 7 }, 0],
    ['was stopped', { kind: 'ended', reason: 'stopped', step: 7 }, 1],
    ['diverged', { kind: 'ended', reason: 'diverged', step: 7 }, 1],
    ['failed', { kind: 'failed', code: 'crashed', detail: '' }, 1],
  ])('a run that %s drops its pair, on either side', (_, status, diverged) => {
    const [a, b] = [group('a', [0.7, 0.71, 0.72, 0.9]), group('b', [0.73, 0.741, 0.752, 0.2])]
    const own = rowOf([a, withStatus(b, 3, status)])
    expect(own).toMatchObject({ pairs: 3, seeds: 3, diverged })
    expect(own.delta).toBeCloseTo(0.031, 9)
    expect(own.state).toBe(diverged > 0 ? 'not-enough' : 'better')
    const other = rowOf([withStatus(a, 3, status), b])
    expect(other).toMatchObject({ pairs: 3, seeds: 4, diverged: 0, state: 'better' })
    expect(other.delta).toBeCloseTo(0.031, 9)
  })

  it('a group is not called worse than a baseline that lost a seed: the lost one may have been its worst', () => {
    const status = { kind: 'ended', reason: 'diverged', step: 7 } as const
    const baseline = withStatus(group('a', [0.73, 0.741, 0.752, 0.2]), 3, status)
    expect(rowOf([baseline, group('b', [0.7, 0.71, 0.72, 0.9])])).toMatchObject({
      state: 'not-enough',
      pairs: 3,
    })
  })

  it('a group with a diverged seed can still be worse', () => {
    const status = { kind: 'ended', reason: 'diverged', step: 7 } as const
    const worse = withStatus(group('b', [0.67, 0.679, 0.688, 0.9]), 3, status)
    expect(rowOf([group('a', [0.7, 0.71, 0.72, 0.73]), worse])).toMatchObject({ state: 'worse', diverged: 1 })
  })
})

describe('what has no verdict', () => {
  it('is a table without runs', () => {
    const empty = (groupId: string): GroupRuns => ({ groupId, runs: [] })
    const { rows, compared, users } = compareGroups([empty('a'), empty('b')], 'a', ALL)
    expect(rows.map(({ state }) => state)).toEqual(['no-value', 'no-value'])
    expect([compared, users]).toEqual([0, null])
    expect(compareGroups([], 'a', ALL).rows).toEqual([])
  })

  it('is a group whose baseline has nothing yet, or is not there', () => {
    expect(rowOf([{ groupId: 'a', runs: [] }, B]).state).toBe('no-value')
    expect(rowOf([B]).state).toBe('no-value')
    expect(rowOf([B]).mean).toBeCloseTo(0.741, 9)
  })

  it('is GAUC, whose users are not resampled', () => {
    const row = rowOf([A, B], 'b', { ...ALL, metric: 'gauc' })
    expect(row).toMatchObject({ state: 'not-enough', userError: null, half: null, p: null })
    expect(row.seedHalf).toBeGreaterThan(0)
  })

  it('is a task or slice that nobody measured', () => {
    expect(rowOf([A, B], 'b', { ...ALL, task: 'gift' }).state).toBe('no-value')
    expect(rowOf([A, B], 'b', { ...ALL, slice: 'scene=feed' }).state).toBe('no-value')
  })
})

describe('beside the verdict', () => {
  it('the baseline says its level and nothing of a difference', () => {
    const row = rowOf([A, B], 'a')
    expect(row).toMatchObject({ state: 'baseline', delta: null, p: null, pairs: 0 })
    expect(row.mean).toBeCloseTo(0.71, 9)
    expect(row.meanHalf).toBeCloseTo((4.30265 * 0.01) / Math.sqrt(3), 5)
  })

  it('users of low activity have a difference of their own, and a wider grey zone', () => {
    const made = (groupId: string, lows: readonly number[]): GroupRuns => ({
      groupId,
      runs: lows.map((low, i) => run(i + 1, 0.7, low)),
    })
    const groups = [made('a', [0.6, 0.61, 0.62]), made('b', [0.602, 0.6121, 0.6221])]
    const row = rowOf(groups)
    expect(row.delta).toBe(0)
    expect(row.low?.delta).toBeCloseTo(0.0062 / 3, 9)
    const slice = { ...ALL, slice: 'activity=low' }
    expect(rowOf(groups, 'b', slice)).toMatchObject({ state: 'no-difference', low: null })
    expect(compareGroups(groups, 'a', slice).rope).toBe(0.003)
    expect(compareGroups(groups, 'a', slice, { rope: 0.001 }).rows[1]?.state).toBe('better')
  })

  it('the cost is the ratio of median seconds per step', () => {
    const slow = B.runs.map((one, i) => ({ ...one, seconds: [3, 4, 90][i] ?? 0 }))
    expect(rowOf([A, { ...B, runs: slow }]).cost).toBe(2)
    const untimed = B.runs.map((one) => ({ ...one, seconds: null }))
    expect(rowOf([A, { ...B, runs: untimed }]).cost).toBeNull()
  })
})

describe('one family', () => {
  /** A group with these AUCs on all rows and on users of low activity. */
  const made = (groupId: string, values: readonly number[], lows: readonly number[]): GroupRuns => ({
    groupId,
    runs: values.map((value, i) => run(i + 1, value, lows[i] ?? null)),
  })
  const base = made('a', [0.7, 0.71, 0.72], [0.6, 0.61, 0.62])
  // Alone p is near .013 on all rows, and near 0 on low activity.
  const b = made('b', [0.704, 0.716, 0.725], [0.65, 0.6601, 0.6701])
  const low: Selection = { ...ALL, slice: 'activity=low' }

  it('counts every group on every selection that is shown, the column of low activity once', () => {
    expect(compareGroups([A, B], 'a', ALL).compared).toBe(1)
    expect(compareGroups([base, b], 'a', ALL).compared).toBe(2)
    expect(compareGroups([base, b], 'a', ALL, { family: [low] }).compared).toBe(2)
    expect(compareGroups([base, b], 'a', low).compared).toBe(1)
    const c = made('c', [0.703, 0.708, 0.721], [0.61, 0.6, 0.63])
    expect(compareGroups([base, b, c], 'a', ALL).compared).toBe(4)
    // What has no verdict of its own takes nothing from the others.
    const few = made('d', [0.7, 0.71], [0.6, 0.61])
    expect(compareGroups([base, b, few], 'a', ALL).compared).toBe(2)
  })

  it('asks as much of a row as Holm over the whole family, by hand', () => {
    const alone = compareGroups([base, b], 'a', ALL).rows[1]
    const p = alone?.p ?? 0
    expect(p).toBeGreaterThan(0.05 / 5)
    expect(p).toBeLessThan(0.05)
    // With low activity passed, .05/1 is left for all rows.
    expect(alone).toMatchObject({ state: 'better', low: { state: 'better' } })
    // With four that do not pass, all rows have to be below .05/5 and are not.
    const dull = Array.from({ length: 4 }, (_, i) => made(`x${i}`, [0.703, 0.708, 0.721], []))
    const among = compareGroups([base, b, ...dull], 'a', ALL)
    expect(among.compared).toBe(6)
    expect(among.rows[1]).toMatchObject({ p, state: 'not-enough', aloneOnly: true, low: { state: 'better' } })
  })

  it('judges several selections as one table', () => {
    const [all, lows] = compareOn([base, b], 'a', [ALL, low])
    expect([all?.compared, lows?.compared]).toEqual([2, 2])
    expect(lows?.rows[1]?.state).toBe(all?.rows[1]?.low?.state)
    expect([all?.rope, lows?.rope]).toEqual([0.001, 0.003])
    expect(lows?.rows[1]?.low).toBeNull()
  })
})

describe('what takes a verdict away', () => {
  it('says so where a lost seed does, and asks for nothing more', () => {
    const lost = { kind: 'ended', reason: 'diverged', step: 7 } as const
    const b = withStatus(group('b', [0.73, 0.741, 0.752, 0.9]), 3, lost)
    const row = rowOf([group('a', [0.7, 0.71, 0.72, 0.73]), b])
    expect(row).toMatchObject({
      state: 'not-enough',
      barred: true,
      diverged: 1,
      runs: 4,
      aloneOnly: false,
      moreSeeds: null,
      moreUsers: null,
    })
  })

  it.each([
    ['users', { users: 99 }],
    ['positives', { positives: 29 }],
    ['negatives', { positives: 971 }],
    [null, { users: 100, positives: 30 }],
  ] as const)('says that it is %s', (lacks, counts) => {
    const few = (given: GroupRuns): GroupRuns => ({
      ...given,
      runs: given.runs.map((one) =>
        one.report === null
          ? one
          : {
              ...one,
              report: { ...one.report, metrics: one.report.metrics.map((m) => ({ ...m, ...counts })) },
            },
      ),
    })
    const comparison = compareGroups([few(A), few(B)], 'a', ALL)
    expect(comparison.lacks).toBe(lacks)
    expect(comparison.rows[1]?.state).toBe(lacks === null ? 'better' : 'not-enough')
    expect(comparison.compared).toBe(lacks === null ? 1 : 0)
  })
})

describe('a lost run that was deleted', () => {
  it('bars its group from being better, and others from being worse than its baseline', () => {
    const row = (a: GroupRuns, b: GroupRuns) => rowOf([a, b])
    const { runs, diverged, state } = row(A, { ...B, deleted: 1 })
    expect(row(A, B).state).toBe('better')
    expect({ runs, diverged, state }).toEqual({ runs: 4, diverged: 1, state: 'not-enough' })
    const [high, low] = [
      { ...B, groupId: 'a' },
      { ...A, groupId: 'b' },
    ]
    expect(row(high, low).state).toBe('worse')
    expect(row({ ...high, deleted: 1 }, low).state).toBe('not-enough')
  })
})

describe('looks at a test split', () => {
  it('are its experiments, whatever their seed, that were read there', () => {
    const [first] = A.runs
    const other = A.runs.map((one) => ({
      ...one,
      config: { ...one.config, training: { ...one.config.training, learningRate: 0.5 } },
    }))
    const unread = A.runs.map((one) => ({ ...one, report: null }))
    const elsewhere = A.runs.map((one) => ({
      ...one,
      config: { ...one.config, split: { kind: 'random', valid: 0.1, test: 0.1 } as const },
    }))
    if (first === undefined) throw new Error('no run')
    expect(looksAtTest([], first)).toBe(0)
    expect(looksAtTest([...A.runs, ...B.runs], first)).toBe(1)
    expect(looksAtTest([...A.runs, ...other], first)).toBe(2)
    expect(looksAtTest([...A.runs, ...elsewhere, ...unread], first)).toBe(1)
  })
})
