import type { ReliabilityBin } from '../core/metrics/reliability.ts'
import type { SliceMetrics } from '../core/metrics/slice-metrics.ts'
import { z } from '../experiment/checked.ts'
import { parseExperiment } from '../experiment/parse.ts'
import type { Interruption } from '../run/interruption.ts'
import type { CoarseReport, FieldReport, TestReport } from '../run/report.ts'
import type { Apart, Run } from '../run/run.ts'

/** Every key of a type, so that a field that is added to it is not lost on reload unnoticed. */
type Shape<T> = Record<keyof T, z.core.$ZodType>

/** NaN and infinities included: what a run reports is kept as it is. */
const real = z.custom<number>((value) => typeof value === 'number')
const count = z.int().check(z.nonnegative())
const text = z.string()
const maybe = z.nullable(real)
const f32 = z.instanceof(Float32Array)
const i32 = z.instanceof(Int32Array)
const split = z.enum(['train', 'valid', 'test'])

const config = z.pipe(
  z.unknown(),
  z.transform((value, context) => {
    const parsed = parseExperiment(value)
    if (parsed.ok) return parsed.value
    for (const { path, code } of parsed.error) {
      context.issues.push({ code: 'custom', input: value, message: code, path: path.split('.') })
    }
    return z.NEVER
  }),
)

const status = z.union([
  z.object({ kind: z.literal('queued') }),
  z.object({ kind: z.enum(['running', 'paused']), step: count }),
  z.object({ kind: z.literal('ended'), reason: z.enum(['finished', 'stopped', 'diverged']), step: count }),
  z.object({ kind: z.literal('failed'), code: text, detail: text }),
])

const series = z
  .object({
    key: z.object({
      split,
      metric: z.enum(['loss', 'gauge', 'seconds', 'auc', 'gauc', 'logloss', 'calibration']),
      of: z.nullable(text),
      slice: z.nullable(text),
    }),
    length: z.int().check(z.positive()),
    steps: i32,
    values: f32,
  })
  .check(
    z.refine(
      ({ length, steps, values }) => steps.length >= length && values.length >= length,
      'lengths differ',
    ),
  )

const snapshot = z
  .object({ step: count, shape: z.array(count), values: f32 })
  .check(
    z.refine(
      ({ shape, values }) => shape.reduce((all, side) => all * side, 1) === values.length,
      'no such shape',
    ),
  )
const change = z.object({ step: count, drift: real, churn: maybe })

const observed = z.object({
  sceneIds: i32,
  sceneNames: z.array(text),
  deciles: z.instanceof(Uint8Array),
  planted: z.exactOptional(i32),
  fields: z.array(
    z.object({
      name: text,
      roles: z.array(text),
      labels: z.array(text),
      ids: i32,
      cuts: z.exactOptional(z.array(real)),
    } satisfies Shape<NonNullable<Run['observed']>['fields'][number]>),
  ),
  plainFields: z.array(text),
} satisfies Shape<NonNullable<Run['observed']>>)

const curve = z.object({ x: f32, y: f32 })
const metrics = z.object({
  split,
  task: text,
  slice: z.nullable(text),
  rows: count,
  positives: count,
  users: count,
  auc: maybe,
  gauc: maybe,
  gaucExcluded: maybe,
  logloss: maybe,
  calibration: maybe,
} satisfies Shape<SliceMetrics>)
const bin = z.object({
  rows: count,
  positives: count,
  from: real,
  to: real,
  predicted: real,
  observed: real,
  low: real,
  high: real,
} satisfies Shape<ReliabilityBin>)
const fieldReport = z.object({
  lost: z.nullable(z.array(maybe)),
  order: z.array(count),
  kept: z.array(maybe),
  random: z.array(maybe),
  rows: count,
} satisfies Shape<FieldReport>)
const coarse = z.object({
  task: text,
  auc: maybe,
  gauc: maybe,
  logloss: maybe,
  by: z.nullable(z.enum(['column', 'user-day', 'user'])),
  agreement: z.object({
    requests: count,
    rows: count,
    recall: maybe,
    kendall: maybe,
    ndcg: maybe,
    cascade: maybe,
    alone: maybe,
  } satisfies Shape<CoarseReport['agreement']>),
  notShown: maybe,
  fields: z.nullable(fieldReport),
} satisfies Shape<CoarseReport>)

const report = z.object({
  metrics: z.array(metrics),
  roc: z.map(text, curve),
  precisionRecall: z.exactOptional(
    z.map(text, z.object({ curve, averagePrecision: real, prevalence: real })),
  ),
  calibration: z.exactOptional(
    z.map(
      text,
      z.object({
        bins: z.array(bin),
        error: z.object({ ece: maybe, low: maybe, high: maybe, perfect: maybe }),
        recalibration: z.nullable(z.object({ slope: real, intercept: real })),
      }),
    ),
  ),
  violations: z.map(text, real),
  durationCorrelation: z.exactOptional(z.map(text, real)),
  sensitivity: z.array(z.object({ prior: text, task: text, mean: real, values: count, rows: count })),
  interventions: z.array(
    z.object({
      module: text,
      name: text,
      task: text,
      slice: z.nullable(text),
      rows: count,
      auc: real,
      delta: real,
    }),
  ),
  replicates: z.map(text, f32),
  coarse: z.exactOptional(coarse),
} satisfies Shape<TestReport>)

/** A run as it is kept; its config goes through the parser of links and files. */
export const RUN = z.object({
  id: text,
  config,
  status,
  how: z.nullable(text),
  parameterCount: z.nullable(count),
  totalSteps: z.nullable(count),
  stepsPerEpoch: maybe,
  batchSize: z.nullable(count),
  terms: z.array(z.object({ name: text, weight: real })),
  rowsPerSecond: maybe,
  tensors: maybe,
  seconds: maybe,
  wallSeconds: maybe,
  bestStep: z.nullable(count),
  series: z.map(text, series),
  observed: z.nullable(observed),
  snapshots: z.map(text, snapshot),
  history: z.map(text, z.array(snapshot)),
  changes: z.map(text, z.array(change)),
  report: z.nullable(report),
  interruptions: z.array(
    z.object({
      cause: z.enum(['paused', 'suspended', 'deviceLost', 'reopened', 'stopped']),
      step: count,
      at: real,
      gap: real,
      repeated: maybe,
      before: text,
      how: text,
    } satisfies Shape<Interruption>),
  ),
  checkpoint: z.nullable(count),
  attempt: z.nullable(text),
  origin: z.exactOptional(z.literal('archive')),
  apart: z.exactOptional(
    z.object({ sha256: text, bytes: count, isLost: z.boolean() } satisfies Shape<Apart>),
  ),
} satisfies Shape<Run>)
