import { describe, expect, it } from 'vitest'
import { sampleConfig } from '../experiment/defaults.ts'
import { queuedRun, type Run, reduceRun } from './run.ts'
import { settledRuns } from './settled.ts'

const config = sampleConfig()
const started = (id: string): Run =>
  reduceRun(queuedRun(id, config), {
    type: 'started',
    how: 'test',
    parameterCount: 1,
    totalSteps: 100,
    stepsPerEpoch: 10,
    batchSize: 8,
    terms: [],
  })
const progressed = (run: Run, step: number): Run =>
  reduceRun(run, { type: 'progress', step, rowsPerSecond: 1, tensors: 0 })
const ended = (run: Run): Run =>
  reduceRun(run, { type: 'ended', reason: 'finished', step: 100, bestStep: 50, seconds: 1, rowsPerSecond: 1 })
const mapOf = (...runs: readonly Run[]) => new Map(runs.map((run) => [run.id, run]))

describe('settled runs', () => {
  const run = started('a|1')
  const before = mapOf(run, queuedRun('a|2', config))

  it('stay the same map while one only goes on', () => {
    const now = mapOf(progressed(run, 3), queuedRun('a|2', config))
    now.set('a|2', before.get('a|2') as Run)
    expect(settledRuns(before, now)).toBe(before)
  })
  it.each([
    ['ends', mapOf(ended(run), before.get('a|2') as Run)],
    ['is paused', mapOf(reduceRun(run, { type: 'paused', step: 3 }), before.get('a|2') as Run)],
    ['begins', mapOf(run, started('a|2'))],
    ['is trained once more', mapOf({ ...run, attempt: 'a|1#2' }, before.get('a|2') as Run)],
    ['is removed', mapOf(run)],
    ['is added', mapOf(run, before.get('a|2') as Run, queuedRun('a|3', config))],
    ['takes the place of another', mapOf(run, queuedRun('b|2', config))],
    ['is of another config', mapOf({ ...run, config: { ...config, seed: 9 } }, before.get('a|2') as Run)],
  ])('are the later map when one %s', (_, now) => {
    expect(settledRuns(before, now)).toBe(now)
  })
  it('are the later map when an ended run changes, a recovered one say', () => {
    const last = mapOf(ended(run))
    const now = mapOf({ ...ended(run), wallSeconds: 3 })
    expect(settledRuns(last, now)).toBe(now)
  })
})
