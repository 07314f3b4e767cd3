import { plainText } from './format.ts'
import { Plane } from './Plane.tsx'
import { linePath } from './paths.ts'
import { axisOf } from './ticks.ts'

/** One run in the plane of two measures. */
export interface PlanePoint {
  readonly key: string
  readonly x: number
  readonly y: number
  /** Outline: its group's colour. */
  readonly color: string
  /** Fill: a difference around 0; null: not filled. */
  readonly fill: number | null
  readonly text: string
}
interface PlanePlotProps {
  readonly points: readonly PlanePoint[]
  /** Points that nothing else beats on both sides, by x: joined by a dashed line. */
  readonly front: readonly { readonly x: number; readonly y: number }[]
  /** Difference of full colour. */
  readonly full: number
  readonly xName: string
  readonly yName: string
  readonly label: string
  readonly height: number
}

/** Two measures against one another; a third is the fill, around 0. */
export function PlanePlot({ points, front, full, xName, yName, label, height }: PlanePlotProps) {
  return (
    <Plane
      xAxis={axisOf(
        points.map(({ x }) => x),
        4,
        1e-9,
      )}
      yAxis={axisOf(
        points.map(({ y }) => y),
        4,
        1e-9,
      )}
      {...{ xName, yName, label, height }}
      left={60}
      right={16}
      xText={plainText}
      yText={plainText}
    >
      {({ px, py }) => (
        <>
          {front.length > 1 && (
            <path d={linePath(front, px, py)} fill="none" stroke="var(--sc-axis)" strokeDasharray="4 3" />
          )}
          {points.map(({ key, x, y, color, fill, text }) => (
            <circle
              key={key}
              cx={px(x)}
              cy={py(y)}
              r={6}
              fill={fillOf(fill, full)}
              stroke={color}
              strokeWidth={2}
            >
              <title>{text}</title>
            </circle>
          ))}
        </>
      )}
    </Plane>
  )
}

function fillOf(value: number | null, full: number): string {
  if (value === null) return 'var(--sc-surface)'
  const share = Math.min(1, Math.abs(value) / full) * 100
  return `color-mix(in srgb, var(${value > 0 ? '--sc-above' : '--sc-below'}) ${share.toFixed(0)}%, var(--sc-surface))`
}
