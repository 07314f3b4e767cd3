import { csvOf, numberCell } from '../../../charts/data-table.ts'
import type { SliceMetrics } from '../../../core/metrics/slice-metrics.ts'
import type { Run } from '../../../run/run.ts'

const VERSION = 1

/** What a run trained and what came of it, as JSON; rows, users and taps of users stay here. */
export function runJson(run: Run): string {
  const { observed: _rows, snapshots: _taps, changes: _changes, attempt: _attempt, ...told } = run
  return JSON.stringify(
    { format: 'soundcheck-run', version: VERSION, ...told, series: seriesOf(run) },
    plain,
    1,
  )
}

/** The recipe of a run for another trainer: the experiment file that the command line and other programs read. */
export const configJson = ({ config }: Pick<Run, 'config'>): string => JSON.stringify(config, null, 2)

const seriesOf = (run: Run) =>
  [...run.series.values()].map(({ key, length, steps, values }) => ({
    ...key,
    steps: steps.subarray(0, length),
    values: values.subarray(0, length),
  }))

/** Maps as objects, typed arrays as lists; JSON has no NaN, so what is no number is null. */
function plain(_key: string, value: unknown): unknown {
  if (value instanceof Map) return Object.fromEntries(value)
  return ArrayBuffer.isView(value) && !(value instanceof DataView) ? Array.from(value as Float32Array) : value
}

const MEASURES = ['auc', 'gauc', 'logloss', 'calibration'] as const

/** Every number over training and of the test report, one a line. */
export function metricsCsv(run: Run): string {
  const line = (
    split: string,
    metric: string,
    of: string | null,
    slice: string | null,
    step: number | null,
    value: number | null,
  ) => [split, metric, of ?? '', slice ?? '', numberCell(step, String), numberCell(value, String)]
  const trained = [...run.series.values()].flatMap(({ key, length, steps, values }) =>
    Array.from({ length }, (_, i) =>
      line(key.split, key.metric, key.of, key.slice, steps[i] ?? null, values[i] ?? null),
    ),
  )
  const tested = (run.report?.metrics ?? []).flatMap((one: SliceMetrics) =>
    MEASURES.map((metric) => line(one.split, metric, one.task, one.slice, run.bestStep, one[metric])),
  )
  return csvOf({
    columns: ['split', 'metric', 'of', 'slice', 'step', 'value'],
    rows: [...trained, ...tested],
  })
}
