import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runHash } from '../experiment/hash.ts'
import type { RunEvent } from '../run/events.ts'
import { type PlanBench, planBench } from '../testing/plan-bench.ts'
import { ended, STARTED, tested } from '../testing/run-events.ts'
import { canGoOn, MOST_STOPPED, unfinishedCells } from './unfinished.ts'

let bench: PlanBench

const state = () => bench.workbench.getState()
const act = () => bench.workbench.actions
const starts = () => bench.trainer.all('start')
const checkpointed = (step: number): RunEvent => ({ type: 'checkpointed', step, seconds: 1, bytes: 10 })
const progress = (step: number): RunEvent => ({ type: 'progress', step, rowsPerSecond: 1, tensors: 1 })
const runOf = (id: string) => {
  const run = state().runs.get(id)
  if (run === undefined) throw new Error(`no run ${id}`)
  return run
}
const goesOn = (id: string): boolean => canGoOn(runOf(id), state().unfinished)
/** Trains the head of the queue to a checkpoint and a little on, and stops it. */
function stopHead(...events: RunEvent[]): string {
  const id = state().queue[0] ?? ''
  bench.play(STARTED, ...events)
  act().stopRun()
  bench.play(tested('click', 0.6, 0.01, 'k'), ended('stopped'))
  return id
}
const keyOf = (id: string): string => runHash(runOf(id).config)

beforeEach(() => {
  bench = planBench()
  // What is kept is known: nothing.
  bench.trainer.say({ type: 'kept', datasets: [], checkpoints: [] })
})
afterEach(() => bench.close())

describe('a run that a person stops', () => {
  it('goes on from its last checkpoint, with what it had told until then and no more', () => {
    act().run()
    const id = stopHead(checkpointed(7), progress(9))
    expect([goesOn(id), runOf(id).report === null]).toEqual([true, false])
    act().stopAll()
    bench.play(ended('stopped'))
    act().goOn(id)
    expect(starts().at(-1)).toMatchObject({
      config: runOf(id).config,
      checkpoints: { key: keyOf(id), from: 7, wasStopped: true },
    })
    expect(runOf(id)).toMatchObject({
      status: { kind: 'queued' },
      checkpoint: 7,
      report: null,
      bestStep: null,
    })
    expect(state().unfinished.size).toBe(0)
    bench.play({ ...(STARTED as Extract<RunEvent, { type: 'started' }>), from: 7 }, ended('finished'))
    expect(runOf(id).status).toMatchObject({ kind: 'ended', reason: 'finished' })
    expect([goesOn(id), bench.trainer.all('drop-checkpoints')]).toEqual([false, []])
  })

  it('is not offered with what was on its way when the page went, and no run of the plan is finished by it', () => {
    act().run()
    const id = stopHead(checkpointed(7))
    expect(unfinishedCells(state())).toEqual([])
    act().run()
    expect(state().queue).toContain(id)
    // Pressed Run, it goes on likewise.
    expect(runOf(id).checkpoint).toBe(7)
  })

  it('has nothing to go on from without a checkpoint, or once it began anew', () => {
    act().run()
    const [first, second] = [stopHead(progress(3)), stopHead(checkpointed(7), STARTED, progress(1))]
    expect([goesOn(first), goesOn(second)]).toEqual([false, false])
    act().goOn(first)
    expect(state().queue).not.toContain(first)
  })

  it('is kept with the latest few alone: the oldest gives way', () => {
    act().run()
    const ids = Array.from({ length: MOST_STOPPED + 1 }, () => stopHead(checkpointed(7)))
    expect(ids.map(goesOn)).toEqual([false, ...Array.from({ length: MOST_STOPPED }, () => true)])
    expect(bench.trainer.all('drop-checkpoints').map(({ keys }) => keys)).toEqual([[keyOf(ids[0] ?? '')]])
  })

  it('while it was trained once more leaves its earlier result, and nothing to go on from', () => {
    act().run()
    const id = state().queue[0] ?? ''
    bench.play(STARTED, ended('finished'))
    act().stopAll()
    bench.play(ended('stopped'))
    act().trainAgain(id)
    stopHead(checkpointed(7))
    expect(runOf(id).status).toMatchObject({ reason: 'finished' })
    expect(state().unfinished.has(keyOf(id))).toBe(false)
    expect(bench.trainer.last('drop-checkpoints').keys).toEqual([keyOf(id)])
  })

  it('keeps what it had reached when it is dropped before it went on', () => {
    act().run()
    const id = stopHead(checkpointed(7))
    const key = keyOf(id)
    act().goOn(id)
    act().dropRun(id)
    expect([runOf(id).status.kind, runOf(id).report === null, goesOn(id)]).toEqual(['ended', false, true])
    expect(state().unfinished.get(key)?.checkpoint).toBe(7)
    expect(unfinishedCells(state())).toEqual([])
    act().stopAll()
    bench.play(ended('stopped'))
    act().run()
    expect(runOf(id).checkpoint).toBe(7)
    expect(state().replaced.get(id)?.report).not.toBe(null)
    act().stopAll()
    expect([runOf(id).report === null, goesOn(id)]).toEqual([false, true])
  })

  it('goes on no more once it is deleted or trained anew', () => {
    act().run()
    const id = stopHead(checkpointed(7))
    const other = stopHead(checkpointed(8))
    act().stopAll()
    bench.play(ended('stopped'))
    act().deleteRuns([id])
    act().undoDelete()
    expect([goesOn(id), goesOn(other)]).toEqual([false, true])
    expect(bench.trainer.last('drop-checkpoints').keys).toEqual([keyOf(id)])
    act().trainAgain(other)
    expect(starts().at(-1)?.checkpoints).toEqual({ key: keyOf(other), from: null })
    expect(state().unfinished.size).toBe(0)
  })
})
