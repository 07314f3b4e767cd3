import { describe, expect, it } from 'vitest'
import { sampleConfig } from '../../experiment/defaults.ts'
import { queuedRun } from '../../run/run.ts'
import { pairRows } from './view.ts'

describe('pairs of chained tasks', () => {
  const config = sampleConfig()
  const later = config.schema.tasks.find((task) => task.requires !== null)

  it('name each task that requires another, without values before the test read', () => {
    const rows = pairRows(config.schema, queuedRun('a', config))
    expect(rows).toEqual([
      {
        task: later?.id,
        requires: later?.requires,
        violations: null,
        rows: null,
        positives: null,
        calibration: null,
        auc: null,
      },
    ])
  })
  it('take violations and calibration from the report on all test rows', () => {
    const task = later?.id ?? ''
    const one = {
      split: 'test' as const,
      task,
      slice: null,
      rows: 100,
      positives: 20,
      users: 10,
      auc: 0.7,
      gauc: null,
      gaucExcluded: null,
      logloss: 0.5,
      calibration: 1.25,
    }
    const run = {
      ...queuedRun('a', config),
      report: {
        metrics: [{ ...one, slice: 'scene=click', calibration: 9 }, one],
        roc: new Map(),
        violations: new Map([[task, 0.06]]),
        replicates: new Map(),
      },
    }
    expect(pairRows(config.schema, run)).toMatchObject([{ violations: 0.06, calibration: 1.25, rows: 100 }])
  })
})
