import { beforeEach, describe, expect, it } from 'vitest'
import type { SliceMetrics } from '../core/metrics/slice-metrics.ts'
import { type SliceSpec, sliceKey } from '../core/metrics/slice-spec.ts'
import { issue } from '../core/result.ts'
import { readingHash } from '../experiment/hash.ts'
import { deletedSeeds } from '../run/deleted.ts'
import { looksAtTest } from '../run/looks.ts'
import { queuedRun, type Run } from '../run/run.ts'
import type { SliceReferences, SliceReport } from '../run/slice-report.ts'
import { type FakeTrainer, fakeTrainer } from '../testing/fake-trainer.ts'
import { EMPTY_COMPARE_VIEW, parseCompareView } from './compare-view.ts'
import { createWorkbench, type Workbench } from './workbench.ts'

const LOW: SliceSpec = { all: [{ kind: 'activity', from: 1, to: 2 }] }
const KEY = sliceKey(LOW)

const metrics = (slice: string | null, auc: number): SliceMetrics => ({
  split: 'test',
  task: 'click',
  slice,
  rows: 100,
  positives: 40,
  users: 50,
  auc,
  gauc: null,
  gaucExcluded: null,
  logloss: null,
  calibration: null,
})
const reportOf = (slice: string, auc: number): SliceReport => ({
  slice,
  metrics: [metrics(slice, auc)],
  roc: new Map(),
  precisionRecall: new Map(),
  calibration: new Map(),
  replicates: new Map([['click', Float32Array.of(auc)]]),
})

