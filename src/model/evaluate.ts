import type { EncodedDataset } from '../core/data/encoded.ts'
import type { Split } from '../core/data/schema.ts'
import { userReplicates } from '../core/metrics/bootstrap.ts'
import { spearman } from '../core/metrics/correlation.ts'
import { rocCurve } from '../core/metrics/roc.ts'
import type { SliceMetrics } from '../core/metrics/slice-metrics.ts'
import { metricsOn, type SlicedSplit, slicedSplit } from '../core/metrics/slices.ts'
import type { TestReport } from '../run/report.ts'

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
  const roc = new Map()
  const replicates = new Map<string, Float32Array>()
  const violations = new Map<string, number>()
  for (const [t, task] of encoded.tasks.entries()) {
    const scores = probabilities(logits, tasks, t)
    const labels = labelsOf(encoded, 'test', t)
    const curve = rocCurve(labels, scores)
    if (curve !== null) roc.set(task.id, curve)
    for (const [slice, values] of userReplicates(encoded, 'test', t, scores, { replicates: 200, seed: 0 })) {
      replicates.set(`${task.id}|${slice}`, values)
    }
    const required = encoded.tasks.findIndex(({ id }) => id === task.requires)
    if (required >= 0) violations.set(task.id, violationRate(scores, probabilities(logits, tasks, required)))
  }
  return {
    metrics: evaluateSplit(slicedSplit(encoded, 'test'), logits),
    roc,
    violations,
    ...durationCorrelation(encoded, logits),
    ...asked,
    replicates,
  }
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
