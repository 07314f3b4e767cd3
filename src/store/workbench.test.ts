import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { issue } from '../core/result.ts'
import { configHash } from '../experiment/hash.ts'
import type { RunEvent } from '../run/events.ts'
import { type FakeTrainer, fakeTrainer, infoOf, SAMPLE_HASH } from '../testing/fake-trainer.ts'
import { ended, STARTED as started } from '../testing/run-events.ts'
import { runKey } from './state.ts'
import { createWorkbench, type Workbench } from './workbench.ts'

const reached: RunEvent = {
  type: 'metrics',
  points: [{ key: { split: 'valid', metric: 'auc', of: 'click', slice: null }, step: 10, value: 0.7 }],
}

describe('the workbench', () => {
  let trainer: FakeTrainer
  let workbench: Workbench

  function open(): void {
    trainer = fakeTrainer()
    workbench = createWorkbench(trainer.port)
  }
  const state = () => workbench.getState()
  const sampleArrives = () =>
    trainer.say({
      type: 'imported',
      importId: trainer.last('import-builtin').importId,
      dataset: infoOf(SAMPLE_HASH, 'sample', state().draft.schema),
    })
  /** Plays the event for the run that was started last. */
  const play = (...events: RunEvent[]) => {
    for (const event of events) trainer.say({ type: 'run', runId: trainer.last('start').runId, event })
  }
  const startedCells = () =>
    trainer
      .all('start')
      .map(({ config }) => [Object.keys(config.modules).includes('user-clusters'), config.seed])

  beforeEach(() => {
    vi.useFakeTimers()
    open()
    sampleArrives()
  })
  afterEach(() => {
    workbench.close()
    vi.useRealTimers()
  })

  it('asks for the sample and prepares it once the draft has settled', () => {
    expect(trainer.all('prepare')).toEqual([])
    expect(state().preparing.kind).toBe('preparing')
    workbench.actions.editSplit({ kind: 'random', valid: 0.1, test: 0.1 })
    workbench.actions.editSplit({ kind: 'random', valid: 0.2, test: 0.2 })
    vi.advanceTimersByTime(1000)
    expect(trainer.all('prepare')).toHaveLength(1)
    expect(trainer.last('prepare').split).toEqual({ kind: 'random', valid: 0.2, test: 0.2 })
  })

  it('ignores the answer to an older preparation', () => {
    vi.advanceTimersByTime(1000)
    const { prepareId } = trainer.last('prepare')
    workbench.actions.editSplit({ kind: 'random', valid: 0.2, test: 0.2 })
    trainer.say({ type: 'unprepared', prepareId, issues: [issue('split', 'split.empty')] })
    expect(state().preparing.kind).toBe('preparing')
  })

  it('shows the passport of the latest question, and until it comes that of the draft before', () => {
    const passport = {
      facts: { rows: 1, users: 1, days: null, rates: [], fewRows: 1 },
      findings: [],
      columns: [],
    }
    vi.advanceTimersByTime(1000)
    const { prepareId } = trainer.last('prepare')
    trainer.say({ type: 'unprepared', prepareId, issues: [issue('split', 'split.empty')] })
    trainer.say({ type: 'passport', prepareId, passport })
    expect(state().passport).toBe(passport)
    workbench.actions.editSplit({ kind: 'random', valid: 0.2, test: 0.2 })
    expect(state().passport).toBe(passport)
    trainer.say({ type: 'passport', prepareId, passport: { ...passport, findings: [] } })
    expect(state().passport).toBe(passport)
  })

  it('plans the draft against the draft without clusters, over seeds 1, 2, 3', () => {
    const { plan, draft } = state()
    expect(plan.seeds).toEqual([1, 2, 3])
    expect(plan.groups.map(({ config }) => 'user-clusters' in config.modules)).toEqual([true, false])
    expect(plan.groups[0]?.config).toEqual(draft)
  })

  it('trains one run at a time, pairs of a seed together', () => {
    workbench.actions.run()
    expect(trainer.all('start')).toHaveLength(1)
    for (let i = 0; i < 6; i++) play(started, ended('finished'))
    expect(startedCells()).toEqual([
      [true, 1],
      [false, 1],
      [true, 2],
      [false, 2],
      [true, 3],
      [false, 3],
    ])
    expect(state().queue).toEqual([])
    expect([...state().runs.values()].every((run) => run.status.kind === 'ended')).toBe(true)
  })

  it('does not train what is known: settled runs of equal hash are taken over', () => {
    workbench.actions.planFrom('draft')
    workbench.actions.run()
    for (let i = 0; i < 3; i++) play(started, reached, ended('finished'))
    workbench.actions.planFrom('leave-one-out')
    const before = trainer.all('start').length
    workbench.actions.removeGroup(state().plan.groups[0]?.id ?? '')
    workbench.actions.addGroup()
    workbench.actions.run()
    const copy = state().plan.groups.at(-1)
    const run = state().runs.get(runKey(copy?.id ?? '', 1))
    expect(run?.status).toEqual({ kind: 'ended', reason: 'finished', step: 30 })
    expect(run?.series.size).toBe(1)
    expect(trainer.all('start').length).toBe(before + 1)
    expect(trainer.last('start').config.modules).not.toEqual(state().draft.modules)
  })

  it('keeps what a stopped run reached, and goes on with the queue', () => {
    workbench.actions.run()
    const id = state().queue[0] ?? ''
    play(started, reached)
    workbench.actions.stopRun()
    expect(trainer.last('stop').runId).toBe(trainer.last('start').runId)
    play(ended('stopped'))
    expect(state().runs.get(id)?.status).toEqual({ kind: 'ended', reason: 'stopped', step: 30 })
    expect(state().runs.get(id)?.series.size).toBe(1)
    expect(trainer.all('start')).toHaveLength(2)
  })

  it('trains a stopped run again when asked to run, and a diverged one not', () => {
    workbench.actions.planFrom('draft')
    workbench.actions.setSeeds([1, 2])
    workbench.actions.run()
    play(started, ended('stopped'))
    play(started, ended('diverged'))
    workbench.actions.run()
    expect(trainer.all('start').map(({ config }) => config.seed)).toEqual([1, 2, 1])
  })

  it('stops all: the queue is empty and the running run keeps what it reached', () => {
    workbench.actions.run()
    play(started, reached)
    workbench.actions.stopAll()
    expect(state().queue).toHaveLength(1)
    play(ended('stopped'))
    expect(state().queue).toEqual([])
    expect(state().runs.size).toBe(1)
    expect(trainer.all('start')).toHaveLength(1)
  })

  it('ignores late events of an attempt that was given up', () => {
    workbench.actions.run()
    const { runId } = trainer.last('start')
    workbench.actions.stopAll()
    workbench.actions.run()
    trainer.say({ type: 'run', runId, event: ended('stopped') })
    expect(state().queue).toHaveLength(6)
    expect(state().runs.get(state().queue[0] ?? '')?.status.kind).toBe('queued')
  })

  it('pauses between runs as well as within one', () => {
    workbench.actions.run()
    play(started)
    workbench.actions.pause()
    expect(trainer.last('pause').runId).toBe(trainer.last('start').runId)
    play({ type: 'paused', step: 12 }, ended('finished'))
    expect(trainer.all('start')).toHaveLength(1)
    workbench.actions.resume()
    expect(trainer.all('start')).toHaveLength(2)
  })

  it('goes on after a run that failed or was refused, and says why', () => {
    workbench.actions.run()
    play(started, { type: 'failed', code: 'crashed', detail: 'out of memory' })
    expect(state().problem?.[0]).toMatchObject({
      code: 'failures.crashed',
      params: { detail: 'out of memory' },
    })
    const { runId } = trainer.last('start')
    trainer.say({ type: 'refused', runId, issues: [issue('modules.scene-routing', 'scene-routing:noScene')] })
    expect(state().problem?.[0]?.code).toBe('scene-routing:noScene')
    expect(trainer.all('start')).toHaveLength(3)
  })

  it('keeps the colours of the groups that stay, and gives the freed one to the next', () => {
    workbench.actions.planFrom('leave-one-out')
    const [first, second, third] = state().plan.groups
    workbench.actions.removeGroup(second?.id ?? '')
    expect(state().plan.groups[1]).toEqual(third)
    workbench.actions.editTraining({ epochs: 3 })
    workbench.actions.addGroup()
    expect(state().plan.groups.at(-1)?.style).toBe(second?.style)
    expect(state().plan.groups[0]?.style).toBe(first?.style)
    expect(new Set(state().plan.groups.map(({ id }) => id)).size).toBe(state().plan.groups.length)
  })

  it('takes the runs of a removed group off the queue', () => {
    workbench.actions.run()
    play(started)
    workbench.actions.removeGroup(state().plan.groups[0]?.id ?? '')
    expect(trainer.all('stop')).toHaveLength(1)
    play(ended('stopped'))
    expect(state().queue).toHaveLength(3)
    expect(trainer.last('start').config.modules).not.toHaveProperty('user-clusters')
  })

  it('follows the draft until something of the plan was trained', () => {
    workbench.actions.editTraining({ epochs: 2 })
    expect(state().plan.groups.map(({ config }) => config.training.epochs)).toEqual([2, 2])
    workbench.actions.run()
    workbench.actions.editTraining({ epochs: 3 })
    expect(state().plan.groups.map(({ config }) => config.training.epochs)).toEqual([2, 2])
    workbench.actions.addGroup()
    expect(state().plan.groups.map(({ config }) => config.training.epochs)).toEqual([2, 2, 3])
  })

  it('never shows a run under settings that it was not trained with', () => {
    workbench.actions.planFrom('draft')
    workbench.actions.setSeeds([1])
    workbench.actions.run()
    play(started, reached, ended('finished'))
    workbench.actions.setSeeds([4])
    workbench.actions.editTraining({ epochs: 2 })
    workbench.actions.setSeeds([1, 4])
    workbench.actions.run()
    for (const group of state().plan.groups) {
      const run = state().runs.get(runKey(group.id, 1))
      expect(run?.config.training.epochs).toBe(group.config.training.epochs)
    }
  })

  it('brings no deleted run back under another config, nor gives its group id to another', () => {
    workbench.actions.setSeeds([1])
    workbench.actions.run()
    for (let i = 0; i < 2; i++) play(started, reached, ended('finished'))
    const mismatched = () =>
      [...state().runs.values()].filter(({ id, config }) =>
        state().plan.groups.some(
          (group) => id === runKey(group.id, 1) && configHash(group.config) !== configHash(config),
        ),
      )
    // The plan does not follow the draft while what was trained of it can come back.
    const all = [...state().runs.keys()]
    workbench.actions.deleteRuns(all)
    workbench.actions.editTraining({ epochs: 2 })
    workbench.actions.undoDelete()
    expect([...state().runs.keys()]).toEqual(all)
    expect(mismatched()).toEqual([])
    const last = state().plan.groups.at(-1)?.id ?? ''
    workbench.actions.deleteRuns([runKey(last, 1)])
    workbench.actions.removeGroup(last)
    workbench.actions.addGroup()
    expect(state().plan.groups.at(-1)?.id).not.toBe(last)
    workbench.actions.undoDelete()
    expect(mismatched()).toEqual([])
    // Whatever a group's config became, a run of another one stays away.
    const first = state().plan.groups[0]?.id ?? ''
    workbench.actions.deleteRuns([runKey(first, 1)])
    const groups = state().plan.groups.map((group) => ({ ...group, config: state().draft }))
    workbench.setState({ plan: { ...state().plan, groups } })
    workbench.actions.undoDelete()
    expect(state().runs.has(runKey(first, 1))).toBe(false)
  })

  it('gives no mark, and no hiding, of a removed group to another', () => {
    const last = state().plan.groups.at(-1)?.id ?? ''
    workbench.actions.hideGroup(last, true)
    workbench.actions.markRuns([runKey(last, 1)], { archived: true })
    workbench.actions.removeGroup(last)
    expect([...state().hiddenGroups]).toEqual([])
    workbench.actions.planFrom('leave-one-out')
    expect(state().plan.groups.map(({ id }) => id)).not.toContain(last)
    const [first = '', , third = ''] = state().plan.groups.map(({ id }) => id)
    workbench.actions.hideGroup(third, true)
    workbench.actions.hideGroup(first, true)
    workbench.actions.toggleModule('user-clusters', false)
    workbench.actions.planFrom('draft')
    expect(state().hiddenGroups.has(third)).toBe(false)
    const marked = `g${1 + Math.max(...[last, third].map((id) => Number(id.slice(1))))}`
    workbench.actions.markGroup(marked, { note: 'of before' })
    workbench.actions.planFrom('leave-one-out')
    expect(state().plan.groups.map(({ id }) => id)).not.toContain(marked)
  })

  it('takes no seed that its links and streams cannot hold', () => {
    workbench.actions.setSeeds([1, 4294967297, -1, 1.5, 2147483647])
    expect(state().plan.seeds).toEqual([1, 2147483647])
  })

  it('keeps its groups from following the draft when the draft is one of them already', () => {
    const { groups } = state().plan
    workbench.actions.addGroup()
    workbench.actions.addGroup()
    expect(state().plan.groups).toEqual(groups)
    workbench.actions.toggleModule('scene-routing', false)
    expect(state().plan.groups).toEqual(groups)
    workbench.actions.addGroup()
    expect(state().plan.groups.slice(0, -1)).toEqual(groups)
    expect(state().plan.groups.at(-1)?.config.modules['scene-routing']).toBeUndefined()
  })

  it('undoes and redoes edits of the draft, a hundred at most', () => {
    const first = state().draft
    for (let i = 1; i <= 120; i++) workbench.actions.editTraining({ epochs: i })
    for (let i = 0; i < 120; i++) workbench.actions.undo()
    expect(state().draft.training.epochs).toBe(20)
    workbench.actions.redo()
    expect(state().draft.training.epochs).toBe(21)
    workbench.actions.editTraining({ epochs: 99 })
    workbench.actions.redo()
    expect(state().draft.training.epochs).toBe(99)
    expect(first.training.epochs).not.toBe(99)
  })

  it('keeps the settings of a module that is switched off', () => {
    workbench.actions.editModule('user-clusters', { clusters: 7 })
    workbench.actions.toggleModule('user-clusters', false)
    expect(state().draft.modules).not.toHaveProperty('user-clusters')
    workbench.actions.toggleModule('user-clusters', true)
    expect(state().draft.modules['user-clusters']?.clusters).toBe(7)
  })

  it('refuses a setting out of its range', () => {
    const { draft } = state()
    workbench.actions.editModule('user-clusters', { clusters: 4000 })
    expect(state().draft).toBe(draft)
    expect(state().problem?.[0]?.path).toBe('modules.user-clusters.clusters')
  })

  it('asks about the ranking of an execution, shows the newest answer alone, and forgets executions', () => {
    workbench.actions.planFrom('draft')
    workbench.actions.setSeeds([1])
    workbench.actions.run()
    const { runId } = trainer.last('start')
    play(started, ended('stopped'))
    const run = [...state().runs.values()][0]
    if (run === undefined) throw new Error('no run')
    expect(run.attempt).toBe(runId)
    const question = { kind: 'slope', task: 'watch_sec>10', rule: null, slice: null } as const
    workbench.actions.rank(run, null, question)
    const first = trainer.last('rank')
    workbench.actions.rank(run, null, question)
    const { rankId } = trainer.last('rank')
    expect(trainer.last('rank')).toMatchObject({ runId, partnerId: null, question })
    trainer.say({ type: 'unranked', rankId: first.rankId, issues: [] })
    expect(state().rankings.get('slope')).toMatchObject({ kind: 'asking', rankId, attempt: runId })
    trainer.say({ type: 'unranked', rankId, issues: [issue('run', 'ranking.noScores')] })
    expect(state().rankings.get('slope')).toMatchObject({ kind: 'refused', attempt: runId })
    expect(trainer.all('forget')).toEqual([])
    // Trained again, the first execution is nobody's any more.
    workbench.actions.run()
    expect(trainer.all('forget').map(({ runIds }) => runIds)).toEqual([[runId]])
  })

  it('asks for the file again when the trainer has lost it', () => {
    workbench.actions.run()
    const { runId, config } = trainer.last('start')
    trainer.say({ type: 'missing', runId, dataset: config.dataset })
    expect(state().queue).toEqual([])
    expect(state().runs.size).toBe(0)
    expect(state().problem).toHaveLength(1)
    expect(state().datasets.has(config.dataset.id)).toBe(false)
  })
})
