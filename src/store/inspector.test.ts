import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { InspectAnswer } from '../core/inspect/question.ts'
import { issue } from '../core/result.ts'
import { encodeLink } from '../experiment/link.ts'
import { queuedRun, type Run } from '../run/run.ts'
import { type FakeTrainer, fakeTrainer } from '../testing/fake-trainer.ts'
import { ended, STARTED } from '../testing/run-events.ts'
import { createWorkbench, type Workbench } from './workbench.ts'

const USER = 'a-user-of-the-file'
const FIND = { kind: 'find', user: USER, after: -1, slice: null } as const
const FOUND: InspectAnswer = {
  kind: 'find',
  user: { index: 3, name: USER, activity: 2, decile: 1, place: 0 },
  slice: null,
  users: 9,
  sliceUsers: 9,
  rows: [],
  rowCount: 0,
  testRows: 0,
}

describe('questions about trained weights', () => {
  let trainer: FakeTrainer
  let workbench: Workbench
  const kept = new Map<string, string>()
  const state = () => workbench.getState()
  const run = (): Run => ({ ...queuedRun('g|1', state().draft), attempt: 'g|1#1' })

  beforeEach(() => {
    vi.useFakeTimers()
    kept.clear()
    trainer = fakeTrainer()
    workbench = createWorkbench(trainer.port, {
      storage: { getItem: (key) => kept.get(key) ?? null, setItem: (key, text) => void kept.set(key, text) },
    })
  })
  afterEach(() => {
    workbench.close()
    vi.useRealTimers()
  })

  it('show the newest answer alone, and the last one until it comes', () => {
    workbench.actions.inspect(run(), FIND)
    const first = trainer.last('inspect')
    expect(first).toMatchObject({ runId: 'g|1#1', question: FIND })
    trainer.say({ type: 'inspected', inspectId: first.inspectId, answer: FOUND })
    expect(state().inspections.get('find')).toMatchObject({ kind: 'answered', answer: FOUND })
    workbench.actions.inspect(run(), { ...FIND, user: null })
    workbench.actions.inspect(run(), { ...FIND, user: 'another' })
    const [, second, third] = trainer.all('inspect')
    expect(state().inspections.get('find')).toMatchObject({ kind: 'asking', last: FOUND })
    trainer.say({ type: 'uninspected', inspectId: second?.inspectId ?? '', issues: [] })
    expect(state().inspections.get('find')).toMatchObject({ kind: 'asking', inspectId: third?.inspectId })
    const issues = [issue('user', 'inspect.noUser')]
    trainer.say({ type: 'uninspected', inspectId: third?.inspectId ?? '', issues })
    expect(state().inspections.get('find')).toMatchObject({ kind: 'refused', issues })
  })

  it('leave the ids of users on the page: neither what is kept nor a link changes with them', () => {
    const link = () => encodeLink(state().plan, { view: state().view })
    const before = link()
    workbench.actions.setTheme('dark')
    workbench.flush()
    const wasKept = [...kept.values()].join()
    workbench.actions.inspect(run(), FIND)
    trainer.say({ type: 'inspected', inspectId: trainer.last('inspect').inspectId, answer: FOUND })
    workbench.flush()
    expect(state().inspections.get('find')).toMatchObject({ answer: FOUND })
    expect([...kept.values()].join()).toBe(wasKept)
    expect(link()).toBe(before)
  })

  it('can have a run trained again whose weights are gone', () => {
    workbench.setState({
      runs: new Map([
        ['g|1', { ...run(), attempt: 'old', status: { kind: 'ended', reason: 'finished', step: 5 } }],
      ]),
    })
    workbench.actions.trainAgain('g|1')
    expect(trainer.all('start')).toHaveLength(1)
    expect(state().queue).toEqual(['g|1'])
    expect(state().runs.get('g|1')?.status.kind).toBe('queued')
    // One that trains is left alone.
    workbench.actions.trainAgain('g|1')
    expect(state().queue).toEqual(['g|1'])
    // The earlier weights stay until the new ones are there.
    expect(trainer.all('forget')).toEqual([])
    const { runId } = trainer.last('start')
    for (const event of [STARTED, ended('finished')]) trainer.say({ type: 'run', runId, event })
    expect(trainer.all('forget').flatMap(({ runIds }) => runIds)).toEqual(['old'])
  })
})
