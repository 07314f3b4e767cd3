import { CLOCK, type MetricKey } from '../core/metrics/series.ts'
import { sampleConfig } from '../experiment/defaults.ts'
import type { RunEvent } from '../run/events.ts'
import type { TestReport } from '../run/report.ts'
import { queuedRun, type Run, reduceRun } from '../run/run.ts'
import { STARTED } from './run-events.ts'

const AUC: MetricKey = { split: 'valid', metric: 'auc', of: 'click', slice: 'scene=click' }
const f32 = (...values: number[]): Float32Array => Float32Array.from(values)
const counts = { rows: 100, positives: 30, users: 40 }
const curve = { x: f32(0, 1), y: f32(0, 1) }

/** A report that has everything that a report can have. */
const REPORT: TestReport = {
  metrics: [
    { split: 'test', task: 'click', slice: null, ...counts, auc: 0.7, gauc: null, ...rest() },
    { split: 'test', task: 'click', slice: 'activity=D1', ...counts, auc: null, gauc: 0.6, ...rest() },
  ],
  roc: new Map([['click', curve]]),
  precisionRecall: new Map([['click', { curve, averagePrecision: 0.4, prevalence: 0.3 }]]),
  calibration: new Map([
    [
      'click',
      {
        bins: [{ rows: 5, positives: 1, from: 0, to: 1, predicted: 0.2, observed: 0.2, low: 0, high: 0.6 }],
        error: { ece: 0.01, low: null, high: null, perfect: 0.02 },
        recalibration: { slope: 1, intercept: 0 },
      },
    ],
  ]),
  violations: new Map([['long', 0.25]]),
  durationCorrelation: new Map([['click', -0.1]]),
  sensitivity: [{ prior: 'age', task: 'click', mean: 0.02, values: 3, rows: 100 }],
  interventions: [
    { module: 'prior-gate', name: 'open', task: 'click', slice: null, rows: 100, auc: 0.69, delta: -0.01 },
  ],
  // A replicate that lost a class is NaN, and stays so.
  replicates: new Map([['click|*', f32(0.7, Number.NaN, 0.71)]]),
  coarse: {
    task: 'click',
    auc: 0.66,
    gauc: null,
    logloss: 0.5,
    by: 'user-day',
    agreement: { requests: 3, rows: 20, recall: 0.5, kendall: null, ndcg: 0.9, cascade: null, alone: 1 },
    notShown: null,
    fields: { lost: [0.01, null], order: [1, 0], kept: [0.5, 0.6, null], random: [0.5], rows: 100 },
  },
}

function rest() {
  return { gaucExcluded: 0.1, logloss: 0.5, calibration: 1.01 }
}

const EVENTS: readonly RunEvent[] = [
  STARTED,
  {
    type: 'observing',
    rows: {
      sceneIds: Int32Array.of(0, 1),
      sceneNames: ['click', '点击'],
      deciles: Uint8Array.of(1, 10),
      planted: Int32Array.of(2, 0),
      fields: [{ name: 'age', roles: ['prior'], labels: ['20', '30'], ids: Int32Array.of(1, 0) }],
      plainFields: ['age'],
    },
  },
  { type: 'metrics', points: [{ key: CLOCK, step: 10, value: 1 }] },
  { type: 'metrics', points: [{ key: AUC, step: 10, value: 0.6 }] },
  { type: 'snapshot', step: 10, tap: 'user-clusters/assignment', shape: [2, 2], values: f32(0, 1, 1, 0) },
  { type: 'snapshot', step: 20, tap: 'user-clusters/assignment', shape: [2, 2], values: f32(1, 0, 1, 0) },
  { type: 'progress', step: 20, rowsPerSecond: 1000, tensors: 5 },
  { type: 'checkpointed', step: 20, seconds: 2, bytes: 100 },
  {
    type: 'continued',
    cause: 'reopened',
    step: 20,
    at: 2,
    gap: 60,
    repeated: null,
    before: 'wasm, eager',
    how: 'wasm, compiled (4 operations)',
  },
  { type: 'metrics', points: [{ key: AUC, step: 20, value: 0.7 }] },
  { type: 'tested', step: 20, report: REPORT },
  { type: 'ended', reason: 'finished', step: 30, bestStep: 20, seconds: 3, rowsPerSecond: 900 },
]

/** A run that has everything that a run can have. */
export const wholeRun = (id = 'g1|1', config = sampleConfig()): Run => ({
  ...EVENTS.reduce(reduceRun, queuedRun(id, config)),
  wallSeconds: 4,
  attempt: `${id}#1`,
})

/** What it had reached when its checkpoint was kept. */
export const openRun = (id = 'g1|1', config = sampleConfig()): Run =>
  EVENTS.slice(0, 8).reduce(reduceRun, { ...queuedRun(id, config), attempt: `${id}#1` })
