import { describe, expect, it } from 'vitest'
import type { SliceMetrics } from '../../core/metrics/slice-metrics.ts'
import { sampleConfig } from '../../experiment/defaults.ts'
import { compareGroups } from '../../run/compare.ts'
import { queuedRun, type Run } from '../../run/run.ts'
import { decileLabels, decileTable, isLow, lowVerdicts, sceneTable } from './slices-view.ts'
import type { NamedGroup } from './view.ts'

const config = sampleConfig()
const task = config.schema.tasks[0]?.id ?? ''
const COUNTS: readonly (readonly [string | null, number, number])[] = [
  [null, 1000, 300],
  ['scene=small', 100, 12],
  ['scene=big', 800, 250],
  ['scene=never', 100, 0],
  ['activity=D10', 400, 100],
  ['activity=D1', 200, 60],
  ['activity=D4', 200, 60],
  ['activity=low', 200, 60],
  ['activity=unseen', 200, 80],
]

function run(seed: number, auc: number): Run {
  const metrics = COUNTS.map(
    ([slice, rows, positives]): SliceMetrics => ({
      split: 'test',
      task,
      slice,
      rows,
      positives,
      users: 150,
      auc: positives === 0 ? null : auc,
      gauc: null,
      gaucExcluded: null,
      logloss: null,
      calibration: null,
    }),
  )
  return {
    ...queuedRun(`r${seed}`, { ...config, seed }),
    status: { kind: 'ended', reason: 'finished', step: 1 },
    report: {
      metrics,
      roc: new Map(),
      violations: new Map(),
      sensitivity: [],
      interventions: [],
      replicates: new Map(
        COUNTS.map(
          ([slice]) => [`${task}|${slice ?? '*'}`, Float32Array.of(auc - 0.01, auc, auc + 0.01)] as const,
        ),
      ),
    },
  }
}
const group = (id: string, aucs: readonly number[]): NamedGroup => ({
  id,
  name: id,
  style: 0,
  config,
  runs: aucs.map((auc, i) => run(i + 1, auc)),
})
const groups = [group('a', [0.7, 0.71, 0.72]), group('b', [0.72, 0.732, 0.744])]
const [baseline] = groups
if (baseline === undefined) throw new Error('no baseline')
const asked = {
  groups,
  baseline,
  visible: groups,
  selection: { task, metric: 'auc' as const },
  prepared: null,
  adaptive: null,
}

describe('scenes', () => {
  const { columns, apart, oneClass } = sceneTable(asked)

  it('stand by row count, all rows apart; one of a single class is listed and not drawn', () => {
    expect(columns.map(({ label }) => label)).toEqual(['big', 'small'])
    expect(apart).toMatchObject({ slice: null, rows: 1000 })
    expect(oneClass).toEqual(['never'])
    expect(columns.map(({ isThin }) => isThin)).toEqual([false, true])
  })

  it('have levels and paired differences with seeds and users in their intervals', () => {
    const [own, other] = columns[0]?.cells ?? []
    // Levels .70, .71, .72: s = .01, t(.975, 2) = 4.30265; users: deviation .01 of the mean replicate.
    const half = Math.hypot((4.30265 * 0.01) / Math.sqrt(3), 1.959964 * 0.01)
    expect(own).toMatchObject({ level: expect.closeTo(0.71, 9), delta: null, deltaHalf: null })
    expect(own?.half).toBeCloseTo(half, 6)
    // Differences .020, .022, .024; replicates move both alike and cancel.
    expect(other?.delta).toBeCloseTo(0.022, 9)
    expect(other?.deltaHalf).toBeCloseTo((4.30265 * 0.002) / Math.sqrt(3), 5)
  })

  it('do not change for a group when another is hidden', () => {
    const alone = sceneTable({ ...asked, visible: groups.slice(1) })
    expect(alone.columns.map(({ cells }) => cells[0])).toEqual(columns.map(({ cells }) => cells[1]))
  })
})

describe('deciles', () => {
  it('go from low to high, with users absent from train in a bin of their own', () => {
    const { columns } = decileTable(asked)
    expect(columns.map(({ slice }) => slice)).toEqual([
      'activity=D1',
      'activity=D4',
      'activity=D10',
      'activity=unseen',
    ])
    expect(columns.map(({ slice }) => isLow(slice))).toEqual([true, false, false, false])
  })

  it('that ties leave empty are named with the one that holds their users', () => {
    const users = [9, 0, 0, 3, 3, 3, 0, 3, 3, 3].map((count) => ({ users: count, min: 1, max: 1 }))
    expect([...decileLabels(users).values()]).toEqual(['D1–D3', 'D4', 'D5', 'D6–D7', 'D8', 'D9', 'D10'])
  })

  it('have one verdict: that of the low ones together, as the table above says it', () => {
    const runs = groups.map(({ id, runs: own }) => ({ groupId: id, runs: own }))
    for (const slice of [null, 'scene=big', 'activity=low']) {
      const selection = { task, slice, metric: 'auc' as const }
      const [verdict, ...more] = lowVerdicts(compareGroups(runs, 'a', selection), selection, groups)
      expect(more).toEqual([])
      expect(verdict).toMatchObject({ id: 'b', state: 'better', delta: expect.closeTo(0.022, 9) })
    }
  })
})
