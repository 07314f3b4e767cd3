import type { ReactNode } from 'react'
import {
  Area,
  CartesianGrid,
  ComposedChart,
  Line,
  type MouseHandlerDataParam,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts'
import { sixDigits } from '../core/data/values.ts'
import { EndLabels } from './EndLabels.tsx'
import { metricText } from './format.ts'
import { GRID } from './palette.ts'
import { type Row, rowsOf } from './rows.ts'
import type { Axis } from './ticks.ts'

/** A rate with its interval at each place from 0 to 1. */
export interface RateCurve {
  readonly key: string
  readonly name: string
  /** Written after the name. */
  readonly value: string
  readonly color: string
  readonly dash: string
  readonly points: readonly {
    readonly x: number
    readonly y: number
    readonly low: number
    readonly high: number
  }[]
}
interface RatePlotProps {
  readonly curves: readonly RateCurve[]
  readonly axis: Axis
  readonly xName: string
  readonly yName: string
  readonly height: number
  tip(x: number): ReactNode
  /** The place that is chosen. */
  readonly picked?: number | null
  /** A place was pressed. What it does must be reachable without a mouse beside the plot. */
  onPick?(x: number): void
}

const GUTTER = 184
const LEFT = 52
const TOP = 6
const BOTTOM = 38
const NAME_HEIGHT = 16

/** Rates with their intervals over one x, asked for by a person: nothing here moves while a run trains. */
export function RatePlot(props: RatePlotProps) {
  const { curves, axis, xName, yName, height, tip, picked = null, onPick } = props
  const plotHeight = height - NAME_HEIGHT
  return (
    <div className="sc-plot" style={{ height }}>
      <div className="sc-axis-name">{yName}</div>
      <ResponsiveContainer width="100%" height={plotHeight}>
        <ComposedChart
          data={rowsOf(curves, curves)}
          margin={{ top: TOP, right: GUTTER, bottom: 0, left: 0 }}
          accessibilityLayer={false}
          {...(onPick === undefined
            ? {}
            : {
                style: { cursor: 'pointer' },
                onClick: ({ activeLabel }: MouseHandlerDataParam) => {
                  if (activeLabel !== undefined) onPick(Number(activeLabel))
                },
              })}
        >
          <CartesianGrid stroke={GRID} vertical={false} />
          <XAxis
            type="number"
            dataKey="x"
            domain={[0, 1]}
            height={BOTTOM}
            tickLine={false}
            tickFormatter={sixDigits}
            label={{ value: xName, position: 'insideBottom', offset: 2 }}
          />
          <YAxis
            type="number"
            domain={[...axis.domain]}
            ticks={[...axis.ticks]}
            width={LEFT}
            tickLine={false}
            axisLine={false}
            tickFormatter={(value: number) => metricText(value, axis.digits)}
          />
          <Tooltip
            isAnimationActive={false}
            cursor={{ stroke: 'var(--sc-axis)' }}
            content={({ active, label }) =>
              active === true && typeof label === 'number' ? <div className="sc-tip">{tip(label)}</div> : null
            }
          />
          {picked !== null && <ReferenceLine x={picked} stroke="var(--sc-ink)" strokeDasharray="2 3" />}
          {curves.map(({ key, color }, index) => (
            <Area
              key={key}
              dataKey={(row: Row) => row.band[index]}
              stroke="none"
              fill={color}
              fillOpacity={0.15}
              connectNulls
              activeDot={false}
              isAnimationActive={false}
            />
          ))}
          {curves.map(({ key, color, dash }, index) => (
            <Line
              key={key}
              dataKey={(row: Row) => row.line[index]}
              type="linear"
              stroke={color}
              strokeWidth={2}
              strokeDasharray={dash}
              connectNulls
              dot={false}
              activeDot={false}
              isAnimationActive={false}
            />
          ))}
        </ComposedChart>
      </ResponsiveContainer>
      <EndLabels
        ends={curves.map(({ key, name, value, color, points }) => ({
          ...{ key, text: name, value, color, style: null },
          y: points.at(-1)?.y ?? 0,
        }))}
        axis={axis}
        top={NAME_HEIGHT + TOP}
        height={plotHeight - TOP - BOTTOM}
        width={GUTTER - 8}
      />
    </div>
  )
}
