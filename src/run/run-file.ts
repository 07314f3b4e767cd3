import type { Run } from './run.ts'

const VERSION = 1

/** What a run trained and what came of it, as JSON; rows, users and taps of users stay here. */
export function runJson(run: Run): string {
  const {
    observed: _rows,
    snapshots: _taps,
    history: _read,
    changes: _changes,
    attempt: _attempt,
    apart: _apart,
    ...told
  } = run
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
