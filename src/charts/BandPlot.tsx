import { type ReactNode, useId, useMemo, useState } from 'react'
import { sixDigits } from '../core/data/values.ts'
import { EndLabels, type PlotEnd } from './EndLabels.tsx'
import { compactText, metricText, signedText } from './format.ts'
import {
  type Marks,
  type PlotBand,
  type PlotDot,
  type PlotGap,
  type PlotLine,
  PlotMarks,
  placeAt,
} from './PlotMarks.tsx'
import { type PlotArea, PlotAxes, PlotSurface } from './PlotSurface.tsx'
import { between, placesOf, scaleOf } from './paths.ts'
import { draggedOver, type Pointed, type Range } from './pointed.ts'
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
 * of these stacked share their x axis.
 */
export function BandPlot(props: BandPlotProps) {
  const { lines, bands, dots = NO_DOTS, gaps = NO_GAPS, ends, axis, xMax, xMin = 0, xLog = false } = props
  const { yName, xName, height, syncId, tip } = props
  const own = useId()
  const name = syncId ?? own
  const bottom = xName === null ? 8 : 38
  const plotHeight = height - NAME_HEIGHT
  const { range, ...drag } = useDrag(props.onZoom, (share) => between(xMin, xMax, share, xLog))
  const places = useMemo(() => placesOf([...lines, ...bands]), [lines, bands])
  const marks: Marks = {
    lines,
    bands,
    dots,
    gaps,
    places,
    range,
    x: { from: xMin, to: xMax, log: xLog },
    y: axis.domain,
  }
  return (
    <div className="sc-plot" style={{ height }}>
      <div className="sc-axis-name">{yName}</div>
      <PlotSurface
        height={plotHeight}
        margin={{ top: TOP, right: GUTTER, bottom, left: LEFT }}
        label={yName}
        name={name}
        {...drag}
        tip={(share) => {
          const place = placeAt(marks, share)
          return place === null ? null : tip(place)
        }}
      >
        {(area) => <Drawn {...props} marks={marks} area={area} name={name} />}
      </PlotSurface>
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

interface DrawnProps extends Pick<BandPlotProps, 'references' | 'axis' | 'xName' | 'signed'> {
  readonly marks: Marks
  readonly area: PlotArea
  readonly name: string
}

/** Axes and reference lines under the marks. */
function Drawn({ references, axis, xName, signed = false, marks, area, name }: DrawnProps) {
  const { from, to, log } = marks.x
  const px = useMemo(
    () => scaleOf([from, to], [area.x, area.x + area.width], log),
    [from, to, log, area.x, area.width],
  )
  const [low, high] = axis.domain
  const py = useMemo(
    () => scaleOf([low, high], [area.y + area.height, area.y], false),
    [low, high, area.y, area.height],
  )
  const yText = signed ? signedText : metricText
  const ticks = xName === null ? [] : ticksBetween(from, to, log)
  return (
    <>
      <PlotAxes
        area={area}
        x={ticks.map((tick) => ({ at: px(tick), text: xText(tick) }))}
        y={axis.ticks.map((tick) => ({ at: py(tick), text: yText(tick, axis.digits) }))}
        xName={xName}
      />
      {references
        .filter(({ y }) => y >= low && y <= high)
        .map(({ key, y, color, dash }) => (
          <line
            key={key}
            x1={area.x}
            x2={area.x + area.width}
            y1={py(y)}
            y2={py(y)}
            stroke={color}
            strokeDasharray={dash}
            strokeWidth={1.25}
          />
        ))}
      <PlotMarks marks={marks} area={area} name={name} px={px} py={py} />
    </>
  )
}

const xText = (x: number): string => (x >= 1000 ? compactText(x) : sixDigits(x))

function ticksBetween(from: number, to: number, isLog: boolean): readonly number[] {
  const even = () => axisOf([from, to], 6, 1e-9).ticks.filter((tick) => tick >= from && tick <= to)
  const ticks = isLog ? logTicks(from, to) : even()
  return ticks.length < 2 ? [from, to] : ticks
}

interface Drag {
  readonly range: Range | null
  onPress?(at: Pointed | null): void
  onMove?(at: Pointed | null): void
  onRelease?(): void
  onCancel?(): void
}

/** A range of x that is dragged over with the pointer; nothing where nobody asks for it. `at`: x at a share of the way. */
function useDrag(onZoom: BandPlotProps['onZoom'], at: (share: number) => number): Drag {
  const [range, setRange] = useState<Range | null>(null)
  if (onZoom === undefined) return { range: null }
  return {
    range,
    onPress(pointed) {
      if (pointed !== null) setRange([at(pointed.x), at(pointed.x)])
    },
    onMove(pointed) {
      if (pointed !== null && range !== null) setRange([range[0], at(pointed.x)])
    },
    onRelease() {
      const covered = draggedOver(range)
      if (covered !== null) onZoom(...covered)
      setRange(null)
    },
    onCancel: () => setRange(null),
  }
}
