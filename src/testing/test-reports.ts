import type { TestReport } from '../run/report.ts'

interface Facts {
  readonly task: string
  readonly auc: number
  readonly rows: number
  readonly positives: number
  readonly users: number
  readonly replicates: Float32Array
}

/** A test read that says this of all rows of one task, and nothing else. */
export function reportOf({ task, auc, rows, positives, users, replicates }: Facts): TestReport {
  const counts = { rows, positives, users }
  const values = { auc, gauc: auc, gaucExcluded: 0, logloss: 0.5, calibration: 1 }
  return {
    metrics: [{ split: 'test', task, slice: null, ...counts, ...values }],
    roc: new Map(),
    violations: new Map(),
    sensitivity: [],
    interventions: [],
    replicates: new Map([[`${task}|*`, replicates]]),
  }
}
