import { CLOCK, keyText, type MetricSeries } from '../core/metrics/series.ts'
import type { TrainingAxis } from '../core/metrics/training-axis.ts'
import { mean, meanHalfWidth } from '../core/stats/student.ts'
import type { BandPoint } from './comparison.ts'
import { areComparable } from './pairs.ts'
import type { Run } from './run.ts'

/** A run's validation AUC against rows seen, or another axis. */
export interface Line {
  readonly seed: number
  readonly x: readonly number[]
  readonly y: readonly number[]
}

/** Where each step of a run lies on an axis, null where it is not known; null altogether before the run has begun. */
export function placesOf(run: Run, axis: TrainingAxis): ((step: number) => number | null) | null {
  const { batchSize, stepsPerEpoch } = run
  if (batchSize === null || stepsPerEpoch === null) return null
  switch (axis) {
    case 'rows':
      return (step) => step * batchSize
    case 'step':
      return (step) => step
    case 'epoch':
      return (step) => step / stepsPerEpoch
    case 'time': {
      const clock = run.series.get(keyText(CLOCK))
      const seconds = new Map<number, number>()
      for (let i = 0; i < (clock?.length ?? 0); i++)
        seconds.set(clock?.steps[i] ?? 0, clock?.values[i] ?? Number.NaN)
      return (step) => seconds.get(step) ?? null
    }
    default:
      return axis satisfies never
  }
}

export function validationLine(
  run: Run,
  task: string,
  slice: string | null,
  axis: TrainingAxis = 'rows',
): Line | null {
  const series: MetricSeries | undefined = run.series.get(
    keyText({ split: 'valid', metric: 'auc', of: task, slice }),
  )
  const placeOf = placesOf(run, axis)
  if (series === undefined || series.length === 0 || placeOf === null) return null
  const x: number[] = []
  const y: number[] = []
  for (let i = 0; i < series.length; i++) {
    const place = placeOf(series.steps[i] ?? 0)
    if (place === null) continue
    x.push(place)
    y.push(series.values[i] ?? Number.NaN)
  }
  return x.length === 0 ? null : { seed: run.config.seed, x, y }
}

/**
 * Mean and 95 % t-band over seeds at every x that some seed has (C1). A seed counts only within its own range, and is
 * interpolated only there; past the shortest seed n drops.
 */
export function aucBand(
  runs: readonly Run[],
  task: string,
  slice: string | null,
  axis: TrainingAxis = 'rows',
): readonly BandPoint[] {
  return band(runs.map((run) => validationLine(run, task, slice, axis)).filter((line) => line !== null))
}

/** The same of the paired difference to the baseline's run of each seed. */
export function deltaBand(
  own: readonly Run[],
  base: readonly Run[],
  task: string,
  slice: string | null,
  axis: TrainingAxis = 'rows',
): readonly BandPoint[] {
  const lines = own.flatMap((run) => {
    const mine = validationLine(run, task, slice, axis)
    const partner = base.find((one) => one.config.seed === run.config.seed && areComparable(one, run))
    const theirs = partner === undefined ? null : validationLine(partner, task, slice, axis)
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
