import { describe, expect, it } from 'vitest'
import { issue } from '../../core/result.ts'
import { sampleConfig } from '../../experiment/defaults.ts'
import { compareGroups } from '../../run/compare.ts'
import { queuedRun, type Run } from '../../run/run.ts'
import { earlyPairs, isGone, lasting, type Preview, previewKey } from './preview-view.ts'
import { comparedOf, type NamedGroup } from './view.ts'

const config = sampleConfig()
const task = config.schema.tasks[0]?.id ?? ''
const selection = { task, slice: null, metric: 'auc' } as const

/** A run that ended with this AUC; `attempt` null: its scores are not here. */
const run = (id: string, seed: number, auc: number, attempt: string | null = `${id}${seed}`): Run => ({
  ...queuedRun(`${id}${seed}`, { ...config, seed }),
  attempt,
  status: { kind: 'ended', reason: 'finished', step: 1 },
  report: {
    metrics: [
      {
        ...{ split: 'test', task, slice: null, rows: 1000, positives: 300, users: 200 },
        ...{ auc, gauc: auc, gaucExcluded: 0, logloss: null, calibration: null },
      },
    ],
    roc: new Map(),
    violations: new Map(),
    sensitivity: [],
    interventions: [],
    replicates: new Map(),
  },
})
const group = (id: string, runs: readonly Run[]): NamedGroup => ({ id, name: id, style: 0, config, runs })

function early(groups: readonly NamedGroup[], metric: 'auc' | 'gauc' = 'auc', visible = groups) {
  const [baseline] = groups
  if (baseline === undefined) throw new Error('no group')
  const wanted = { ...selection, metric }
  return earlyPairs(visible, baseline, wanted, compareGroups(groups.map(comparedOf), baseline.id, wanted))
}
const base = group(
  'a',
  [1, 2, 3].map((seed) => run('a', seed, 0.7)),
)

describe('pairs for a preview', () => {
  it('are the first of each group that has one or two, and of none that has enough for an interval', () => {
    const groups = [
      base,
      group('one', [run('one', 2, 0.71)]),
      group('two', [run('two', 1, 0.71), run('two', 3, 0.7)]),
      group(
        'three',
        [1, 2, 3].map((seed) => run('three', seed, 0.7)),
      ),
      group('none', []),
    ]
    expect(early(groups).map(({ groupId, seed, base: other }) => [groupId, seed, other.id])).toEqual([
      ['one', 2, 'a2'],
      ['two', 1, 'a1'],
    ])
    expect(early(groups, 'gauc')).toEqual([])
    expect(early(groups, 'auc', groups.slice(0, 2)).map(({ groupId }) => groupId)).toEqual(['one'])
  })

  it('leave out runs whose scores the trainer cannot have', () => {
    const kept = group('b', [run('b', 1, 0.7, null), run('b', 2, 0.7)])
    expect(early([base, kept]).map(({ seed }) => seed)).toEqual([2])
    expect(early([base, group('b', [run('b', 1, 0.7, null)])])).toEqual([])
  })

  it('are told apart by the executions, the task and the slice', () => {
    const pair = { own: run('b', 1, 0.7), base: run('a', 1, 0.7) }
    const keys = [
      previewKey(pair, 'x', null),
      previewKey(pair, 'y', null),
      previewKey(pair, 'x', 'scene=big'),
      previewKey({ ...pair, own: run('b', 1, 0.7, 'again') }, 'x', null),
    ]
    expect(new Set(keys).size).toBe(4)
  })
})

describe('what the trainer said of a pair', () => {
  const refused = (...codes: readonly string[]): Preview => ({
    kind: 'refused',
    issues: codes.map((code) => issue('run', code)),
  })
  const answer: Preview = {
    ...{ kind: 'preview', task, slice: null, rows: 10, positives: 4 },
    ...{ delta: 0.01, half: null },
  }

  it('stays when other pairs are looked at, but for what was the fault of the worker', () => {
    const found = new Map<string, Preview>([
      ['answered', answer],
      ['gone', refused('ranking.noScores')],
      ['other users', refused('slice.otherUsers')],
      ['crashed', refused('worker.crashed')],
      ['failed', refused('worker.unexpected')],
      ['overtaken', refused()],
    ])
    expect([...lasting(found).keys()]).toEqual(['answered', 'gone', 'other users'])
  })

  it('is that scores are gone where it says so alone', () => {
    expect(isGone(refused('ranking.noScores'))).toBe(true)
    for (const other of [answer, refused(), refused('worker.crashed'), refused('slice.otherUsers')])
      expect(isGone(other)).toBe(false)
  })
})
