import { describe, expect, it } from 'vitest'
import type { SliceMetrics } from '../../core/metrics/slice-metrics.ts'
import { sliceKey } from '../../core/metrics/slice-spec.ts'
import { sampleConfig } from '../../experiment/defaults.ts'
import { settingsTable } from '../../experiment/diff.ts'
import { readsAlike } from '../../experiment/hash.ts'
import type { Plan } from '../../experiment/plan.ts'
import { queuedRun, type Run, reduceRun } from '../../run/run.ts'
import { runKey } from '../../store/state.ts'
import {
  curveGroups,
  deltaGroups,
  differingRows,
  matchingRows,
  namedGroups,
  sceneRows,
  settingsText,
  sliceFamily,
  sliceOptions,
} from './view.ts'

const config = sampleConfig()
const task = config.schema.tasks[0]?.id ?? ''
const { 'user-clusters': _off, ...others } = config.modules
const plan: Plan = {
  seeds: [1, 2],
  groups: [
    { id: 'a', label: null, style: 0, config },
    { id: 'b', label: 'mine', style: 3, config: { ...config, modules: others } },
  ],
}

const metrics = (slice: string | null, auc: number | null, rows = 1000, positives = 300): SliceMetrics => ({
  split: 'test',
  task,
  slice,
  rows,
  positives,
  users: 100,
  auc,
  gauc: auc,
  gaucExcluded: 0,
  logloss: 0.5,
  calibration: 1,
})

/** A run with validation AUC at steps 10 and 20 and a test report. */
function trained(
  id: string,
  seed: number,
  aucs: readonly [number, number],
  reason: 'finished' | 'stopped' | 'diverged',
): Run {
  const own = id.startsWith('a') ? config : { ...config, modules: others }
  const key = { split: 'valid' as const, metric: 'auc' as const, of: task, slice: null }
  let run = reduceRun(queuedRun(id, { ...own, seed }), {
    type: 'started',
    how: 'cpu, eager',
    parameterCount: 10,
    totalSteps: 20,
    stepsPerEpoch: 10,
    batchSize: 100,
    terms: [],
  })
  run = reduceRun(run, {
    type: 'metrics',
    points: aucs.map((value, index) => ({ key, step: 10 * (index + 1), value })),
  })
  if (reason !== 'diverged') {
    run = reduceRun(run, {
      type: 'tested',
      step: 20,
      report: {
        metrics: [
          metrics(null, aucs[1]),
          metrics('scene=small', aucs[1] - 0.1, 40, 12),
          metrics('scene=big', aucs[1] + 0.1, 900, 280),
          metrics('activity=D2', aucs[1]),
        ],
        roc: new Map([[task, { x: Float32Array.from([0, 0.5, 1]), y: Float32Array.from([0, aucs[1], 1]) }]]),
        violations: new Map(),
        sensitivity: [],
        interventions: [],
        replicates: new Map(),
      },
    })
  }
  return reduceRun(run, { type: 'ended', reason, step: 20, bestStep: 20, seconds: 1, rowsPerSecond: 1 })
}
const runsOf = (...runs: readonly (readonly [string, Run])[]) => new Map(runs)
const full = runsOf(
  [runKey('a', 1), trained('a1', 1, [0.6, 0.7], 'finished')],
  [runKey('a', 2), trained('a2', 2, [0.62, 0.74], 'finished')],
  [runKey('b', 1), trained('b1', 1, [0.5, 0.68], 'finished')],
  [runKey('b', 2), trained('b2', 2, [0.52, 0.7], 'finished')],
)

describe('groups of a plan', () => {
  it('are named by what differs; a typed label stands beside it', () => {
    const [a, b] = namedGroups(plan, new Map())
    expect(b?.name).toBe('mine (− Clusters)')
    expect(a?.name).not.toBe('')
    expect(b?.style).toBe(3)
  })
  it('hold their runs in the order of the seeds, absent ones left out', () => {
    const some = new Map(full)
    some.delete(runKey('a', 1))
    const [a] = namedGroups(plan, some)
    expect(a?.runs.map((run) => run.config.seed)).toEqual([2])
  })
})

