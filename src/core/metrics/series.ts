import type { Split } from '../data/schema.ts'

/** `gauge`: a scalar of a training step that is no loss term. `seconds`: of training until then, pauses left out. */
export type MetricName = 'loss' | 'gauge' | 'seconds' | 'auc' | 'gauc' | 'logloss' | 'calibration'
export interface MetricKey {
  readonly split: Split
  readonly metric: MetricName
  /** Task id, or the name of the loss term or gauge; null for the total. */
  readonly of: string | null
  /** Named subset of rows, `scene=click` or `activity=low`; null for all rows. */
  readonly slice: string | null
}

/** Append-only; buffers double. An old version stays valid: it never looks past its own length. */
export interface MetricSeries {
  readonly key: MetricKey
  readonly length: number
  readonly steps: Int32Array
  readonly values: Float32Array
}

/** Seconds at each evaluation. */
export const CLOCK: MetricKey = { split: 'valid', metric: 'seconds', of: null, slice: null }

export const keyText = (key: MetricKey): string =>
  [key.split, key.metric, key.of ?? '*', key.slice ?? '*'].join('|')

export function emptySeries(key: MetricKey): MetricSeries {
  return { key, length: 0, steps: new Int32Array(16), values: new Float32Array(16) }
}

/** The series with one more point. Only the newest version may be appended to. */
export function append(series: MetricSeries, step: number, value: number): MetricSeries {
  let { steps, values } = series
  if (series.length === steps.length) {
    const wider = new Int32Array(steps.length * 2)
    wider.set(steps)
    const longer = new Float32Array(values.length * 2)
    longer.set(values)
    steps = wider
    values = longer
  }
  steps[series.length] = step
  values[series.length] = value
  return { key: series.key, length: series.length + 1, steps, values }
}

/**
 * A series of its own of the points until a step: it can be appended to, whatever becomes of the other. What was told
 * once more at the end, of an earlier step, is not among them.
 */
export function until(series: MetricSeries, step: number): MetricSeries {
  const { steps } = series
  let length = 0
  while (length < series.length && at(length) <= step && (length === 0 || at(length) > at(length - 1)))
    length++
  return { ...series, length, steps: steps.slice(), values: series.values.slice() }

  function at(i: number): number {
    return steps[i] as number
  }
}
