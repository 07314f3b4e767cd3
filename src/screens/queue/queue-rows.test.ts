import { describe, expect, it } from 'vitest'
import { sampleConfig } from '../../experiment/defaults.ts'
import type { Plan } from '../../experiment/plan.ts'
import { queuedRun, type Run, reduceRun } from '../../run/run.ts'
import { runKey } from '../../store/state.ts'
import { ended, STARTED } from '../../testing/run-events.ts'
import { bestAuc, queueRows, statusOf } from './queue-rows.ts'

const config = sampleConfig()
const plan: Plan = {
  groups: ['a', 'b'].map((id, style) => ({ id, label: id, style, config })),
  seeds: [1, 2, 3],
}
const waiting = (group: string, seed: number): Run => queuedRun(runKey(group, seed), { ...config, seed })
const sent = (group: string, seed: number): Run => ({ ...waiting(group, seed), attempt: `${group}#1` })
const stateOf = (runs: readonly Run[], queue: readonly string[]) => ({
  plan,
  queue,
  runs: new Map(runs.map((run) => [run.id, run] as const)),
})

describe('the list of runs', () => {
  it('has what trains and waits in the order of the queue, then what has ended in that of the plan', () => {
    const done = (group: string) => [STARTED, ended('finished')].reduce(reduceRun, sent(group, 1))
    const runs = [waiting('a', 2), waiting('b', 3), reduceRun(sent('b', 2), STARTED), done('b'), done('a')]
    const queue = [runKey('b', 2), runKey('b', 3), runKey('a', 2)]
    const rows = queueRows(stateOf(runs, queue), 'click')
    expect(rows.map(({ run }) => run.id)).toEqual([...queue, runKey('a', 1), runKey('b', 1)])
    expect(rows.map(({ place }) => place)).toEqual([null, 0, 1, null, null])
    expect(rows.map(({ style }) => style)).toEqual([1, 1, 0, 0, 1])
  })

  it('lists a run of a group that is gone while it still trains', () => {
    const [row] = queueRows(stateOf([reduceRun(sent('gone', 1), STARTED)], [runKey('gone', 1)]), 'click')
    expect(row).toMatchObject({ status: 'running', style: null })
  })

  it('tells all epochs from patience', () => {
    const run = reduceRun(sent('a', 1), { ...STARTED, totalSteps: 30 } as typeof STARTED)
    expect(statusOf(reduceRun(run, ended('finished')))).toBe('finished')
    const longer = { ...run, totalSteps: 31 }
    expect(statusOf(reduceRun(longer, ended('finished')))).toBe('patience')
    expect(statusOf(reduceRun(longer, ended('stopped')))).toBe('stopped')
    expect(statusOf(waiting('a', 1))).toBe('queued')
  })

  it('has the best validation AUC of the task on all rows so far, and none before', () => {
    const point = (value: number, step: number, slice: string | null = null) => ({
      key: { split: 'valid', metric: 'auc', of: 'click', slice } as const,
      step,
      value,
    })
    const run = reduceRun(waiting('a', 1), {
      type: 'metrics',
      points: [point(0.5, 1), point(0.75, 2), point(0.625, 3), point(0.9, 3, 'scene=x')],
    })
    expect(bestAuc(run, 'click')).toBe(0.75)
    expect(bestAuc(run, 'other')).toBeNull()
  })
})
