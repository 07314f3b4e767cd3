import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { decodeLink, encodeLink } from '../experiment/link.ts'
import { looksOf } from '../experiment/plan.ts'
import { type FakeTrainer, fakeTrainer, infoOf, SAMPLE_HASH } from '../testing/fake-trainer.ts'
import { ended, STARTED } from '../testing/run-events.ts'
import { createWorkbench, type Workbench } from './workbench.ts'

let trainer: FakeTrainer
let workbench: Workbench

const state = () => workbench.getState()
const act = () => workbench.actions
/** Lets every run of the queue finish. */
function finishAll(): void {
  for (let i = 0; i < 200 && state().queue.length > 0; i++) {
    for (const event of [STARTED, ended('finished')]) {
      trainer.say({ type: 'run', runId: trainer.last('start').runId, event })
    }
  }
}

beforeEach(() => {
  vi.useFakeTimers()
  trainer = fakeTrainer()
  workbench = createWorkbench(trainer.port, { clock: () => 0 })
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

describe('seeds that are added once a verdict could be read', () => {
  it('make a plan of repeated looks, which its link and what is kept say; its first seeds do not', () => {
    act().planFrom('leave-one-out')
    act().setSeeds([1, 2, 3, 4])
    expect(looksOf(state().plan)).toBeNull()
    act().run()
    finishAll()
    act().setSeeds([1, 2, 3])
    expect(looksOf(state().plan)).toBeNull()
    act().setSeeds([1, 2, 3, 5])
    expect(looksOf(state().plan)).toEqual({ maxSeeds: 10 })
    const opened = decodeLink(encodeLink(state().plan, null, null))
    expect(opened.ok && looksOf(opened.value.plan)).toEqual({ maxSeeds: 10 })
    act().setSeeds(Array.from({ length: 12 }, (_, i) => i + 1))
    expect(looksOf(state().plan)).toEqual({ maxSeeds: 12 })
  })

  it('leave other groups, of which nothing was seen, a fixed number', () => {
    act().planFrom('leave-one-out')
    act().run()
    finishAll()
    act().setSeeds([1, 2, 3, 4])
    act().editTraining({ learningRate: 0.002 })
    act().planFrom('leave-one-out')
    expect(looksOf(state().plan)).toBeNull()
  })
})
