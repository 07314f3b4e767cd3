import { useElementSize } from '@mantine/hooks'
import { metricText, signedText } from './format.ts'
import { GRID } from './palette.ts'
import { axisOf, pixelsFromTop } from './ticks.ts'

export interface IntervalPoint {
  readonly key: string
  readonly x: number
  readonly y: number
  readonly low: number | null
  readonly high: number | null
  readonly color: string
  readonly label: string
  /** Too little to read: greyed. */
  readonly isThin: boolean
}
interface IntervalScatterProps {
  readonly points: readonly IntervalPoint[]
  readonly xDomain: readonly [number, number]
  readonly xName: string
  readonly yName: string
  /** A dashed line at a value, with its name. */
  readonly mark: { readonly at: number; readonly text: string } | null
  readonly label: string
  readonly height: number
}

const LEFT = 56
const RIGHT = 34
const TOP = 10
const BOTTOM = 40

/** C23: a difference with its interval against another measure, 0 always in view. */
export function IntervalScatter(props: IntervalScatterProps) {
  const { points, xDomain, xName, yName, mark, label, height } = props
  const { ref, width } = useElementSize()
  const read = points.filter(({ isThin }) => !isThin)
  const axis = axisOf([
    0,
    ...(mark === null ? [] : [mark.at]),
    ...points.map(({ y }) => y),
    ...read.flatMap(({ low, high }) => [low ?? 0, high ?? 0]),
  ])
  const plotHeight = height - 16
  const inner = plotHeight - TOP - BOTTOM
  const right = Math.max(LEFT + 10, width - RIGHT)
  const px = (x: number): number => LEFT + ((x - xDomain[0]) / (xDomain[1] - xDomain[0])) * (right - LEFT)
  const py = (y: number): number => TOP + pixelsFromTop(y, axis, inner)
  const xTicks = axisOf(xDomain, 5).ticks.filter((tick) => tick >= xDomain[0] && tick <= xDomain[1])
  return (
    <div className="sc-plot" ref={ref} style={{ height }}>
      <div className="sc-axis-name">{yName}</div>
      {width > 0 && (
        <svg width={width} height={plotHeight} role="img" aria-label={label} style={{ display: 'block' }}>
          {axis.ticks.map((tick) => (
            <g key={tick}>
              <line
                x1={LEFT}
                x2={right}
                y1={py(tick)}
                y2={py(tick)}
                stroke={tick === 0 ? 'var(--sc-axis)' : GRID}
              />
              <text x={LEFT - 6} y={py(tick) + 4} fontSize={11} fill="var(--sc-dim)" textAnchor="end">
                {signedText(tick, axis.digits)}
              </text>
            </g>
          ))}
          {xTicks.map((tick) => (
            <text
              key={tick}
              x={px(tick)}
              y={plotHeight - BOTTOM + 16}
              fontSize={11}
              fill="var(--sc-dim)"
              textAnchor="middle"
            >
              {metricText(tick, 2)}
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
          {mark !== null && (
            <g>
              <line
                x1={LEFT}
                x2={right}
                y1={py(mark.at)}
                y2={py(mark.at)}
                stroke="var(--sc-reference)"
                strokeDasharray="5 3"
              />
              <text x={LEFT + 4} y={py(mark.at) - 4} fontSize={11} fill="var(--sc-dim)">
                {mark.text}
              </text>
            </g>
          )}
          {points.map((point) => (
            <Mark key={point.key} point={point} px={px} py={py} />
          ))}
        </svg>
      )}
    </div>
  )
}

interface MarkProps {
  readonly point: IntervalPoint
  px(x: number): number
  py(y: number): number
}

function Mark({ point, px, py }: MarkProps) {
  const { x, y, low, high, isThin, label } = point
  const color = isThin ? 'var(--sc-axis)' : point.color
  return (
    <g opacity={isThin ? 0.6 : 1}>
      {!isThin && low !== null && high !== null && (
        <line x1={px(x)} x2={px(x)} y1={py(low)} y2={py(high)} stroke={color} strokeWidth={1.75} />
      )}
      <circle
        cx={px(x)}
        cy={py(y)}
        r={4}
        fill={isThin ? 'var(--sc-surface)' : color}
        stroke={color}
        strokeWidth={1.5}
      />
      <text x={px(x) + 7} y={py(y) + 4} fontSize={11.5} fill={isThin ? 'var(--sc-dim)' : 'var(--sc-ink)'}>
        {label}
      </text>
    </g>
  )
}
