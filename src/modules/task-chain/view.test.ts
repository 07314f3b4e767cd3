import { describe, expect, it } from 'vitest'
import type { Task } from '../../core/data/schema.ts'
import type { SliceMetrics } from '../../core/metrics/slice-metrics.ts'
import { sampleConfig } from '../../experiment/defaults.ts'
import { queuedRun, type Run } from '../../run/run.ts'
import { taskRows } from './view.ts'

const config = sampleConfig()
const [first, later] = config.schema.tasks as unknown as readonly [Task, Task]
const queued = queuedRun('a', config)

const metrics = (task: string, positives: number, calibration: number): SliceMetrics => ({
  split: 'test',
  task,
  slice: null,
  rows: 100,
  positives,
  users: 10,
  auc: 0.7,
  gauc: null,
  gaucExcluded: null,
  logloss: 0.5,
  calibration,
})
const tested: Run = {
  ...queued,
  report: {
    metrics: [
      { ...metrics(later.id, 20, 9), slice: 'scene=click' },
      metrics(first.id, 40, 1.25),
      metrics(later.id, 20, 0.75),
    ],
    roc: new Map(),
    violations: new Map([[later.id, 0.06]]),
    sensitivity: [],
    interventions: [],
    replicates: new Map(),
  },
}

describe('rows of tasks', () => {
  it('name every task, without values before the test read', () => {
    const rows = taskRows(config.schema, queued)
    expect(rows.map(({ task, requires }) => [task, requires])).toEqual([
      [first.id, null],
      [later.id, first.id],
    ])
    for (const { task: _, requires: __, ...values } of rows) {
      expect(Object.values(values).every((value) => value === null)).toBe(true)
    }
  })

  it('take violations, rates and calibration from the report on all test rows', () => {
    // 20 of 100 observed, predicted ÷ observed .75, so 15 of 100 predicted.
    const [, row] = taskRows(config.schema, tested)
    expect(row).toMatchObject({ violations: 0.06, calibration: 0.75, rows: 100, observed: 0.2 })
    expect(row?.predicted).toBeCloseTo(0.15, 12)
  })

  it('tell the transition’s calibration apart from the required task’s', () => {
    // Predicted: 15 of 50 who stayed; observed: 20 of 40. (15/50) ÷ (20/40) = .6 = .75 ÷ 1.25.
    const [root, row] = taskRows(config.schema, tested)
    expect(root?.conditional).toBeNull()
    expect(row?.conditional).toBeCloseTo(15 / 50 / (20 / 40), 12)
  })

  it('average the attention of each pair over the observed rows', () => {
    const values = Float32Array.of(0.25, 0.75)
    const snapshot = { step: 1, shape: [2, 1], values }
    const run = { ...queued, snapshots: new Map([['task-chain/transfer', snapshot]]) }
    expect(taskRows(config.schema, run).map(({ transfer }) => transfer)).toEqual([null, 0.5])
  })
})
