import type { EncodedDataset } from '../core/data/encoded.ts'
import type { Split } from '../core/data/schema.ts'
import { positionWeights, REPORT_DRAWS, userReplicates } from '../core/metrics/bootstrap.ts'
import { spearman } from '../core/metrics/correlation.ts'
import { type PrecisionRecall, precisionRecall } from '../core/metrics/precision-recall.ts'
import { recalibration } from '../core/metrics/recalibration.ts'
import { calibrationError, reliability } from '../core/metrics/reliability.ts'
import { rocCurve } from '../core/metrics/roc.ts'
import type { Curve, SliceMetrics } from '../core/metrics/slice-metrics.ts'
import { cutSplit, metricsOn, type SlicedSplit, slicedSplit } from '../core/metrics/slices.ts'
import type { CalibrationReport, TestReport } from '../run/report.ts'
import type { SliceReport } from '../run/slice-report.ts'

/** Column `task` of logits [N, T] as probabilities. */
export function probabilities(logits: Float32Array, tasks: number, task: number): Float32Array {
  const own = new Float32Array(logits.length / tasks)
  for (let i = 0; i < own.length; i++) own[i] = 1 / (1 + Math.exp(-(logits[i * tasks + task] as number)))
  return own
}

/** Metrics of every task on the slices of a split, from logits [rows, T]. */
export function evaluateSplit(sliced: SlicedSplit, logits: Float32Array): SliceMetrics[] {
  const tasks = sliced.tasks.length
  return sliced.tasks.flatMap((_, t) => metricsOn(sliced, t, probabilities(logits, tasks, t), 'probability'))
}

/** Everything a run says of the test split, from logits [rows, T]. */
export function testReport(
  encoded: EncodedDataset,
  logits: Float32Array,
  asked: Pick<TestReport, 'sensitivity' | 'interventions'>,
): TestReport {
  const tasks = encoded.tasks.length
  const all = Uint32Array.from(encoded.splits.test.keys())
  const curves = curvesOf(encoded, all, logits)
  const replicates = new Map<string, Float32Array>()
  const violations = new Map<string, number>()
  for (const [t, task] of encoded.tasks.entries()) {
    const scores = probabilities(logits, tasks, t)
    for (const [slice, values] of userReplicates(encoded, 'test', t, scores, REPORT_DRAWS)) {
      replicates.set(`${task.id}|${slice}`, values)
    }
    const required = encoded.tasks.findIndex(({ id }) => id === task.requires)
    if (required >= 0) violations.set(task.id, violationRate(scores, probabilities(logits, tasks, required)))
  }
  return {
    metrics: evaluateSplit(slicedSplit(encoded, 'test'), logits),
    ...curves,
    violations,
    ...durationCorrelation(encoded, logits),
    ...asked,
    replicates,
  }
}

/** What a run says of any rows: `positions` in each split's order, logits [rows of the split, T]. */
export function sliceReport(
  encoded: EncodedDataset,
  slice: string,
  positions: Readonly<Record<'valid' | 'test', Uint32Array>>,
  logits: Readonly<Record<'valid' | 'test', Float32Array>>,
): SliceReport {
  const tasks = encoded.tasks.length
  const own = [{ slice, positions: positions.test }]
  const replicates = new Map<string, Float32Array>()
  for (const [t, { id }] of encoded.tasks.entries()) {
    const scores = probabilities(logits.test, tasks, t)
    for (const values of userReplicates(encoded, 'test', t, scores, REPORT_DRAWS, own).values()) {
      replicates.set(id, values)
    }
  }
  const metrics = (['valid', 'test'] as const).flatMap((split) =>
    evaluateSplit(cutSplit(encoded, split, [{ slice, positions: positions[split] }]), logits[split]),
  )
  return { slice, metrics, ...curvesOf(encoded, positions.test, logits.test), replicates }
}

/** ROC, precision and recall, and calibration of each task on some rows of test; a task of one class has no curve. */
function curvesOf(encoded: EncodedDataset, positions: Uint32Array, logits: Float32Array) {
  const tasks = encoded.tasks.length
  const roc = new Map<string, Curve>()
  const precision = new Map<string, PrecisionRecall>()
  const calibration = new Map<string, CalibrationReport>()
  const at = (values: Float32Array) => Float32Array.from(positions, (i) => values[i] as number)
  for (const [t, { id }] of encoded.tasks.entries()) {
    const labels = at(labelsOf(encoded, 'test', t))
    const scores = at(probabilities(logits, tasks, t))
    const curve = rocCurve(labels, scores)
    if (curve !== null) roc.set(id, curve)
    const found = precisionRecall(labels, scores)
    if (found !== null) precision.set(id, found)
    calibration.set(id, {
      bins: reliability(labels, scores),
      error: calibrationError(labels, scores, positionWeights(encoded, 'test', positions, REPORT_DRAWS)),
      recalibration: recalibration(labels, scores),
    })
  }
  return { roc, precisionRecall: precision, calibration }
}

/** Spearman's ρ of each task's score with the duration's id, which follows its value; rows without one are left out. */
function durationCorrelation(
  encoded: EncodedDataset,
  logits: Float32Array,
): Pick<TestReport, 'durationCorrelation'> {
  const { fields, ids, splits, tasks } = encoded
  const column = fields.findIndex(({ roles }) => roles.includes('duration'))
  if (column < 0) return {}
  const durations = Int32Array.from(splits.test, (row) => ids[row * fields.length + column] as number)
  const known = [...durations.keys()].filter((i) => durations[i] !== 0)
  const of = (values: ArrayLike<number>): Float32Array => Float32Array.from(known, (i) => values[i] as number)
  const correlations = tasks.flatMap(({ id }, t) => {
    const rho = spearman(of(probabilities(logits, tasks.length, t)), of(durations))
    return rho === null ? [] : [[id, rho] as const]
  })
  return { durationCorrelation: new Map(correlations) }
}

export function labelsOf(encoded: EncodedDataset, split: Split, task: number): Float32Array {
  const tasks = encoded.tasks.length
  return Float32Array.from(encoded.splits[split], (row) => encoded.labels[row * tasks + task] as number)
}

/** Share of rows with p(later) > p(required). */
function violationRate(later: Float32Array, required: Float32Array): number {
  let count = 0
  for (let i = 0; i < later.length; i++) if ((later[i] as number) > (required[i] as number)) count++
  return later.length === 0 ? 0 : count / later.length
}
