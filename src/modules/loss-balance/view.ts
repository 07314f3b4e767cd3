import { keyText, type MetricSeries } from '../../core/metrics/series.ts'
import type { Run } from '../../run/run.ts'
import type { ModuleConfig } from '../specs.ts'

export type Gauge = 'weight' | 'norm' | 'shared' | 'conflict'

/** Which gauges show what a method does. */
export function gaugesOf({ method }: ModuleConfig<'loss-balance'>): readonly Gauge[] {
  switch (method) {
    case 'equal':
    case 'static':
    case 'uncertainty':
    case 'dwa':
      return ['weight']
    case 'gradnorm':
      return ['weight', 'norm']
    case 'pcgrad':
      return ['shared', 'conflict']
    default:
      return method satisfies never
  }
}

/** One line: a gauge of a task, or of all pairs of tasks. */
export interface GaugeLine {
  /** null: one gauge for all tasks. */
  readonly task: string | null
  /** x in rows seen. */
  readonly points: readonly { readonly x: number; readonly y: number }[]
  /** Of the last step. */
  readonly latest: number | null
  /** Steps whose mean a point is. */
  readonly steps: number
}

/** A gauge's lines in the schema's order of tasks; those without a value yet have no points. */
export function gaugeLines(run: Run, gauge: Gauge, most = 150): readonly GaugeLine[] {
  const tasks = gauge === 'conflict' ? [null] : run.config.schema.tasks.map(({ id }) => id)
  return tasks.map((task) => {
    const of = `loss-balance/${task === null ? gauge : `${gauge}/${task}`}`
    const series = run.series.get(keyText({ split: 'train', metric: 'gauge', of, slice: null }))
    if (series === undefined || run.batchSize === null) return { task, points: [], latest: null, steps: 1 }
    const { steps, means } = meansOver(series, most)
    const batchSize = run.batchSize
    return {
      task,
      points: means.map(({ step, mean }) => ({ x: step * batchSize, y: mean })),
      latest: series.values[series.length - 1] ?? null,
      steps,
    }
  })
}

/** Means over equally many values, at most `most` of them, each at its last step; a rest at the end is a mean too. */
export function meansOver(
  { length, steps: at, values }: MetricSeries,
  most: number,
): { readonly steps: number; readonly means: readonly { readonly step: number; readonly mean: number }[] } {
  const steps = Math.max(1, Math.ceil(length / most))
  const means = Array.from({ length: Math.ceil(length / steps) }, (_, i) => {
    const end = Math.min(length, (i + 1) * steps)
    const own = values.subarray(i * steps, end)
    return { step: at[end - 1] ?? 0, mean: own.reduce((sum, value) => sum + value, 0) / own.length }
  })
  return { steps, means }
}

/** Rows that training has seen so far. */
export function rowsSeen({ status, batchSize }: Run): number {
  const step = status.kind === 'queued' || status.kind === 'failed' ? 0 : status.step
  return Math.max(1, step * (batchSize ?? 1))
}
