import type { CurveView } from '../core/metrics/training-axis.ts'
import type { BandPoint } from '../run/comparison.ts'
import { endOf } from './curves.ts'
import type { PlotBand, PlotLine } from './PlotMarks.tsx'
import { groupColor, groupDash, REFERENCE } from './palette.ts'
import { smoothed } from './smooth.ts'

interface BandGroup {
  readonly id: string
  readonly style: number
  readonly band: readonly BandPoint[]
}

/** Groups that are drawn in their colours; more lines than this cannot be told apart. */
const MOST_VIVID = 6

/** Whether a group is drawn in its colour: the first six are, and the one that is pointed at. */
export const isVivid = (index: number, id: string, pointed: string | null): boolean =>
  index < MOST_VIVID || id === pointed

/** Colour of a group's line: its own for life, or grey until it is pointed at. */
const lineColor = (index: number, { id, style }: BandGroup, pointed: string | null): string =>
  isVivid(index, id, pointed) ? groupColor(style) : REFERENCE

/**
 * The line of each group's means; smoothed, it is drawn over the raw one. Past the place where all seeds still are it is
 * thin and pale: a mean of fewer seeds, not to be read as the group's end.
 */
export function meanLines(
  groups: readonly BandGroup[],
  smooth: CurveView['smooth'],
  pointed: string | null = null,
): readonly PlotLine[] {
  return groups.flatMap((group, index) => {
    const { id, style, band } = group
    const points = band.map(({ x, mean }) => ({ x, y: mean }))
    const line = { color: lineColor(index, group, pointed), dash: groupDash(style) }
    const raw = { ...line, key: `${id}|raw`, width: 1, opacity: 0.5, points }
    const drawn = smoothed(points, smooth)
    const last = endOf(band)
    const end = last === undefined ? -1 : band.indexOf(last)
    const shown = { ...line, key: id, width: 2.25, opacity: 1, points: drawn.slice(0, end + 1) }
    const tail = { ...line, key: `${id}|tail`, width: 1.25, opacity: 0.4, points: drawn.slice(end) }
    return [...(smooth === 0 ? [] : [raw]), shown, ...(tail.points.length > 1 ? [tail] : [])]
  })
}

/** The bands, never smoothed: they are a statistic. */
export function meanBands(groups: readonly BandGroup[], pointed: string | null = null): readonly PlotBand[] {
  return groups.map((group, index) => ({
    key: group.id,
    color: lineColor(index, group, pointed),
    points: group.band.flatMap(({ x, low, high }) =>
      low === null || high === null ? [] : [{ x, low, high }],
    ),
  }))
}

/** The x axis that C1 and its strip share; a logarithmic one begins at the first evaluation. */
export function sharedX({ log, zoom }: CurveView, first: number, last: number) {
  const from = zoom?.[0] ?? (log ? first : 0)
  return { xMin: log ? Math.max(from, first) : from, xMax: zoom?.[1] ?? last, xLog: log && first < last }
}
