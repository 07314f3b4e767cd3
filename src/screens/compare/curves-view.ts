import type { CalibrationGroup, CalibrationPoint } from '../../charts/CalibrationChart.tsx'
import type { UnitGroup } from '../../charts/UnitPlot.tsx'
import type { ReliabilityBin } from '../../core/metrics/reliability.ts'
import type { Curve } from '../../core/metrics/slice-metrics.ts'
import { isThin } from '../../core/metrics/thin.ts'
import { wilson } from '../../core/ranking/wilson.ts'
import { mean, meanHalfWidth } from '../../core/stats/student.ts'
import type { CalibrationReport, TestReport } from '../../run/report.ts'
import type { Run } from '../../run/run.ts'
import { isFinished } from '../../run/run.ts'
import { curveKey } from '../../run/slice-report.ts'
import { metricsOf, type NamedGroup } from './view.ts'

/** Reports of the finished runs: others are shown nowhere on test. */
const reportsOf = (runs: readonly Run[]): readonly TestReport[] =>
  runs.filter(isFinished).flatMap((run) => run.report ?? [])

/** The slice that curves are drawn on: the one selected where some run has curves of it, else all rows. */
export function curveSlice(groups: readonly NamedGroup[], task: string, slice: string | null): string | null {
  const key = curveKey(task, slice)
  const isKnown = groups.some(({ runs }) => reportsOf(runs).some(({ roc }) => roc.has(key)))
  return isKnown ? slice : null
}

/** Mean true positive rate over seeds at each false positive rate; groups without a test read are left out. */
export function rocGroups(
  groups: readonly NamedGroup[],
  task: string,
  slice: string | null = null,
): readonly UnitGroup[] {
  return groups.flatMap((group) => {
    const read = reportsOf(group.runs)
    const curves = read.flatMap(({ roc }) => roc.get(curveKey(task, slice)) ?? [])
    return unitGroup(
      group,
      curves,
      read.flatMap(({ metrics }) => metricsOf(metrics, 'test', task, slice)?.auc ?? []),
    )
  })
}

/** Mean precision over seeds at each recall. */
export function precisionGroups(
  groups: readonly NamedGroup[],
  task: string,
  slice: string | null = null,
): readonly UnitGroup[] {
  return groups.flatMap((group) => {
    const own = reportsOf(group.runs).flatMap((one) => one.precisionRecall?.get(curveKey(task, slice)) ?? [])
    return unitGroup(
      group,
      own.map(({ curve }) => curve),
      own.map(({ averagePrecision }) => averagePrecision),
    )
  })
}

function unitGroup(
  { id, name, style }: NamedGroup,
  curves: readonly Curve[],
  values: readonly number[],
): readonly UnitGroup[] {
  const found = meanCurve(curves)
  if (found === null) return []
  return [
    { id, name, style, ...found, seeds: curves.length, value: values.length === 0 ? null : mean(values) },
  ]
}

/** Vertical averaging: mean of curves on one grid and their t-band at each of its points, none of one curve; null of none. */
export function meanCurve(curves: readonly Curve[]): Pick<UnitGroup, 'curve' | 'band'> | null {
  const first = curves[0]
  if (first === undefined) return null
  const at = Array.from(first.x, (_, i) => curves.map(({ y }) => y[i] as number))
  return {
    curve: { x: first.x, y: Float32Array.from(at, mean) },
    band:
      curves.length < 2
        ? null
        : at.map((values, i) => {
            const [centre, half] = [mean(values), meanHalfWidth(values) ?? 0]
            const inside = (value: number): number => Math.min(1, Math.max(0, value))
            return { x: first.x[i] as number, low: inside(centre - half), high: inside(centre + half) }
          }),
  }
}

/** What was predicted and what happened, by group: bins are means over the seeds that have as many bins as the first. */
export function calibrationGroups(
  groups: readonly NamedGroup[],
  task: string,
  slice: string | null,
): readonly CalibrationGroup[] {
  return groups.flatMap(({ id, name, style, runs }) => {
    const read = reportsOf(runs)
    const all = read.flatMap(({ calibration }) => calibration?.get(curveKey(task, slice)) ?? [])
    const like = all.filter(({ bins }) => bins.length === all[0]?.bins.length)
    if (like.length === 0) return []
    const ratios = read.flatMap(({ metrics }) => metricsOf(metrics, 'test', task, slice)?.calibration ?? [])
    return [
      {
        id,
        name,
        style,
        seeds: like.length,
        points: pointsOf(like.map(({ bins }) => bins)),
        calibration: meanOf(ratios),
        error: meanOf(all.flatMap(({ error }) => error.ece ?? [])),
        errorLow: meanOf(all.flatMap(({ error }) => error.low ?? [])),
        errorHigh: meanOf(all.flatMap(({ error }) => error.high ?? [])),
        ...slopeOf(all),
      },
    ]
  })
}

/** Bin by bin over seeds. Seeds read the same rows, so the interval is of the rows of one. */
function pointsOf(seeds: readonly (readonly ReliabilityBin[])[]): readonly CalibrationPoint[] {
  return (seeds[0] ?? []).map((_, at) => {
    const bins = seeds.flatMap((own) => own[at] ?? [])
    const of = (value: (bin: ReliabilityBin) => number): number => mean(bins.map(value))
    const rows = of((bin) => bin.rows)
    const positives = of((bin) => bin.positives)
    const [low, high] = wilson(positives, rows)
    return {
      rows,
      positives,
      from: of((bin) => bin.from),
      to: of((bin) => bin.to),
      predicted: of((bin) => bin.predicted),
      observed: positives / rows,
      low,
      high,
      isThin: isThin({ rows, positives }),
    }
  })
}

function slopeOf(all: readonly CalibrationReport[]): Pick<CalibrationGroup, 'slope' | 'intercept'> {
  const fits = all.flatMap(({ recalibration }) => recalibration ?? [])
  return {
    slope: meanOf(fits.map(({ slope }) => slope)),
    intercept: meanOf(fits.map(({ intercept }) => intercept)),
  }
}

const meanOf = (values: readonly number[]): number | null => (values.length === 0 ? null : mean(values))
