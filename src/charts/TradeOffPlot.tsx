import { metricText } from './format.ts'
import { Plane } from './Plane.tsx'
import { linePath } from './paths.ts'
import { axisOf } from './ticks.ts'

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

/** Two measures against one another, each on its own scale. */
export function TradeOffPlot(props: TradeOffPlotProps) {
  const { points, joined, color, xName, yName, label, height } = props
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
  return (
    <Plane
      {...{ xAxis, yAxis, xName, yName, label, height }}
      left={52}
      right={40}
      xText={(tick) => metricText(tick, xAxis.digits)}
      yText={(tick) => metricText(tick, yAxis.digits)}
    >
      {({ px, py }) => (
        <>
          {joined && <path d={linePath(points, px, py)} fill="none" stroke={color} strokeWidth={1.5} />}
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
        </>
      )}
    </Plane>
  )
}
