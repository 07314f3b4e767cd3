import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { decodeLink, encodeLink } from '../experiment/link.ts'
import { looksOf } from '../experiment/plan.ts'
import { type PlanBench, planBench } from '../testing/plan-bench.ts'

let bench: PlanBench

const state = () => bench.workbench.getState()
const act = () => bench.workbench.actions

beforeEach(() => {
  bench = planBench()
})
afterEach(() => bench.close())

describe('seeds that are added once a verdict could be read', () => {
  it('make a plan of repeated looks, which its link and what is kept say; its first seeds do not', () => {
    act().planFrom('leave-one-out')
    act().setSeeds([1, 2, 3, 4])
    expect(looksOf(state().plan)).toBeNull()
    act().run()
    bench.finishAll()
    act().setSeeds([1, 2, 3])
    expect(looksOf(state().plan)).toBeNull()
    act().setSeeds([1, 2, 3, 5])
    expect(looksOf(state().plan)).toEqual({ maxSeeds: 10 })
    const opened = decodeLink(encodeLink(state().plan))
    expect(opened.ok && looksOf(opened.value.plan)).toEqual({ maxSeeds: 10 })
    act().setSeeds(Array.from({ length: 12 }, (_, i) => i + 1))
    expect(looksOf(state().plan)).toEqual({ maxSeeds: 12 })
  })

  it('leave other groups, of which nothing was seen, a fixed number', () => {
    act().planFrom('leave-one-out')
    act().run()
    bench.finishAll()
    act().setSeeds([1, 2, 3, 4])
    act().editTraining({ learningRate: 0.002 })
    act().planFrom('leave-one-out')
    expect(looksOf(state().plan)).toBeNull()
  })
})
