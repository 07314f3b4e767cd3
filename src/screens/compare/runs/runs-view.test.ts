import { describe, expect, it } from 'vitest'
import { append, emptySeries, keyText } from '../../../core/metrics/series.ts'
import type { SliceMetrics } from '../../../core/metrics/slice-metrics.ts'
import { sampleConfig } from '../../../experiment/defaults.ts'
import type { Plan } from '../../../experiment/plan.ts'
import { queuedRun, type Run } from '../../../run/run.ts'
import { runJson } from '../../../run/run-file.ts'
import { EMPTY_COMPARE_VIEW, NO_RUN_MARK } from '../../../store/compare-view.ts'
import { namedGroups } from '../view.ts'
import { metricsCsv, numbersCsv } from './export.ts'
import { askedRows, type RunsAsked, runRows } from './runs-view.ts'
import { spreadsOf } from './spread.ts'

const config = sampleConfig()
const task = config.schema.tasks[0]?.id ?? ''
const SELECTION = { task, slice: null, metric: 'auc' } as const
const ASKED: RunsAsked = {
  filter: '',
  sort: 'value',
  descending: true,
  showHidden: false,
  showArchived: false,
}
const plan: Plan = { seeds: [1, 2], groups: [{ id: 'a', label: 'mine', style: 0, config }] }

function run(id: string, seed: number, auc: number | null): Run {
  const own: SliceMetrics = {
    split: 'test',
    task,
    slice: null,
    rows: 10,
    positives: 4,
    users: 5,
    auc,
    gauc: null,
    gaucExcluded: null,
    logloss: 0.5,
    calibration: null,
  }
  const key = { split: 'valid' as const, metric: 'auc' as const, of: task, slice: null }
  const series = append(emptySeries(key), 7, 0.625)
  const report = {
    metrics: [own],
    roc: new Map([[task, { x: Float32Array.of(0, 1), y: Float32Array.of(0, 1) }]]),
    violations: new Map(),
    sensitivity: [],
    interventions: [],
    replicates: new Map(),
  }
  const base = {
    ...queuedRun(id, { ...config, seed }),
    how: 'wasm, compiled (322 operations, 1 thread)',
    bestStep: 7,
    series: new Map([[keyText(key), series]]),
  }
  return auc === null
    ? { ...base, status: { kind: 'failed', code: 'x', detail: 'y' } }
    : { ...base, status: { kind: 'ended', reason: 'finished', step: 9 }, report }
}
const runs = new Map(
  [run('a|1', 1, 0.7), run('a|2', 2, 0.8), run('a|3', 3, null), run('gone|1', 1, 0.75)].map(
    (one) => [one.id, one] as const,
  ),
)
const rowsWith = (marks: Partial<typeof EMPTY_COMPARE_VIEW> = {}) =>
  runRows(plan, namedGroups(plan, runs), runs, { ...EMPTY_COMPARE_VIEW, ...marks }, SELECTION)
const idsOf = (asked: Partial<RunsAsked>, rows = rowsWith()) =>
  askedRows(rows, { ...ASKED, ...asked }).map(({ id }) => id)

