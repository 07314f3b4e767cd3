import { stream } from '../core/rng.ts'
import type { EndReason, RunEvent } from '../run/events.ts'
import { reportOf } from './test-reports.ts'

export const STARTED: RunEvent = {
  type: 'started',
  how: 'wasm, eager',
  parameterCount: 10,
  totalSteps: 30,
  stepsPerEpoch: 10,
  batchSize: 64,
  terms: [],
}

export const ended = (reason: EndReason): RunEvent => ({
  type: 'ended',
  reason,
  step: 30,
  bestStep: 20,
  seconds: 1,
  rowsPerSecond: 1000,
})

/** A test read with this AUC of a task on 1,000 rows of 400 users; `noise` is its spread over resampled users. */
export function tested(task: string, auc: number, noise: number, key: string): RunEvent {
  const random = stream(1, `replicates/${key}`)
  const replicates = Float32Array.from({ length: 200 }, () => auc + noise * random.normal())
  const report = reportOf({ task, auc, rows: 1000, positives: 300, users: 400, replicates })
  return { type: 'tested', step: 20, report }
}
