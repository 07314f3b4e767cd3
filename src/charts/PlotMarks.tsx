import { memo, useId } from 'react'
import type { Point } from './decimate.ts'
import type { PlotArea } from './PlotSurface.tsx'
import { type BandEdge, bandPath, between, linePath, nearest, type Scale } from './paths.ts'
import { usePointed } from './pointed.ts'

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
  readonly x: { readonly from: number; readonly to: number; readonly log: boolean }
  readonly y: readonly [number, number]
}

interface Placed {
  readonly px: Scale
  readonly py: Scale
}
interface PlotMarksProps extends Placed {
  readonly marks: Marks
  readonly area: PlotArea
  /** Of the plot's pointer. */
  readonly name: string
}

/** Bands, lines and dots of a plot. */
export function PlotMarks({ marks, area, name, px, py }: PlotMarksProps) {
  const clip = useId()
  return (
    <g data-marks="">
      <clipPath id={clip}>
        <rect x={area.x} y={area.y} width={area.width} height={area.height} />
      </clipPath>
      <g clipPath={`url(#${clip})`}>
        <Cursor marks={marks} name={name} px={px} top={area.y} bottom={area.y + area.height} />
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
            <text className="sc-tick" x={px(gap.x) + GAP_WIDTH} y={area.y + 12}>
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

/** Pixels: what is left out of an axis has no length on it. */
const GAP_WIDTH = 8

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
export const placeAt = ({ places, x }: Pick<Marks, 'places' | 'x'>, share: number): number | null =>
  nearest(places, between(x.from, x.to, share, x.log))

interface CursorProps {
  readonly marks: Marks
  readonly name: string
  readonly px: Scale
  readonly top: number
  readonly bottom: number
}

/** A hairline at the place that the pointer is nearest to. */
function Cursor({ marks, name, px, top, bottom }: CursorProps) {
  const pointed = usePointed(name)
  const place = pointed === null ? null : placeAt(marks, pointed.x)
  if (place === null) return null
  return (
    <line className="sc-cursor" x1={px(place)} x2={px(place)} y1={top} y2={bottom} stroke="var(--sc-axis)" />
  )
}
