import { useElementSize } from '@mantine/hooks'
import { plainText } from './format.ts'
import { GRID } from './palette.ts'
import { axisOf, pixelsFromTop } from './ticks.ts'

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

const LEFT = 60
const RIGHT = 16
const TOP = 10
const BOTTOM = 40

/** Two measures against one another; a third is the fill, around 0. */
export function PlanePlot({ points, front, full, xName, yName, label, height }: PlanePlotProps) {
  const { ref, width } = useElementSize()
  const [xAxis, yAxis] = [(one: PlanePoint) => one.x, (one: PlanePoint) => one.y].map((of) =>
    axisOf(points.map(of), 4, 1e-9),
  ) as [ReturnType<typeof axisOf>, ReturnType<typeof axisOf>]
  const plotHeight = height - 16
  const right = Math.max(LEFT + 10, width - RIGHT)
  const px = (x: number): number =>
    LEFT + ((x - xAxis.domain[0]) / (xAxis.domain[1] - xAxis.domain[0])) * (right - LEFT)
  const py = (y: number): number => TOP + pixelsFromTop(y, yAxis, plotHeight - TOP - BOTTOM)
  return (
    <div className="sc-plot" ref={ref} style={{ height }}>
      <div className="sc-axis-name">{yName}</div>
      {width > 0 && (
        <svg width={width} height={plotHeight} role="img" aria-label={label} style={{ display: 'block' }}>
          {yAxis.ticks.map((tick) => (
            <g key={tick}>
              <line x1={LEFT} x2={right} y1={py(tick)} y2={py(tick)} stroke={GRID} />
              <text x={LEFT - 6} y={py(tick) + 4} fontSize={11} fill="var(--sc-dim)" textAnchor="end">
                {plainText(tick)}
              </text>
            </g>
          ))}
          {xAxis.ticks.map((tick) => (
            <text
              key={tick}
              x={px(tick)}
              y={plotHeight - BOTTOM + 16}
              fontSize={11}
              fill="var(--sc-dim)"
              textAnchor="middle"
            >
              {plainText(tick)}
            </text>
          ))}
          <text
            x={(LEFT + right) / 2}
            y={plotHeight - 6}
            fontSize={11.5}
            fill="var(--sc-dim)"
            textAnchor="middle"
          >
            {xName}
          </text>
          {front.length > 1 && (
            <path
              d={`M${front.map(({ x, y }) => `${px(x).toFixed(1)},${py(y).toFixed(1)}`).join('L')}`}
              fill="none"
              stroke="var(--sc-axis)"
              strokeDasharray="4 3"
            />
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
        </svg>
      )}
    </div>
  )
}

function fillOf(value: number | null, full: number): string {
  if (value === null) return 'var(--sc-surface)'
  const share = Math.min(1, Math.abs(value) / full) * 100
  return `color-mix(in srgb, var(${value > 0 ? '--sc-above' : '--sc-below'}) ${share.toFixed(0)}%, var(--sc-surface))`
}
