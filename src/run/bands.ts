import { keyText, type MetricSeries } from '../core/metrics/series.ts'
import { mean, meanHalfWidth } from '../core/stats/student.ts'
import type { BandPoint } from './comparison.ts'
import { areComparable } from './pairs.ts'
import type { Run } from './run.ts'

/** A run's validation AUC against rows seen. */
export interface Line {
  readonly seed: number
  readonly x: readonly number[]
  readonly y: readonly number[]
}

export function validationLine(run: Run, task: string, slice: string | null): Line | null {
  const series: MetricSeries | undefined = run.series.get(
    keyText({ split: 'valid', metric: 'auc', of: task, slice }),
  )
  if (series === undefined || series.length === 0 || run.batchSize === null) return null
  const { batchSize } = run
  return {
    seed: run.config.seed,
    x: Array.from(series.steps.subarray(0, series.length), (step) => step * batchSize),
    y: Array.from(series.values.subarray(0, series.length)),
  }
}

/**
 * Mean and 95 % t-band over seeds at every x that some seed has (C1). A seed counts only within its own range, and is
 * interpolated only there; past the shortest seed n drops.
 */
export function aucBand(runs: readonly Run[], task: string, slice: string | null): readonly BandPoint[] {
  return band(runs.map((run) => validationLine(run, task, slice)).filter((line) => line !== null))
}

/** The same of the paired difference to the baseline's run of each seed. */
export function deltaBand(
  own: readonly Run[],
  base: readonly Run[],
  task: string,
  slice: string | null,
): readonly BandPoint[] {
  const lines = own.flatMap((run) => {
    const mine = validationLine(run, task, slice)
    const partner = base.find((one) => one.config.seed === run.config.seed && areComparable(one, run))
    const theirs = partner === undefined ? null : validationLine(partner, task, slice)
    if (mine === null || theirs === null) return []
    const x = unionOf([mine, theirs]).filter(
      (at) => valueAt(mine, at) !== null && valueAt(theirs, at) !== null,
    )
    const y = x.map((at) => (valueAt(mine, at) as number) - (valueAt(theirs, at) as number))
    return x.length === 0 ? [] : [{ seed: mine.seed, x, y }]
  })
  return band(lines)
}

function band(lines: readonly Line[]): readonly BandPoint[] {
  return unionOf(lines).map((x) => {
    const values = lines.map((line) => valueAt(line, x)).filter((value) => value !== null)
    const centre = mean(values)
    const half = meanHalfWidth(values)
    return {
      x,
      mean: centre,
      low: half === null ? null : centre - half,
      high: half === null ? null : centre + half,
      n: values.length,
    }
  })
}

const unionOf = (lines: readonly Line[]): readonly number[] =>
  [...new Set(lines.flatMap(({ x }) => x))].sort((a, b) => a - b)

/** Linear within the line's range, null outside. */
function valueAt({ x, y }: Line, at: number): number | null {
  const next = x.findIndex((value) => value >= at)
  if (next < 0) return null
  const right = x[next] as number
  if (right === at) return y[next] as number
  if (next === 0) return null
  const left = x[next - 1] as number
  const share = (at - left) / (right - left)
  return (y[next - 1] as number) * (1 - share) + (y[next] as number) * share
}
