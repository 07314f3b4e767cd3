import { describe, expect, it } from 'vitest'
import { sampleConfig } from '../experiment/defaults.ts'
import type { Plan } from '../experiment/plan.ts'
import { queuedRun, type Run } from '../run/run.ts'
import { runKey } from '../store/state.ts'
import { queueView } from './queue-view.ts'

const config = sampleConfig()
const plan: Plan = {
  groups: ['a', 'b'].map((id, style) => ({ id, label: null, style, config })),
  seeds: [1, 2],
}
const run = (group: string, seed: number, change: Partial<Run>): readonly [string, Run] => [
  runKey(group, seed),
  { ...queuedRun(runKey(group, seed), { ...config, seed }), ...change },
]
const finished = (group: string, seed: number, seconds: number) =>
  run(group, seed, { status: { kind: 'ended', reason: 'finished', step: 80 }, seconds })
const running = (group: string, seed: number, step: number) =>
  run(group, seed, {
    status: { kind: 'running', step },
    totalSteps: 100,
    batchSize: 50,
    rowsPerSecond: 250,
  })
const view = (runs: readonly (readonly [string, Run])[], queue: readonly string[], paused = false) =>
  queueView({ plan, runs: new Map(runs), queue, paused })

describe('what the queue bar says', () => {
  it('is idle while nothing was queued', () => {
    expect(view([], [])).toMatchObject({ status: 'idle', done: 0, total: 4, share: 0, left: null })
  })

  it('counts settled runs and the part of the one that trains', () => {
    const now = view([finished('a', 1, 8), running('b', 1, 50)], [runKey('b', 1), runKey('a', 2)])
    expect(now).toMatchObject({ status: 'running', done: 1, total: 4, share: 1.5 / 4 })
  })

  it('bounds the current run by its own speed until a run has finished', () => {
    // 60 steps of 50 rows at 250 rows/s.
    expect(view([running('a', 1, 40)], [runKey('a', 1)]).left).toEqual({ kind: 'thisRun', most: 12 })
  })

  it('gives the rest as an interval about what the runs that have ended took', () => {
    const runs = [finished('a', 1, 8), finished('b', 1, 10), running('a', 2, 40), run('b', 2, {})]
    const left = view(runs, [runKey('a', 2), runKey('b', 2)]).left
    // Both groups are one config here, of 9 s on average and 80 steps: half a run and one more are left.
    if (left?.kind !== 'all') throw new Error('no interval')
    expect(Math.sqrt(left.least * left.most)).toBeCloseTo(9 * 1.5, 9)
    expect(left.least).toBeLessThan(left.most)
  })

  it('is finished when nothing waits, whatever the runs ended with', () => {
    const stopped = run('a', 1, { status: { kind: 'ended', reason: 'stopped', step: 3 } })
    const failed = run('b', 1, { status: { kind: 'failed', code: 'crashed', detail: '' } })
    expect(view([stopped, failed], [])).toMatchObject({ status: 'finished', done: 2, left: null })
  })

  it('says paused while the queue waits for a person', () => {
    expect(view([running('a', 1, 4)], [runKey('a', 1)], true).status).toBe('paused')
  })

  it('leaves runs of removed groups out of its counts', () => {
    expect(view([finished('gone', 1, 8)], [])).toMatchObject({ status: 'idle', done: 0, total: 4 })
  })
})
