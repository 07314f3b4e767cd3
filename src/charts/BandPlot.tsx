import { type ReactNode, useMemo, useState } from 'react'
import {
  Area,
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceArea,
  ReferenceDot,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts'
import type { Point } from './decimate.ts'
import { EndLabels, type PlotEnd } from './EndLabels.tsx'
import { compactText, metricText, signedText } from './format.ts'
import { GRID } from './palette.ts'
import { type Row, rowsOf } from './rows.ts'
import { type Axis, axisOf, logTicks } from './ticks.ts'

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
  readonly points: readonly { readonly x: number; readonly low: number; readonly high: number }[]
}
export interface PlotReference {
  readonly key: string
  readonly y: number
  readonly label: string | null
  readonly color: string
  readonly dash: string
}
/** A place where time was left out. */
export interface PlotGap {
  readonly key: string
  readonly x: number
  readonly label: string
}
interface BandPlotProps {
  readonly lines: readonly PlotLine[]
  readonly bands: readonly PlotBand[]
  readonly references: readonly PlotReference[]
  readonly dots?: readonly (Point & { readonly key: string; readonly color: string })[]
  readonly gaps?: readonly PlotGap[]
  readonly ends: readonly PlotEnd[]
  readonly axis: Axis
  readonly xMax: number
  /** Left end, 0 when absent. */
  readonly xMin?: number
  readonly xLog?: boolean
  readonly yName: string
  readonly xName: string | null
  readonly height: number
  readonly signed?: boolean
  /** Charts of one id move their crosshair together. */
  readonly syncId?: string
  /** Told the range that was dragged over. */
  onZoom?(from: number, to: number): void
  /** Told the line or label that the pointer is over. */
  onPoint?(key: string | null): void
  tip(x: number): ReactNode
}

const GUTTER = 184
const LEFT = 52
const TOP = 6
const NAME_HEIGHT = 16
const GAP_WIDTH = 8

/**
 * Lines with bands over one x. Lower and upper margins, axis width and right gutter are constant, so that two
 * of these stacked share their x axis.
 */