describe('the table of runs', () => {
  it('lists every run, those of groups that left included, and puts what has no value last either way', () => {
    expect(idsOf({})).toEqual(['a|2', 'gone|1', 'a|1', 'a|3'])
    expect(idsOf({ descending: false })).toEqual(['a|1', 'gone|1', 'a|2', 'a|3'])
    expect(rowsWith().find(({ id }) => id === 'gone|1')?.style).toBeNull()
  })

  it('is filtered by words of group, tag, note, status and seed, all of which must be there', () => {
    const rows = rowsWith({
      groups: { a: { tags: ['Wide'], note: 'for monday' } },
      runs: { 'a|2': { ...NO_RUN_MARK, note: 'odd one' } },
    })
    expect(idsOf({ filter: 'seed 1' }, rows)).toEqual(['gone|1', 'a|1'])
    expect(idsOf({ filter: 'WIDE finished' }, rows)).toEqual(['a|2', 'a|1'])
    expect(idsOf({ filter: 'monday odd' }, rows)).toEqual(['a|2'])
    expect(idsOf({ filter: 'mine failed' }, rows)).toEqual(['a|3'])
  })

  it('has pinned runs first whatever the order, and hidden and archived ones when asked', () => {
    const marked = (id: string, key: 'pinned' | 'hidden' | 'archived') =>
      rowsWith({ runs: { [id]: { ...NO_RUN_MARK, [key]: true } } })
    expect(idsOf({}, marked('a|1', 'pinned'))[0]).toBe('a|1')
    expect(idsOf({}, marked('a|3', 'pinned'))[0]).toBe('a|3')
    expect(idsOf({}, marked('a|2', 'hidden'))).not.toContain('a|2')
    expect(idsOf({ showHidden: true }, marked('a|2', 'hidden'))).toContain('a|2')
    expect(idsOf({}, marked('a|2', 'archived'))).not.toContain('a|2')
    expect(idsOf({ showArchived: true }, marked('a|2', 'archived'))).toContain('a|2')
  })

  it('says where a run stands among its seeds, by hand', () => {
    const [one, two] = [run('a|1', 1, 0.7), run('a|2', 2, 0.8)]
    const base = [run('b|1', 1, 0.6)]
    // Mean .75, deviation .1/√2; the baseline's seed 1 has .6.
    expect(spreadsOf(one, [one, two], base)).toEqual([
      {
        task,
        metric: 'auc',
        value: 0.7,
        mean: 0.75,
        deviation: expect.closeTo(0.1 / Math.SQRT2, 12),
        place: 2,
        seeds: 2,
        delta: expect.closeTo(0.1, 12),
      },
    ])
    expect(spreadsOf(two, [one, two], base)[0]?.delta).toBeNull()
  })
})

describe('a run that is taken along', () => {
  const one = run('a|1', 1, 0.7)

  it('has every number of it as CSV, with all digits', () => {
    expect(metricsCsv(one).trim().split('\r\n')).toEqual([
      'split,metric,of,slice,step,value',
      `valid,auc,${task},,7,0.625`,
      `test,auc,${task},,7,0.7`,
      `test,gauc,${task},,7,`,
      `test,logloss,${task},,7,0.5`,
      `test,calibration,${task},,7,`,
    ])
  })

  it('reads back from JSON as it was, without a row or a user', () => {
    const told = JSON.parse(runJson(one))
    expect(told).toMatchObject({ format: 'soundcheck-run', config: { seed: 1 }, bestStep: 7 })
    expect(told.report.metrics).toEqual(one.report?.metrics)
    expect(told.report.roc[task]).toEqual({ x: [0, 1], y: [0, 1] })
    expect(told.series).toEqual([
      { split: 'valid', metric: 'auc', of: task, slice: null, steps: [7], values: [0.625] },
    ])
    expect(Object.keys(told)).not.toContain('observed')
    // Nothing of single rows or users.
    for (const key of ['snapshots', 'history', 'changes']) expect(Object.keys(told)).not.toContain(key)
  })

  it('of all runs is a table over groups and seeds of what test said, with all digits', () => {
    const runs = [run('a|1', 1, 0.1 + 0.2), run('a|2', 2, null)]
    const rows = runs.map((one) => ({ run: one, groupName: 'mine, "all"' }))
    const lines = numbersCsv(rows as never).split('\r\n')
    expect(lines[0]).toBe('group,seed,split,task,slice,metric,value,rows')
    expect(lines).toContain(`"mine, ""all""",1,test,${task},,auc,0.30000000000000004,10`)
    expect(lines).toContain(`"mine, ""all""",1,test,${task},,gauc,,10`)
    // A run that was not tested says nothing.
    expect(lines.filter((line) => line.includes(',2,test,'))).toEqual([])
  })
})
