import { useElementSize } from '@mantine/hooks'
import { metricText } from './format.ts'
import { GRID } from './palette.ts'
import { axisOf, pixelsFromTop } from './ticks.ts'

/** One thing that could be chosen, by what it gives on two sides. */
export interface TradeOffPoint {
  readonly key: string
  readonly x: number
  readonly y: number
  /** `front`: nothing is better on both sides. `chosen`: ringed. */
  readonly mark: 'plain' | 'front' | 'chosen'
  /** Written beside it; null: nothing. */
  readonly text: string | null
}
interface TradeOffPlotProps {
  readonly points: readonly TradeOffPoint[]
  /** Joins the points in their order. */
  readonly joined: boolean
  readonly color: string
  readonly xName: string
  readonly yName: string
  readonly label: string
  readonly height: number
}

const LEFT = 52
const RIGHT = 40
const TOP = 10
const BOTTOM = 40

/** Two measures against one another, each on its own scale. */
export function TradeOffPlot(props: TradeOffPlotProps) {
  const { points, joined, color, xName, yName, label, height } = props
  const { ref, width } = useElementSize()
  const xAxis = axisOf(
    points.map(({ x }) => x),
    5,
    1e-3,
  )
  const yAxis = axisOf(
    points.map(({ y }) => y),
    4,
    1e-3,
  )
  const plotHeight = height - 16
  const inner = plotHeight - TOP - BOTTOM
  const px = (x: number): number =>
    LEFT + ((x - xAxis.domain[0]) / (xAxis.domain[1] - xAxis.domain[0])) * Math.max(1, width - LEFT - RIGHT)
  const py = (y: number): number => TOP + pixelsFromTop(y, yAxis, inner)
  const path = points.map(({ x, y }, i) => `${i === 0 ? 'M' : 'L'}${px(x).toFixed(1)},${py(y).toFixed(1)}`)
  return (
    <div className="sc-plot" ref={ref} style={{ height }}>
      <div className="sc-axis-name">{yName}</div>
      {width > 0 && (
        <svg width={width} height={plotHeight} role="img" aria-label={label} style={{ display: 'block' }}>
          {yAxis.ticks.map((tick) => (
            <g key={tick}>
              <line x1={LEFT} x2={width - RIGHT} y1={py(tick)} y2={py(tick)} stroke={GRID} />
              <text x={LEFT - 6} y={py(tick) + 4} fontSize={11} fill="var(--sc-dim)" textAnchor="end">
                {metricText(tick, yAxis.digits)}
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
              {metricText(tick, xAxis.digits)}
            </text>
          ))}
          <text
            x={(LEFT + width - RIGHT) / 2}
            y={plotHeight - 6}
            fontSize={11.5}
            fill="var(--sc-dim)"
            textAnchor="middle"
          >
            {xName}
          </text>
          {joined && <path d={path.join('')} fill="none" stroke={color} strokeWidth={1.5} />}
          {points.map(({ key, x, y, mark, text }) => (
            <g key={key}>
              <circle
                cx={px(x)}
                cy={py(y)}
                r={mark === 'chosen' ? 6.5 : mark === 'front' ? 4 : 2.75}
                fill={mark === 'chosen' ? 'var(--sc-surface)' : color}
                fillOpacity={mark === 'plain' ? 0.35 : 1}
                stroke={mark === 'chosen' ? color : 'none'}
                strokeWidth={2.25}
              />
              {text !== null && (
                <text x={px(x) + 9} y={py(y) - 6} fontSize={11.5} fill="var(--sc-ink)">
                  {text}
                </text>
              )}
            </g>
          ))}
        </svg>
      )}
    </div>
  )
}
