import { memo, type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import {
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts'
import { EndLabels, type PlotEnd } from './EndLabels.tsx'
import { metricText, signedText } from './format.ts'
import {
  type Marks,
  MarksContext,
  type PlotBand,
  type PlotDot,
  type PlotGap,
  type PlotLine,
  PlotMarks,
  PlotTip,
} from './PlotMarks.tsx'
import { GRID } from './palette.ts'
import { between, placesOf } from './paths.ts'
import { isSame } from './same.ts'
import { type Axis, axisOf, logTicks } from './ticks.ts'

export type { PlotBand, PlotGap, PlotLine } from './PlotMarks.tsx'

export interface PlotReference {
  readonly key: string
  readonly y: number
  readonly label: string | null
  readonly color: string
  readonly dash: string
}
interface BandPlotProps {
  readonly lines: readonly PlotLine[]
  readonly bands: readonly PlotBand[]
  readonly references: readonly PlotReference[]
  readonly dots?: readonly PlotDot[]
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

/**
 * Lines with bands over one x. Lower and upper margins, axis width and right gutter are constant, so that two
 * of these stacked share their x axis. The frame is recharts'; what grows is drawn over it by `PlotMarks`.
 */
export function BandPlot(props: BandPlotProps) {
  const {
    lines,
    bands,
    references,
    dots = NO_DOTS,
    gaps = NO_GAPS,
    ends,
    axis,
    xMax,
    xMin = 0,
    xLog = false,
  } = props
  const { yName, xName, height, signed = false, syncId, tip } = props
  const bottom = xName === null ? 8 : 38
  const plotHeight = height - NAME_HEIGHT
  const drag = useDrag(props.onZoom, (share) => between(xMin, xMax, share, xLog))
  const places = useMemo(() => placesOf([...lines, ...bands]), [lines, bands])
  const marks = useMemo<Marks>(
    () => ({
      lines,
      bands,
      dots,
      gaps,
      places,
      range: drag.range,
      x: { from: xMin, to: xMax, log: xLog, ticks: xName === null ? [] : ticksBetween(xMin, xMax, xLog) },
      y: axis.domain,
      tip,
    }),
    [lines, bands, dots, gaps, places, drag.range, xMin, xMax, xLog, xName, axis, tip],
  )
  return (
    <div className="sc-plot" style={{ height }}>
      <div className="sc-axis-name">{yName}</div>
      <MarksContext value={marks}>
        <Frame
          references={references}
          axis={axis}
          xName={xName}
          height={plotHeight}
          bottom={bottom}
          signed={signed}
          syncId={syncId ?? null}
          drag={drag.handlers}
        />
      </MarksContext>
      <EndLabels
        ends={ends}
        axis={axis}
        top={NAME_HEIGHT + TOP}
        height={plotHeight - TOP - bottom}
        width={GUTTER - 8}
        {...(props.onPoint === undefined ? {} : { onPoint: props.onPoint })}
      />
    </div>
  )
}

const NO_DOTS: readonly PlotDot[] = []
const NO_GAPS: readonly PlotGap[] = []
/** Places that the pointer can be at, as shares of the way; the marks say which value is nearest. */
const HOVERED = Array.from({ length: 121 }, (_, index) => ({ share: index / 120 }))

interface FrameProps {
  readonly references: readonly PlotReference[]
  readonly axis: Axis
  readonly xName: string | null
  readonly height: number
  readonly bottom: number
  readonly signed: boolean
  readonly syncId: string | null
  readonly drag: DragHandlers
}

/**
 * Vertical axis, grid, reference lines and the pointer: drawn again only when one of them changes, never for a new point.
 * Its horizontal axis runs from 0 to 1, whatever it stands for: an end that moves is the marks' to draw.
 */
const Frame = memo((props: FrameProps) => {
  const { references, axis, xName, height, bottom, signed, syncId, drag } = props
  const tickText = (value: number) =>
    signed ? signedText(value, axis.digits) : metricText(value, axis.digits)
  return (
    <ResponsiveContainer width="100%" height={height}>
      <ComposedChart
        data={HOVERED}
        margin={{ top: TOP, right: GUTTER, bottom: 0, left: 0 }}
        {...drag}
        {...(syncId === null ? {} : { syncId, syncMethod: 'value' as const })}
      >
        <CartesianGrid vertical={false} stroke={GRID} />
        <XAxis
          type="number"
          dataKey="share"
          domain={UNIT}
          height={bottom}
          tick={false}
          tickLine={false}
          axisLine={{ stroke: 'var(--sc-axis)' }}
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
        <Tooltip isAnimationActive={false} cursor={false} filterNull={false} content={PlotTip} />
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
        {/* Draws nothing: recharts shows no tooltip without a line. */}
        <Line dataKey={noValue} stroke="none" dot={false} activeDot={false} isAnimationActive={false} />
        <PlotMarks />
      </ComposedChart>
    </ResponsiveContainer>
  )
}, isSame)

const UNIT: [number, number] = [0, 1]
const noValue = () => null

function ticksBetween(from: number, to: number, isLog: boolean): readonly number[] {
  const even = () => axisOf([from, to], 6, 1e-9).ticks.filter((tick) => tick >= from && tick <= to)
  const ticks = isLog ? logTicks(from, to) : even()
  return ticks.length < 2 ? [from, to] : ticks
}

interface Dragged {
  readonly activeLabel?: string | number | undefined
}
type DragHandlers = Partial<
  Record<'onMouseDown' | 'onMouseMove' | 'onMouseUp' | 'onMouseLeave', (event: Dragged) => void>
>
const NO_DRAG: DragHandlers = {}

/** A range of x that is dragged over with the pointer; nothing where nobody asks for it. `at`: x at a share of the way. */
function useDrag(onZoom: BandPlotProps['onZoom'], at: (share: number) => number) {
  const [range, setRange] = useState<readonly [number, number] | null>(null)
  const latest = useRef({ range, onZoom, at })
  useEffect(() => {
    latest.current = { range, onZoom, at }
  })
  const handlers = useMemo<DragHandlers>(
    () => ({
      onMouseDown({ activeLabel }) {
        if (typeof activeLabel !== 'number') return
        const x = latest.current.at(activeLabel)
        setRange([x, x])
      },
      onMouseMove({ activeLabel }) {
        if (typeof activeLabel !== 'number') return
        setRange((dragged) => (dragged === null ? null : [dragged[0], latest.current.at(activeLabel)]))
      },
      onMouseUp() {
        const { range: dragged, onZoom: zoom } = latest.current
        if (dragged !== null && dragged[0] !== dragged[1]) zoom?.(Math.min(...dragged), Math.max(...dragged))
        setRange(null)
      },
      onMouseLeave() {
        setRange(null)
      },
    }),
    [],
  )
  return onZoom === undefined ? { range: null, handlers: NO_DRAG } : { range, handlers }
}
