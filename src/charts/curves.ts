import type { Split } from '../core/data/schema.ts'
import { keyText, type MetricName } from '../core/metrics/series.ts'
import type { CurveView, TrainingAxis } from '../core/metrics/training-axis.ts'
import { type Line, placesOf, validationLine } from '../run/bands.ts'
import type { BandPoint } from '../run/comparison.ts'
import { type Interruption, seenGaps } from '../run/interruption.ts'
import type { Run } from '../run/run.ts'
import { trains } from '../run/settled.ts'
import { decimated, type Point } from './decimate.ts'
import { roundEnd } from './paths.ts'

/** One seed's curve over training. */
export interface SeedCurve {
  readonly seed: number
  readonly points: readonly Point[]
  /** Where the kept weights were reached; null while it trains, and where no weights were kept. */
  readonly best: Point | null
  readonly diverged: boolean
  /** It trains or rests: more points may come. */
  readonly grows: boolean
  /** Where it stood still, on an axis of time alone: that time is left out of it. */
  readonly gaps?: readonly Interruption[]
}

/** What a curve chart draws for one group. */
export interface CurveGroup {
  readonly id: string
  readonly name: string
  /** Index into the palette. */
  readonly style: number
  /** Mean and t-band over seeds. */
  readonly band: readonly BandPoint[]
  readonly seeds: readonly SeedCurve[]
}

interface SeriesWanted {
  readonly split: Split
  readonly metric: MetricName
  readonly of: string | null
  readonly slice: string | null
}

/** A series of one run over rows seen, thinned to what a line can show; empty before its first value. */
export function runPoints(run: Run, wanted: SeriesWanted, limit = 400): readonly Point[] {
  const series = run.series.get(keyText(wanted))
  if (series === undefined || run.batchSize === null) return []
  const points: Point[] = []
  for (let index = 0; index < series.length; index++) {
    const y = series.values[index] ?? Number.NaN
    if (Number.isFinite(y)) points.push({ x: (series.steps[index] ?? 0) * run.batchSize, y })
  }
  return decimated(points, limit)
}

/** Where a run's kept weights were reached: a point of its whole line, whatever is left of that when it is thinned. */
export function keptPoint(
  run: Run,
  task: string,
  slice: string | null,
  axis: TrainingAxis = 'rows',
): Point | null {
  return keptOn(validationLine(run, task, slice, axis), run, axis)
}

function keptOn(line: Line | null, run: Run, axis: TrainingAxis): Point | null {
  const x = run.bestStep === null ? null : (placesOf(run, axis)?.(run.bestStep) ?? null)
  const y = line === null || x === null ? undefined : line.y[line.x.indexOf(x)]
  return x === null || y === undefined ? null : { x, y }
}

/** Validation AUC of one run, with the point whose weights were kept. */
export function seedCurve(
  run: Run,
  task: string,
  slice: string | null,
  axis: TrainingAxis = 'rows',
): SeedCurve {
  const line = validationLine(run, task, slice, axis)
  const points = decimated(line?.x.map((x, index) => ({ x, y: line.y[index] ?? Number.NaN })) ?? [])
  const diverged = run.status.kind === 'ended' && run.status.reason === 'diverged'
  return {
    seed: run.config.seed,
    points,
    best: keptOn(line, run, axis),
    diverged,
    grows: trains(run.status),
    gaps: axis === 'time' ? seenGaps(run.interruptions) : [],
  }
}

/** A band with few enough points for a line; spikes of the mean stay. */
export function thinned(band: readonly BandPoint[], limit = 400): readonly BandPoint[] {
  if (band.length <= limit) return band
  const kept = new Set(
    decimated(
      band.map(({ x, mean }) => ({ x, y: mean })),
      limit,
    ).map(({ x }) => x),
  )
  return band.filter(({ x }) => kept.has(x))
}

/** True when there is a point to draw. */
export const hasPoints = (groups: readonly CurveGroup[]): boolean =>
  groups.some((group) => group.seeds.some((seed) => seed.points.length > 0))

/** A band is read where all of its seeds still are: past the first that has ended it is of fewer, and jumps. */
export function endOf(band: readonly BandPoint[]): BandPoint | undefined {
  const most = Math.max(...band.map(({ n }) => n))
  return band.findLast(({ n }) => n === most)
}

/** What the label at a curve reads. */
export interface LabelPoint {
  readonly point: BandPoint
  /** The end that is told everywhere else; else only the last point in view, of its own number of seeds. */
  readonly isEnd: boolean
}

/** The curve's end where it is in view, so that a zoom does not change what is told of it; else the last point in view. */
export function labelPoint(band: readonly BandPoint[], zoom: CurveView['zoom']): LabelPoint | null {
  const shown = within(band, zoom)
  const end = endOf(band)
  if (end !== undefined && shown.includes(end)) return { point: end, isEnd: true }
  const last = shown.at(-1)
  return last === undefined ? null : { point: last, isEnd: false }
}

/** Where the longest curve ends; 1 without one. */
const longestCurve = (groups: readonly CurveGroup[]): number =>
  Math.max(...groups.flatMap((group) => group.seeds.map((seed) => seed.points.at(-1)?.x ?? 0)), 0) || 1

/** Right end of the x axis: that of the longest curve, and a round number beyond it while one still grows. */
export function curveEnd(groups: readonly CurveGroup[]): number {
  const grows = groups.some(({ seeds }) => seeds.some((seed) => seed.grows))
  const longest = longestCurve(groups)
  return grows ? roundEnd(longest) : longest
}

/** Where the first curve begins, right of 0: the left end of a logarithmic axis. */
export function firstPoint(groups: readonly CurveGroup[]): number {
  const xs = groups.flatMap(({ seeds }) => seeds.flatMap(({ points }) => points.map(({ x }) => x)))
  const least = Math.min(...xs.filter((x) => x > 0))
  return Number.isFinite(least) ? least : 1
}

/** What of a curve is drawn. */
export function within<P extends { readonly x: number }>(
  points: readonly P[],
  zoom: CurveView['zoom'],
): readonly P[] {
  return zoom === null ? points : points.filter(({ x }) => x >= zoom[0] && x <= zoom[1])
}

/** The group's point at x, or its latest before; null outside of its own range. */
export function pointAt(band: readonly BandPoint[], x: number): BandPoint | null {
  const last = band.at(-1)
  if (last === undefined || x > last.x) return null
  return band.findLast((point) => point.x <= x) ?? null
}
