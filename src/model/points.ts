import type { SliceMetrics } from '../core/metrics/slice-metrics.ts'
import type { RunEvent } from '../run/events.ts'
import type { ModelStepper, Readings } from './stepper.ts'

type Points = Extract<RunEvent, { type: 'metrics' }>['points']

/** Loss terms and gauges of each step. */
export function trainPoints(
  { terms, gauges }: Pick<ModelStepper, 'terms' | 'gauges'>,
  { firstStep, steps, values, gauges: readings }: Readings,
): Points {
  const pointsOf = (
    metric: 'loss' | 'gauge',
    names: readonly string[],
    rows: Float32Array,
    s: number,
  ): Points =>
    names.map((of, i) => ({
      key: { split: 'train', metric, of, slice: null },
      step: firstStep + s + 1,
      value: rows[s * names.length + i] as number,
    }))
  const names = terms.map(({ name }) => name)
  return Array.from({ length: steps }, (_, s) => [
    ...pointsOf('loss', names, values, s),
    ...pointsOf('gauge', gauges, readings, s),
  ]).flat()
}

/** All rows, scenes and the low-activity slice have curves; deciles are for test alone. */
export const isDrawn = (slice: string | null): boolean =>
  slice === null || slice.startsWith('scene=') || slice === 'activity=low'

/** AUC, GAUC, logloss and calibration of the slices that have curves. */
export function validationPoints(metrics: readonly SliceMetrics[], step: number): Points {
  return metrics.flatMap((m) =>
    (['auc', 'gauc', 'logloss', 'calibration'] as const).flatMap((metric) => {
      const value = m[metric]
      if (value === null) return []
      return [{ key: { split: 'valid' as const, metric, of: m.task, slice: m.slice }, step, value }]
    }),
  )
}

/**
 * Mean over tasks of 1 − AUC on all validation rows: what goes on where a correction is on, since probabilities then are
 * not those of the log, and the logloss would punish what was corrected.
 */
export function meanMisranking(metrics: readonly SliceMetrics[]): number {
  const values = metrics.filter(({ slice }) => slice === null).map(({ auc }) => 1 - (auc ?? Number.NaN))
  return values.reduce((a, b) => a + b, 0) / values.length
}

/** Mean over tasks of the logloss on all validation rows. */
export function meanLogloss(metrics: readonly SliceMetrics[]): number {
  const values = metrics.filter(({ slice }) => slice === null).map(({ logloss }) => logloss ?? Number.NaN)
  return values.reduce((a, b) => a + b, 0) / values.length
}
