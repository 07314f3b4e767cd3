import type { EncodedDataset } from '../data/encoded.ts'
import { askedPositions, type SliceAsked } from '../metrics/asked-slice.ts'
import { isotonicFit, isotonicMapped } from '../metrics/isotonic.ts'
import { calibration } from '../metrics/probability.ts'
import { recalibration } from '../metrics/recalibration.ts'
import {
  type CalibrationError,
  calibrationError,
  type ReliabilityBin,
  reliability,
} from '../metrics/reliability.ts'
import { userWeights } from '../metrics/replicates.ts'
import { splitLabels } from '../metrics/slices.ts'
import { ok, type Result } from '../result.ts'
import type { Scored } from './question.ts'
import { probabilitiesOf } from './scored.ts'

/** Equal widths of the histogram of probabilities. */
const HISTOGRAM = 40

/** Predicted against observed on one slice. */
export interface Reliability {
  readonly bins: readonly ReliabilityBin[]
  readonly error: CalibrationError
  /** Mean predicted ÷ observed; null without positives. */
  readonly calibration: number | null
  /** Of the logistic recalibration; null where none fits. */
  readonly slope: number | null
  readonly intercept: number | null
}
export interface TrustAnswer {
  readonly kind: 'calibration'
  readonly task: string
  readonly slice: string | null
  readonly rows: number
  readonly positives: number
  readonly asIs: Reliability
  /** Of the probabilities after the rising map that fits validation best; null without validation rows. */
  readonly isotonic: Reliability | null
  /** Rows by probability, equal widths from 0 to `max`. */
  readonly histogram: { readonly max: number; readonly counts: readonly number[] }
}

/** Whether the probabilities of one task can be believed on a slice of test. */
export function* trustIn(
  encoded: EncodedDataset,
  scored: Scored,
  task: number,
  asked: SliceAsked,
): Generator<void, Result<TrustAnswer>> {
  const found = askedPositions(encoded, 'test', asked)
  if (!found.ok) return found
  const positions = found.value
  const tasks = encoded.tasks.length
  const at = (values: Float32Array): Float32Array => Float32Array.from(positions, (i) => values[i] as number)
  const labels = at(splitLabels(encoded, 'test', task))
  const test = probabilitiesOf(scored.test, tasks, task)
  const map = isotonicFit(splitLabels(encoded, 'valid', task), probabilitiesOf(scored.valid, tasks, task))
  yield
  const draws = (yield* userWeights(encoded, 'test')).map(at)
  const own = at(test)
  const asIs = reliabilityOf(labels, own, draws)
  yield
  return ok({
    kind: 'calibration',
    task: encoded.tasks[task]?.id as string,
    slice: asked.slice,
    rows: labels.length,
    positives: labels.reduce((sum, label) => sum + label, 0),
    asIs,
    isotonic: map === null ? null : reliabilityOf(labels, isotonicMapped(map, own), draws),
    histogram: histogramOf(own),
  })
}

function reliabilityOf(
  labels: Float32Array,
  probabilities: Float32Array,
  draws: readonly Float32Array[],
): Reliability {
  const fit = recalibration(labels, probabilities)
  return {
    bins: reliability(labels, probabilities),
    error: calibrationError(labels, probabilities, draws),
    calibration: calibration(labels, probabilities, Uint32Array.from(labels.keys())),
    slope: fit?.slope ?? null,
    intercept: fit?.intercept ?? null,
  }
}

function histogramOf(probabilities: Float32Array): TrustAnswer['histogram'] {
  const max = probabilities.reduce((most, p) => Math.max(most, p), 1e-6)
  const counts = new Array<number>(HISTOGRAM).fill(0)
  for (const p of probabilities) {
    const bin = Math.min(HISTOGRAM - 1, Math.floor((p / max) * HISTOGRAM))
    counts[bin] = (counts[bin] ?? 0) + 1
  }
  return { max, counts }
}
