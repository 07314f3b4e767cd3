import { createContext, memo, type ReactNode, useContext, useId, useMemo } from 'react'
import { useActiveTooltipLabel, useIsTooltipActive, usePlotArea } from 'recharts'
import { sixDigits } from '../core/data/values.ts'
import type { Point } from './decimate.ts'
import { compactText } from './format.ts'
import { type BandEdge, bandPath, between, linePath, nearest, type Scale, scaleOf } from './paths.ts'

export interface PlotLine {
  readonly key: string
  readonly color: string
  readonly dash: string
  readonly width: number
  readonly opacity: number
  readonly points: readonly Point[]
}
export interface PlotBand {
  readonly key: string
  readonly color: string
  readonly points: readonly BandEdge[]
}
export interface PlotDot extends Point {
  readonly key: string
  readonly color: string
}
/** A place on x where time was left out, and why. */
export interface PlotGap {
  readonly key: string
  readonly x: number
  readonly label: string
}
/** What grows while a run trains, and the domains that it is drawn in. */
export interface Marks {
  readonly lines: readonly PlotLine[]
  readonly bands: readonly PlotBand[]
  readonly dots: readonly PlotDot[]
  readonly gaps: readonly PlotGap[]
  /** Every place on x that has a value, ascending. */
  readonly places: readonly number[]
  /** Range of x that is being dragged over. */
  readonly range: readonly [number, number] | null
  readonly x: {
    readonly from: number
    readonly to: number
    readonly log: boolean
    readonly ticks: readonly number[]
  }
  readonly y: readonly [number, number]
  /** What the pointer is told at a place. */
  tip(x: number): ReactNode
}

export const MarksContext = createContext<Marks | null>(null)

/**
 * Bands, lines and dots of a plot, drawn inside a recharts frame. They come by context: a new point moves a path, and
 * the frame around it, which takes tens of milliseconds, is not drawn again.
 */
export function PlotMarks() {
  const marks = useContext(MarksContext)
  const area = usePlotArea()
  const clip = useId()
  const { x, y } = marks ?? EMPTY
  const px = useMemo(
    () => scaleOf([x.from, x.to], [area?.x ?? 0, (area?.x ?? 0) + (area?.width ?? 0)], x.log),
    [x.from, x.to, x.log, area?.x, area?.width],
  )
  const [low, high] = y
  const py = useMemo(
    () => scaleOf([low, high], [(area?.y ?? 0) + (area?.height ?? 0), area?.y ?? 0], false),
    [low, high, area?.y, area?.height],
  )
  if (marks === null || area === undefined) return null
  return (
    <g data-marks="">
      {x.ticks.map((tick) => (
        <text
          key={tick}
          className="recharts-text"
          x={px(tick)}
          y={area.y + area.height + 16}
          textAnchor="middle"
        >
          {xText(tick)}
        </text>
      ))}
      <clipPath id={clip}>
        <rect x={area.x} y={area.y} width={area.width} height={area.height} />
      </clipPath>
      <g clipPath={`url(#${clip})`}>
        <Cursor marks={marks} px={px} top={area.y} bottom={area.y + area.height} />
        {marks.range !== null && (
          <rect
            x={Math.min(...marks.range.map(px))}
            y={area.y}
            width={Math.abs(px(marks.range[1]) - px(marks.range[0]))}
            height={area.height}
            fill="var(--sc-axis)"
            fillOpacity={0.2}
          />
        )}
        {marks.gaps.map((gap) => (
          <g key={gap.key} data-gap={gap.label}>
            <rect
              x={px(gap.x) - GAP_WIDTH / 2}
              y={area.y}
              width={GAP_WIDTH}
              height={area.height}
              fill="var(--sc-axis)"
              fillOpacity={0.25}
            />
            <text className="recharts-text" x={px(gap.x) + GAP_WIDTH} y={area.y + 12}>
              {gap.label}
            </text>
          </g>
        ))}
        {marks.bands.map((band) => (
          <Band key={band.key} color={band.color} points={band.points} px={px} py={py} />
        ))}
        {marks.lines.map((line) => (
          <Curve key={line.key} line={line} px={px} py={py} />
        ))}
        {marks.dots.map((dot) => (
          <circle
            key={dot.key}
            cx={px(dot.x)}
            cy={py(dot.y)}
            r={2.5}
            fill={dot.color}
            stroke="var(--sc-surface)"
          />
        ))}
      </g>
    </g>
  )
}

const xText = (x: number): string => (x >= 1000 ? compactText(x) : sixDigits(x))

/** Pixels: what is left out of an axis has no length on it. */
const GAP_WIDTH = 8

const EMPTY = { x: { from: 0, to: 1, log: false, ticks: [] }, y: [0, 1] as const }

interface Placed {
  readonly px: Scale
  readonly py: Scale
}

const Band = memo(
  ({ color, points, px, py }: Placed & { readonly color: string; readonly points: readonly BandEdge[] }) => (
    <path d={bandPath(points, px, py)} fill={color} fillOpacity={0.15} stroke="none" />
  ),
)

const Curve = memo(({ line, px, py }: Placed & { readonly line: PlotLine }) => (
  <path
    className="sc-line"
    d={linePath(line.points, px, py)}
    fill="none"
    stroke={line.color}
    strokeWidth={line.width}
    strokeOpacity={line.opacity}
    strokeDasharray={line.dash}
  />
))

/** The place nearest to where the pointer is, a share of the way; null where there is none. */
function placeAt({ places, x }: Marks, share: unknown): number | null {
  return typeof share === 'number' ? nearest(places, between(x.from, x.to, share, x.log)) : null
}

interface CursorProps {
  readonly marks: Marks
  readonly px: Scale
  readonly top: number
  readonly bottom: number
}

/** A hairline at the place that the pointer is nearest to; charts of one id show it together. */
function Cursor({ marks, px, top, bottom }: CursorProps) {
  const isShown = useIsTooltipActive()
  const share = useActiveTooltipLabel()
  const place = isShown ? placeAt(marks, share) : null
  if (place === null) return null
  return (
    <line className="sc-cursor" x1={px(place)} x2={px(place)} y1={top} y2={bottom} stroke="var(--sc-axis)" />
  )
}

interface PlotTipProps {
  readonly active?: boolean
  readonly label?: unknown
}

/** The tooltip of a plot, by the marks as they are now. */
export function PlotTip({ active, label }: PlotTipProps) {
  const marks = useContext(MarksContext)
  const place = active === true && marks !== null ? placeAt(marks, label) : null
  return marks === null || place === null ? null : <div className="sc-tip">{marks.tip(place)}</div>
}
