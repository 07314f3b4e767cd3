import { csvOf, numberCell } from '../../../charts/data-table.ts'
import type { SliceMetrics } from '../../../core/metrics/slice-metrics.ts'
import type { Run } from '../../../run/run.ts'
import type { RunRow } from './runs-view.ts'

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

/** What every run says of test, one number a line: the table over seeds. */
export function numbersCsv(rows: readonly RunRow[]): string {
  const lines = rows.flatMap(({ run, groupName }) =>
    (run.report?.metrics ?? []).flatMap((one) =>
      MEASURES.map((metric) => [
        groupName,
        numberCell(run.config.seed, String),
        one.split,
        one.task,
        one.slice ?? '',
        metric,
        numberCell(one[metric], String),
        numberCell(one.rows, String),
      ]),
    ),
  )
  return csvOf({
    columns: ['group', 'seed', 'split', 'task', 'slice', 'metric', 'value', 'rows'],
    rows: lines,
  })
}