describe('a comparison', () => {
  let trainer: FakeTrainer
  let bench: Workbench

  /** A run that has ended and was tested under the name `attempt`. */
  const tested = (id: string, attempt: string): Run => ({
    ...queuedRun(id, bench.getState().draft),
    attempt,
    status: { kind: 'ended', reason: 'finished', step: 1 },
    report: {
      metrics: [metrics(null, 0.7)],
      roc: new Map(),
      violations: new Map(),
      sensitivity: [],
      interventions: [],
      replicates: new Map(),
    },
  })
  const add = (...runs: readonly Run[]) =>
    bench.setState({
      runs: new Map([...bench.getState().runs, ...runs.map((run) => [run.id, run] as const)]),
    })
  const aucOf = (id: string) =>
    bench
      .getState()
      .runs.get(id)
      ?.report?.metrics.find(({ slice }) => slice === KEY)?.auc

  beforeEach(() => {
    trainer = fakeTrainer()
    bench = createWorkbench(trainer.port)
  })

  it('asks for a slice once, of the runs that were tested and have not told it, and gives each its own numbers', () => {
    add(tested('g1|1', 'a'), tested('g2|1', 'b'), queuedRun('g2|2', bench.getState().draft))
    bench.actions.saveSlice({ name: 'low', spec: LOW })
    expect(bench.getState().view.slice).toBe(KEY)
    bench.actions.readSlice(KEY)
    bench.actions.readSlice(KEY)
    const [asked, ...more] = trainer.all('slice')
    expect(more).toEqual([])
    expect(asked).toMatchObject({ runIds: ['a', 'b'], spec: LOW })
    const reports = [{ runId: 'a', report: reportOf(KEY, 0.6) }]
    const sliceId = asked?.sliceId ?? ''
    trainer.say({ type: 'sliced', sliceId, reports, gone: ['b'], references: null })
    expect(aucOf('g1|1')).toBe(0.6)
    expect(bench.getState().runs.get('g1|1')?.report?.replicates.get(`click|${KEY}`)?.[0]).toBeCloseTo(0.6)
    expect(aucOf('g2|1')).toBeUndefined()
    expect(bench.getState().slicing.get(KEY)).toMatchObject({ kind: 'answered', gone: ['b'] })
    // What is gone is not asked for again; a run that ended since is.
    bench.actions.readSlice(KEY)
    expect(trainer.all('slice')).toHaveLength(1)
    add(tested('g2|3', 'c'))
    bench.actions.readSlice(KEY)
    expect(trainer.last('slice').runIds).toEqual(['c'])
  })

  it('asks again about a slice that was refused, once there is another run or it is saved again', () => {
    add(tested('g1|1', 'a'))
    bench.actions.saveSlice({ name: 'low', spec: LOW })
    bench.actions.readSlice(KEY)
    const refuse = () =>
      trainer.say({
        type: 'unsliced',
        sliceId: trainer.last('slice').sliceId,
        issues: [issue('slice', 'slice.empty')],
      })
    refuse()
    expect(bench.getState().slicing.get(KEY)?.kind).toBe('refused')
    bench.actions.readSlice(KEY)
    expect(trainer.all('slice')).toHaveLength(1)
    add(tested('g1|2', 'b'))
    bench.actions.readSlice(KEY)
    expect(trainer.last('slice').runIds).toEqual(['b'])
    refuse()
    bench.actions.saveSlice({ name: 'low users', spec: LOW })
    expect(trainer.last('slice').runIds).toEqual(['a', 'b'])
  })

  it('keeps reference lines by reading, each asked for by itself', () => {
    const other = tested('g2|1', 'b')
    const split = { kind: 'random', valid: 0.3, test: 0.3 } as const
    const far: Run = { ...other, config: { ...other.config, split } }
    const near = tested('g1|1', 'a')
    add(near, far)
    bench.actions.saveSlice({ name: 'low', spec: LOW })
    bench.actions.readSlice(KEY)
    const lines = [near, far].map(({ attempt }) => {
      const { sliceId, runIds } = trainer.last('slice')
      expect(runIds).toEqual([attempt])
      const references = { floor: [], popularity: [] } as unknown as SliceReferences
      const reports = [{ runId: attempt ?? '', report: reportOf(KEY, 0.6) }]
      trainer.say({ type: 'sliced', sliceId, reports, gone: [], references })
      return references
    })
    const state = bench.getState().slicing.get(KEY)
    expect(state?.kind).toBe('answered')
    expect(state?.references.get(readingHash(near.config))).toBe(lines[0])
    expect(state?.references.get(readingHash(far.config))).toBe(lines[1])
  })

  it('deletes ended runs and brings them back, scores and all', () => {
    const [one, two] = [tested('g1|1', 'a'), tested('g1|2', 'b')]
    add(one, two, queuedRun('g1|3', bench.getState().draft))
    bench.actions.deleteRuns(['g1|1', 'g1|3'])
    expect([...bench.getState().runs.keys()]).toEqual(['g1|2', 'g1|3'])
    expect(trainer.all('forget')).toEqual([])
    bench.actions.undoDelete()
    expect(bench.getState().runs.get('g1|1')).toBe(one)
    expect(bench.getState().bin).toEqual([])
    // A run that was trained anew meanwhile stays, and the one it replaced is forgotten.
    bench.actions.deleteRuns(['g1|2'])
    const anew = tested('g1|2', 'c')
    add(anew)
    bench.actions.undoDelete()
    expect(bench.getState().runs.get('g1|2')).toBe(anew)
    expect(trainer.last('forget').runIds).toEqual(['b'])
  })

  it('remembers of deleted runs that they were lost and read, longer than they can come back', () => {
    const seed = bench.getState().draft.seed
    const group = bench.getState().plan.groups[0]
    if (group === undefined) throw new Error('no group')
    const one = (status: Run['status']): Run => ({ ...tested(`g1|${seed}`, 'a'), status })
    const lost = one({ kind: 'ended', reason: 'diverged', step: 1 })
    const { deleteRuns, undoDelete } = bench.actions
    const seeds = () => {
      const { deleted, runs } = bench.getState()
      return deletedSeeds(deleted, group.config, [seed, seed + 1], [...runs.values()])
    }
    const looks = () => looksAtTest([], lost, bench.getState().deleted)
    add(lost)
    deleteRuns([lost.id])
    expect(seeds()).toEqual([seed])
    expect(looks()).toBe(1)
    undoDelete()
    expect(bench.getState().deleted).toEqual([])
    deleteRuns([lost.id])
    for (let i = 0; i < 30; i++) {
      add(tested('other|1', `${i}`))
      deleteRuns(['other|1'])
    }
    expect(bench.getState().bin.flat()).not.toContain(lost)
    expect(seeds()).toEqual([seed])
    // What trains again has not ended: it is lost until it does.
    add(one({ kind: 'running', step: 1 } as Run['status']))
    expect(seeds()).toEqual([seed])
    add(one({ kind: 'ended', reason: 'finished', step: 1 }))
    expect(seeds()).toEqual([])
  })

  it('keeps slices, notes and marks, and reads back no half of a slice', () => {
    bench.actions.saveSlice({ name: 'low', spec: LOW })
    bench.actions.markGroup('g1', { note: 'why', tags: ['x'] })
    bench.actions.markRuns(['g1|1'], { pinned: true, name: 'the first' })
    bench.actions.noteComparison({ hypothesis: 'it helps', note: 'it did' })
    const { compare } = bench.getState().view
    expect(parseCompareView(JSON.parse(JSON.stringify(compare)))).toEqual(compare)
    const half = { ...compare, slices: [{ name: 'two', spec: { all: [...LOW.all, { kind: 'new' }] } }] }
    expect(parseCompareView(half).slices).toEqual([])
    const range = (least: unknown, most: unknown) =>
      parseCompareView({
        slices: [{ name: 'r', spec: { all: [{ kind: 'range', column: 'age', least, most }] } }],
      }).slices
    expect(range(1, null)[0]?.spec.all).toEqual([{ kind: 'range', column: 'age', least: 1, most: null }])
    for (const lost of ['20', undefined, {}]) expect([range(1, lost), range(lost, 1)]).toEqual([[], []])
    expect(parseCompareView('nonsense')).toEqual(EMPTY_COMPARE_VIEW)
  })
})
