import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type PlanBench, planBench } from '../testing/plan-bench.ts'
import { ended, STARTED } from '../testing/run-events.ts'

let bench: PlanBench

const state = () => bench.workbench.getState()
const act = () => bench.workbench.actions
const starts = () => bench.trainer.all('start')

beforeEach(() => {
  bench = planBench()
})
afterEach(() => bench.close())

describe('the queue', () => {
  it('moves what waits and never before what trains', () => {
    act().run()
    bench.play(STARTED)
    const [a, b, c, d] = state().queue
    act().moveRun(d ?? '', -2)
    expect(state().queue.slice(0, 4)).toEqual([a, d, b, c])
    act().moveRun(c ?? '', -99)
    expect(state().queue.slice(0, 4)).toEqual([a, c, d, b])
    act().moveRun(a ?? '', 2)
    expect(state().queue[0]).toBe(a)
    act().moveRun(c ?? '', 99)
    expect(state().queue.at(-1)).toBe(c)
    bench.play(ended('finished'))
    expect(bench.trainer.last('start').config.seed).toBe(Number(d?.split('|')[1]))
  })

  it('drops one run and trains the others', () => {
    act().run()
    bench.play(STARTED)
    const dropped = state().queue[2] ?? ''
    act().dropRun(dropped)
    expect(state().runs.has(dropped)).toBe(false)
    bench.finishAll()
    expect(starts()).toHaveLength(5)
  })

  it('steps to an evaluation and stays there, within a run and between two', () => {
    act().run()
    bench.play(STARTED)
    act().step()
    expect(bench.trainer.last('step').runId).toBe(bench.trainer.last('start').runId)
    expect(state().paused).toBe(true)
    bench.play({ type: 'paused', step: 5 }, ended('finished'))
    // The next run begins with a step, and not before it is asked for.
    expect(starts()).toHaveLength(1)
    act().step()
    expect(starts()).toHaveLength(2)
    expect(bench.trainer.all('step').map(({ runId }) => runId)).toEqual(starts().map(({ runId }) => runId))
    act().resume()
    expect(state().paused).toBe(false)
  })
})
