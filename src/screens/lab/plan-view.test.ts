import { describe, expect, it } from 'vitest'
import { sampleConfig } from '../../experiment/defaults.ts'
import { leaveOneOut } from '../../experiment/groups.ts'
import { detectableBefore, SAMPLE_SPREADS } from '../../run/expected.ts'
import type { Prepared } from '../../run/report.ts'
import { queuedRun, type Run } from '../../run/run.ts'
import { cellsOf, knownRuns } from '../../store/runs.ts'
import { runKey } from '../../store/state.ts'
import { costOf, detectableOf, dueOf, leftOutRows } from './plan-view.ts'

const sample = sampleConfig()
const configs = leaveOneOut(sample)
const nothing = { runs: new Map<string, Run>(), probe: null, backend: null, prepared: null }
const ended = { kind: 'ended', reason: 'finished', step: 100 } as const
const finished = (id: string, config: typeof sample, seconds: number): Run => ({
  ...queuedRun(id, config),
  status: ended,
  wallSeconds: seconds,
  attempt: id,
})
const prepared = {
  rows: { train: 14000, valid: 3000, test: 3000 },
  tasks: [{ id: 'click', positives: { train: 5000, valid: 1000, test: 1100 } }],
  fields: [{ name: 'gender', vocabSize: 3 }],
} as unknown as Prepared

describe('what a plan takes', () => {
  it('counts what is known by what it was trained on, whatever its group', () => {
    const runs = new Map([1, 2].map((seed) => [`x|${seed}`, finished(`x|${seed}`, { ...sample, seed }, 10)]))
    const cost = costOf({ configs, seeds: [1, 2, 3] }, knownRuns(runs), { ...nothing, runs })
    expect(cost).toMatchObject({ runs: 15, known: 2, isMeasured: true })
    // Thirteen runs of about 10 s.
    expect(Math.sqrt((cost.time?.least ?? 0) * (cost.time?.most ?? 0))).toBeCloseTo(130, 6)
    expect(costOf({ configs, seeds: [9] }, knownRuns(runs), { ...nothing, runs })).toMatchObject({ known: 0 })
  })

  it('takes the speed measured here until a run has ended, and says nothing without', () => {
    const probe = {
      key: 'here',
      measured: [{ backend: 'wasm', threads: 1, stepMs: 5, rowsPerSecond: 14000, how: '' }],
      failed: [],
      hasRelaxed: false,
    } as const
    const backend = { name: 'wasm' } as never
    const cost = costOf({ configs, seeds: [1] }, new Map(), { ...nothing, probe, backend, prepared })
    // An epoch takes 1 s; 15 at most, five runs, a half more for other models.
    expect(cost).toMatchObject({ isMeasured: false })
    expect(cost.time?.most).toBeCloseTo(15 * 5 * 1.5, 9)
    expect(costOf({ configs, seeds: [1] }, new Map(), nothing)).toMatchObject({ time: null, bytes: null })
  })
})

describe('what a plan that stops early takes', () => {
  it('is between its first seeds and all of them', () => {
    const runs = new Map([['x|9', finished('x|9', { ...sample, seed: 9 }, 10)]])
    const of = (seeds: readonly number[], first?: number) =>
      costOf({ configs, seeds, ...(first === undefined ? {} : { first }) }, knownRuns(runs), {
        ...nothing,
        runs,
      })
    const [few, many] = [of([1, 2, 3]), of([1, 2, 3, 4, 5, 6])]
    const early = of([1, 2, 3, 4, 5, 6], 3)
    expect(early.time).toEqual({ least: few.time?.least, most: many.time?.most })
    expect(early.runs).toBe(30)
  })
})

describe('what a plan can tell', () => {
  it('is less with more seeds, more with more groups or looks, and nothing below three seeds or two groups', () => {
    const of = (groups: number, seeds: number, stopsEarly = false) =>
      detectableOf(SAMPLE_SPREADS, { groups, seeds, stopsEarly })?.value ?? Number.NaN
    expect(of(5, 2)).toBeNaN()
    expect(of(1, 5)).toBeNaN()
    expect(of(5, 6)).toBeLessThan(of(5, 3))
    expect(of(9, 6)).toBeGreaterThan(of(5, 6))
    expect(of(5, 10, true)).toBeGreaterThan(of(5, 10))
    // Five groups have eight verdicts: four on all rows, four on low activity.
    const value = detectableBefore(SAMPLE_SPREADS, { seeds: 4, comparisons: 8 })
    expect(detectableOf(SAMPLE_SPREADS, { groups: 5, seeds: 4, stopsEarly: false })).toEqual({
      value,
      isOwn: false,
    })
  })
})

describe('what Run would do', () => {
  const plan = {
    groups: configs.slice(0, 2).map((config, i) => ({ id: `g${i}`, label: null, style: i, config })),
    seeds: [1, 2],
  }
  it('trains what has no settled run of its config, and tells what of it waits', () => {
    const other = { ...sample, seed: 1, training: { ...sample.training, epochs: 3 } }
    const stopped = { kind: 'ended', reason: 'stopped', step: 3 } as const
    const runs = new Map<string, Run>([
      [runKey('g0', 1), finished('a', { ...sample, seed: 1 }, 1)],
      // Of another config: it says nothing of this cell.
      [runKey('g0', 2), finished('b', other, 1)],
      [runKey('g1', 1), { ...queuedRun('c', { ...(configs[1] ?? sample), seed: 1 }), status: stopped }],
      [runKey('g1', 2), queuedRun('d', { ...(configs[1] ?? sample), seed: 2 })],
    ])
    expect(dueOf(cellsOf(plan), runs)).toEqual({ left: 3, queued: 1 })
  })

  it('names what a budget left out by group, in the order of the plan', () => {
    const cells = [
      { group: 'b', seed: 2 },
      { group: 'a', seed: 3 },
      { group: 'b', seed: 3 },
      { group: 'gone', seed: 3 },
    ]
    const groups = [
      { id: 'a', name: 'A' },
      { id: 'b', name: 'B' },
    ]
    expect(leftOutRows(cells, groups)).toEqual([
      { name: 'A', seeds: [3] },
      { name: 'B', seeds: [2, 3] },
    ])
  })
})
