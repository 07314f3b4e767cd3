import type { CurveView } from '../core/metrics/training-axis.ts'
import type { BandPoint } from '../run/comparison.ts'
import type { PlotBand, PlotLine } from './BandPlot.tsx'
import { groupColor, groupDash } from './palette.ts'
import { smoothed } from './smooth.ts'

interface BandGroup {
  readonly id: string
  readonly style: number
  readonly band: readonly BandPoint[]
}

/** The line of each group's means; smoothed, it is drawn over the raw one. */
export function meanLines(groups: readonly BandGroup[], smooth: CurveView['smooth']): readonly PlotLine[] {
  return groups.flatMap(({ id, style, band }) => {
    const points = band.map(({ x, mean }) => ({ x, y: mean }))
    const line = { color: groupColor(style), dash: groupDash(style) }
    const raw = { ...line, key: `${id}|raw`, width: 1, opacity: 0.5, points }
    const shown = { ...line, key: id, width: 2.25, opacity: 1, points: smoothed(points, smooth) }
    return smooth === 0 ? [shown] : [raw, shown]
  })
}

/** The bands, never smoothed: they are a statistic. */
export function meanBands(groups: readonly BandGroup[]): readonly PlotBand[] {
  return groups.map(({ id, style, band }) => ({
    key: id,
    color: groupColor(style),
    points: band.flatMap(({ x, low, high }) => (low === null || high === null ? [] : [{ x, low, high }])),
  }))
}

/** The x axis that C1 and its strip share; a logarithmic one begins at the first evaluation. */
export function sharedX({ log, zoom }: CurveView, first: number, last: number) {
  const from = zoom?.[0] ?? (log ? first : 0)
  return { xMin: log ? Math.max(from, first) : from, xMax: zoom?.[1] ?? last, xLog: log && first < last }
}