export function BandPlot(props: BandPlotProps) {
  const {
    lines,
    bands,
    references,
    dots = [],
    gaps = [],
    ends,
    axis,
    xMax,
    xMin = 0,
    xLog = false,
    yName,
    xName,
    height,
    signed,
    syncId,
  } = props
  const rows = useMemo(() => rowsOf(lines, bands), [lines, bands])
  const bottom = xName === null ? 8 : 38
  const plotHeight = height - NAME_HEIGHT
  const inner = plotHeight - TOP - bottom
  const xTicks = useMemo(() => ticksBetween(xMin, xMax, xLog), [xMin, xMax, xLog])
  const drag = useDrag(props.onZoom)
  const tickText = (value: number) =>
    signed === true ? signedText(value, axis.digits) : metricText(value, axis.digits)
  return (
    <div className="sc-plot" style={{ height }}>
      <div className="sc-axis-name">{yName}</div>
      <ResponsiveContainer width="100%" height={plotHeight}>
        <ComposedChart
          data={rows}
          margin={{ top: TOP, right: GUTTER, bottom: 0, left: 0 }}
          {...drag.handlers}
          {...(syncId === undefined ? {} : { syncId, syncMethod: 'value' as const })}
        >
          <CartesianGrid vertical={false} stroke={GRID} />
          <XAxis
            type="number"
            dataKey="x"
            domain={[xMin, xMax]}
            scale={xLog ? 'log' : 'linear'}
            ticks={[...xTicks]}
            allowDataOverflow
            height={bottom}
            tick={xName !== null}
            tickLine={false}
            axisLine={{ stroke: 'var(--sc-axis)' }}
            tickFormatter={xText}
            {...(xName === null ? {} : { label: { value: xName, position: 'insideBottom', offset: 2 } })}
          />
          <YAxis
            type="number"
            domain={[axis.domain[0], axis.domain[1]]}
            ticks={[...axis.ticks]}
            allowDataOverflow
            width={LEFT}
            tickLine={false}
            axisLine={false}
            tickFormatter={tickText}
            interval={0}
          />
          <Tooltip
            isAnimationActive={false}
            cursor={{ stroke: 'var(--sc-axis)' }}
            content={({ active, label }) =>
              active === true && typeof label === 'number' ? (
                <div className="sc-tip">{props.tip(label)}</div>
              ) : null
            }
          />
          {bands.map((band, index) => (
            <Area
              key={band.key}
              dataKey={(row: Row) => row.band[index]}
              stroke="none"
              fill={band.color}
              fillOpacity={0.15}
              connectNulls
              activeDot={false}
              isAnimationActive={false}
            />
          ))}
          {references.map((reference) => (
            <ReferenceLine
              key={reference.key}
              y={reference.y}
              stroke={reference.color}
              strokeDasharray={reference.dash}
              strokeWidth={1.25}
              ifOverflow="hidden"
            />
          ))}
          {lines.map((line, index) => (
            <Line
              key={line.key}
              dataKey={(row: Row) => row.line[index]}
              type="linear"
              stroke={line.color}
              strokeWidth={line.width}
              strokeOpacity={line.opacity}
              strokeDasharray={line.dash}
              dot={false}
              activeDot={false}
              connectNulls
              isAnimationActive={false}
            />
          ))}
          {gaps.map((gap) => (
            <ReferenceLine
              key={gap.key}
              x={gap.x}
              stroke="var(--sc-axis)"
              strokeWidth={GAP_WIDTH}
              strokeOpacity={0.35}
              ifOverflow="hidden"
              label={{ value: gap.label, position: 'insideTopLeft', angle: 0, fontSize: 11, offset: 8 }}
            />
          ))}
          {drag.range !== null && (
            <ReferenceArea x1={drag.range[0]} x2={drag.range[1]} fill="var(--sc-axis)" fillOpacity={0.2} />
          )}
          {dots.map((dot) => (
            <ReferenceDot
              key={dot.key}
              x={dot.x}
              y={dot.y}
              r={2.5}
              fill={dot.color}
              stroke="var(--sc-surface)"
            />
          ))}
        </ComposedChart>
      </ResponsiveContainer>
      <EndLabels
        ends={ends}
        axis={axis}
        top={NAME_HEIGHT + TOP}
        height={inner}
        width={GUTTER - 8}
        {...(props.onPoint === undefined ? {} : { onPoint: props.onPoint })}
      />
    </div>
  )
}

const xText = (x: number): string => (x >= 1000 ? compactText(x) : String(Number(x.toPrecision(6))))

function ticksBetween(from: number, to: number, isLog: boolean): readonly number[] {
  const even = () => axisOf([from, to], 6, 1e-9).ticks.filter((tick) => tick >= from && tick <= to)
  const ticks = isLog ? logTicks(from, to) : even()
  return ticks.length < 2 ? [from, to] : ticks
}

/** A range of x that is dragged over with the pointer; nothing where nobody asks for it. */
function useDrag(onZoom: BandPlotProps['onZoom']) {
  const [range, setRange] = useState<readonly [number, number] | null>(null)
  if (onZoom === undefined) return { range: null, handlers: {} }
  const handlers = {
    onMouseDown: ({ activeLabel }: { activeLabel?: string | number | undefined }) => {
      if (typeof activeLabel === 'number') setRange([activeLabel, activeLabel])
    },
    onMouseMove: ({ activeLabel }: { activeLabel?: string | number | undefined }) => {
      if (range !== null && typeof activeLabel === 'number') setRange([range[0], activeLabel])
    },
    onMouseUp: () => {
      if (range !== null && range[0] !== range[1]) onZoom(Math.min(...range), Math.max(...range))
      setRange(null)
    },
    onMouseLeave: () => setRange(null),
  }
  return { range, handlers }
}
