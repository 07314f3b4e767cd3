import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { RunEvent } from '../run/events.ts'
import { type FakeTrainer, fakeTrainer, infoOf, SAMPLE_HASH } from '../testing/fake-trainer.ts'
import { ended, STARTED } from '../testing/run-events.ts'
import { createWorkbench, type Workbench } from './workbench.ts'

let trainer: FakeTrainer
let workbench: Workbench

const state = () => workbench.getState()
const act = () => workbench.actions
const starts = () => trainer.all('start')
/** Plays events for the run that was started last. */
const play = (...events: RunEvent[]): void => {
  for (const event of events) trainer.say({ type: 'run', runId: trainer.last('start').runId, event })
}
function finishAll(): void {
  for (let i = 0; i < 200 && state().queue.length > 0; i++) play(STARTED, ended('finished'))
}

beforeEach(() => {
  vi.useFakeTimers()
  trainer = fakeTrainer()
  workbench = createWorkbench(trainer.port)
  trainer.say({
    type: 'imported',
    importId: trainer.last('import-builtin').importId,
    dataset: infoOf(SAMPLE_HASH, 'sample', state().draft.schema),
  })
})
afterEach(() => {
  workbench.close()
  vi.useRealTimers()
})

describe('the queue', () => {
  it('moves what waits and never before what trains', () => {
    act().run()
    play(STARTED)
    const [a, b, c, d] = state().queue
    act().moveRun(d ?? '', -2)
    expect(state().queue.slice(0, 4)).toEqual([a, d, b, c])
    act().moveRun(c ?? '', -99)
    expect(state().queue.slice(0, 4)).toEqual([a, c, d, b])
    act().moveRun(a ?? '', 2)
    expect(state().queue[0]).toBe(a)
    act().moveRun(c ?? '', 99)
    expect(state().queue.at(-1)).toBe(c)
    play(ended('finished'))
    expect(trainer.last('start').config.seed).toBe(Number(d?.split('|')[1]))
  })

  it('drops one run and trains the others', () => {
    act().run()
    play(STARTED)
    const dropped = state().queue[2] ?? ''
    act().dropRun(dropped)
    expect(state().runs.has(dropped)).toBe(false)
    finishAll()
    expect(starts()).toHaveLength(5)
  })

  it('steps to an evaluation and stays there, within a run and between two', () => {
    act().run()
    play(STARTED)
    act().step()
    expect(trainer.last('step').runId).toBe(trainer.last('start').runId)
    expect(state().paused).toBe(true)
    play({ type: 'paused', step: 5 }, ended('finished'))
    // The next run begins with a step, and not before it is asked for.
    expect(starts()).toHaveLength(1)
    act().step()
    expect(starts()).toHaveLength(2)
    expect(trainer.all('step').map(({ runId }) => runId)).toEqual(starts().map(({ runId }) => runId))
    act().resume()
    expect(state().paused).toBe(false)
  })
})
