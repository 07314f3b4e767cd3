import type { MetricSeries } from '../core/metrics/series.ts'
import type { Run } from '../run/run.ts'

/** Validation metrics of one task and slice at the weights that were kept. */
export interface ValidationMetrics {
  readonly split: 'valid'
  readonly task: string
  readonly slice: string | null
  readonly auc: number | null
  readonly gauc: number | null
  readonly logloss: number | null
  readonly calibration: number | null
}

/** Validation at the best step, in the shape of the test report's rows. */
export function validationOf(run: Run): readonly ValidationMetrics[] {
  const rows = new Map<string, ValidationMetrics>()
  for (const series of run.series.values()) {
    const { split, metric, of, slice } = series.key
    if (split !== 'valid' || metric === 'loss' || of === null) continue
    const id = `${of}|${slice ?? '*'}`
    const row = rows.get(id) ?? {
      split,
      task: of,
      slice,
      auc: null,
      gauc: null,
      logloss: null,
      calibration: null,
    }
    rows.set(id, { ...row, [metric]: valueAt(series, run.bestStep) })
  }
  return [...rows.values()]
}

function valueAt(series: MetricSeries, step: number | null): number | null {
  for (let i = series.length - 1; i >= 0; i--) {
    if (series.steps[i] === step) return series.values[i] ?? null
  }
  return null
}