describe('curves', () => {
  const groups = namedGroups(plan, full)

  it('draw each seed over rows seen and the mean of both', () => {
    const [a] = curveGroups(groups, task, null)
    expect(a?.seeds.map((seed) => seed.points.map((point) => point.x))).toEqual([
      [1000, 2000],
      [1000, 2000],
    ])
    expect(a?.band.map((point) => Number(point.mean.toFixed(4)))).toEqual([0.61, 0.72])
    expect(a?.seeds[0]?.best?.x).toBe(2000)
  })
  it('are unchanged by another group’s coming or going', () => {
    const alone = curveGroups(groups.slice(0, 1), task, null)[0]
    expect(curveGroups(groups, task, null)[0]).toEqual(alone)
  })
  it('leave a diverged seed out of the mean and keep it marked', () => {
    const runs = new Map(full).set(runKey('a', 2), trained('a2', 2, [0.62, 0.1], 'diverged'))
    const [a] = curveGroups(namedGroups(plan, runs), task, null)
    expect(a?.band.at(-1)).toMatchObject({ n: 1 })
    expect(a?.seeds.map((seed) => seed.diverged)).toEqual([false, true])
  })
  it('have no difference for the baseline, and a paired one for others', () => {
    const baseline = groups[0]
    if (baseline === undefined) throw new Error('no group')
    const deltas = deltaGroups(groups, baseline, task, null)
    expect(deltas.map((group) => group.id)).toEqual(['b'])
    // (.68 − .70 + .70 − .74) / 2 = −.03
    expect(deltas[0]?.band.at(-1)?.mean).toBeCloseTo(-0.03, 5)
  })
})

describe('slices', () => {
  const groups = namedGroups(plan, full)

  it('that people made count together in Holm, those that were removed after a look among them', () => {
    const spec = { all: [{ kind: 'unseen' }] } as const
    const removed = 'custom=removed'
    const one = trained('b1', 1, [0.5, 0.68], 'finished')
    if (one.report === null) throw new Error('untested')
    const report = { ...one.report, metrics: [...one.report.metrics, metrics(removed, 0.6)] }
    const read = namedGroups(plan, new Map(full).set(runKey('b', 1), { ...one, report }))
    const selection = { task, slice: sliceKey(spec), metric: 'auc' } as const
    const saved = [{ name: 'new', spec }]
    expect(sliceFamily(read, saved, selection)).toEqual([selection, { ...selection, slice: removed }])
    expect(sliceFamily(groups, saved, selection)).toEqual([selection])
    expect(sliceFamily(read, saved, { ...selection, slice: 'scene=big' })).toEqual([])
  })

  it('offered are all rows, the scenes and the low-activity slice', () => {
    expect(sliceOptions(groups, null)).toEqual([null, 'scene=small', 'scene=big', 'activity=low'])
  })
  it('put the biggest scene first and hatch one with too few of a class', () => {
    const rows = sceneRows(groups, { task, metric: 'auc' }, null)
    expect(rows.map((row) => [row.slice, row.isThin])).toEqual([
      ['scene=big', false],
      ['scene=small', true],
    ])
    expect(rows[0]?.means[0]).toBeCloseTo(0.82, 5)
    expect(rows[0]?.ranges[1]?.low).toBeCloseTo(0.78, 5)
  })
  it('take the floor of the same rows', () => {
    const floor = [
      { ...metrics('scene=big', 0.55) },
      { ...metrics('scene=big', 0.9), split: 'valid' as const },
    ]
    const rows = sceneRows(groups, { task, metric: 'auc' }, { floor, oracle: null })
    expect(rows.map((row) => row.floor)).toEqual([0.55, null])
  })
})

describe('what differs', () => {
  it('is one row for a module that is off, not one for each of its settings', () => {
    const rows = differingRows(settingsTable(plan.groups.map((group) => group.config)))
    expect(rows.map((row) => row.path)).toEqual(['modules.user-clusters'])
  })
  it('is searched by name, path and value, and copied as a table', () => {
    const rows = settingsTable(plan.groups.map((group) => group.config))
    expect(matchingRows(rows, 'batch SIZE').map((row) => row.path)).toContain('training.batchSize')
    expect(matchingRows(rows, 'batch 512').map((row) => row.path)).toEqual(['training.batchSize'])
    expect(matchingRows(rows, '')).toEqual(rows)
    const text = settingsText(
      ['setting', 'a', 'b'],
      [{ path: 'p', label: 'two\twords', values: ['1', null] }],
      (v) => v ?? '–',
    )
    expect(text).toBe('setting\ta\tb\ntwo words\t1\t–')
  })
  it('lists a setting where groups that have the module on disagree', () => {
    const clusters = config.modules['user-clusters']
    if (clusters === undefined) throw new Error('the sample has clusters on')
    const wide = { ...config, modules: { ...config.modules, 'user-clusters': { ...clusters, clusters: 32 } } }
    const rows = differingRows(settingsTable([...plan.groups.map((group) => group.config), wide]))
    expect(rows.map((row) => row.path)).toEqual(['modules.user-clusters', 'modules.user-clusters.clusters'])
  })
})

describe('reference lines', () => {
  it('hold for configs that read the same rows, whatever the model', () => {
    expect(readsAlike(config, { ...config, seed: 9, modules: others })).toBe(true)
    const filters = [{ column: 'scene', values: ['click'] }]
    expect(readsAlike(config, { ...config, schema: { ...config.schema, filters } })).toBe(false)
  })
})
