import { useTranslation } from 'react-i18next'
import type { CalibrationGroup, CalibrationPoint } from './CalibrationChart.tsx'
import { metricText, signedText } from './format.ts'
import { groupColor, groupDash } from './palette.ts'
import { type Axis, axisOf } from './ticks.ts'

const WIDTH = 560
const LEFT = 52
const RIGHT = 10
const GAP = 34
const HEIGHTS = { reliability: 300, residual: 110, histogram: 60 }
const TOP = 22
const BOTTOM = 34
const STARTS = {
  reliability: TOP,
  residual: TOP + HEIGHTS.reliability + GAP,
  histogram: TOP + HEIGHTS.reliability + HEIGHTS.residual + 2 * GAP,
}
const HEIGHT = STARTS.histogram + HEIGHTS.histogram + BOTTOM

type Panel = keyof typeof HEIGHTS
interface Scales {
  readonly x: Axis
  px(value: number): number
  readonly axes: Readonly<Record<Panel, Axis>>
  py(panel: Panel, value: number): number
}

/** Three panels over one axis of predicted probability: what happened, how far off it was, and where rows lie. */
export function CalibrationPlot({ groups }: { readonly groups: readonly CalibrationGroup[] }) {
  const { t } = useTranslation('charts')
  const scales = scalesOf(groups)
  const { x, px, py } = scales
  return (
    <svg width={WIDTH} height={HEIGHT} aria-hidden="true" style={{ display: 'block', maxWidth: '100%' }}>
      <PanelAxis panel="reliability" name={t('calibration.observed')} scales={scales} text={metricText} />
      <PanelAxis panel="residual" name={t('calibration.residual')} scales={scales} text={signedText} />
      <PanelAxis panel="histogram" name={t('calibration.density')} scales={scales} text={null} />
      <line
        x1={px(0)}
        y1={py('reliability', 0)}
        x2={px(x.domain[1])}
        y2={py('reliability', x.domain[1])}
        stroke="var(--sc-axis)"
      />
      <line
        x1={px(0)}
        x2={px(x.domain[1])}
        y1={py('residual', 0)}
        y2={py('residual', 0)}
        stroke="var(--sc-axis)"
      />
      {groups.map((group) => (
        <GroupMarks key={group.id} group={group} scales={scales} />
      ))}
      {x.ticks.map((tick) => (
        <text key={tick} x={px(tick)} y={HEIGHT - 18} fontSize={11} fill="var(--sc-dim)" textAnchor="middle">
          {metricText(tick, x.digits)}
        </text>
      ))}
      <text x={(LEFT + WIDTH) / 2} y={HEIGHT - 3} fontSize={11} fill="var(--sc-dim)" textAnchor="middle">
        {t('calibration.predicted')}
      </text>
    </svg>
  )
}

/** Rows of a bin over its width, as a share of all rows: bins hold as many rows each, so narrow ones are high. */
function densityOf(points: readonly CalibrationPoint[]): readonly number[] {
  const rows = points.reduce((sum, point) => sum + point.rows, 0)
  return points.map(({ rows: own, from, to }) => own / rows / Math.max(1e-4, to - from))
}

function scalesOf(groups: readonly CalibrationGroup[]): Scales {
  const points = groups.flatMap((group) => group.points)
  // One scale for both axes, so that the diagonal is one; intervals may leave the plot, points may not.
  const x = axisOf(
    [0, ...points.flatMap(({ predicted, observed, to }) => [predicted, observed, to])],
    5,
    0.01,
  )
  const axes = {
    reliability: x,
    residual: axisOf(
      points.flatMap(({ predicted, low, high }) => [low - predicted, high - predicted, 0]),
      4,
      0.01,
    ),
    histogram: axisOf([0, ...groups.flatMap((group) => densityOf(group.points))], 2, 1),
  }
  return {
    x,
    axes,
    px: (value) => LEFT + (value / x.domain[1]) * (WIDTH - LEFT - RIGHT),
    py: (panel, value) => {
      const [low, high] = axes[panel].domain
      return STARTS[panel] + HEIGHTS[panel] * (1 - (value - low) / (high - low))
    },
  }
}

interface PanelAxisProps {
  readonly panel: Panel
  readonly name: string
  readonly scales: Scales
  /** Null: no numbers. */
  readonly text: ((value: number, digits: number) => string) | null
}

function PanelAxis({ panel, name, scales, text }: PanelAxisProps) {
  const { ticks, digits } = scales.axes[panel]
  return (
    <>
      <text x={0} y={STARTS[panel] - 10} fontSize={11} fill="var(--sc-dim)">
        {name}
      </text>
      {ticks.map((tick) => (
        <g key={tick}>
          <line
            x1={LEFT}
            x2={WIDTH - RIGHT}
            y1={scales.py(panel, tick)}
            y2={scales.py(panel, tick)}
            stroke="var(--sc-grid)"
          />
          {text !== null && (
            <text
              x={LEFT - 6}
              y={scales.py(panel, tick) + 4}
              fontSize={11}
              fill="var(--sc-dim)"
              textAnchor="end"
            >
              {tick === 0 ? '0' : text(tick, digits)}
            </text>
          )}
        </g>
      ))}
    </>
  )
}

function GroupMarks({ group, scales }: { readonly group: CalibrationGroup; readonly scales: Scales }) {
  const { px, py } = scales
  const color = groupColor(group.style)
  const density = densityOf(group.points)
  const path = (panel: Panel, value: (point: CalibrationPoint) => number): string =>
    group.points
      .map(
        (point, index) =>
          `${index === 0 ? 'M' : 'L'}${px(point.predicted).toFixed(1)},${py(panel, value(point)).toFixed(1)}`,
      )
      .join('')
  const steps = group.points
    .map(({ from, to }, index) => {
      const y = py('histogram', density[index] ?? 0).toFixed(1)
      return `${index === 0 ? `M${px(from).toFixed(1)},${py('histogram', 0).toFixed(1)}L` : 'L'}${px(from).toFixed(1)},${y}L${px(to).toFixed(1)},${y}`
    })
    .join('')
  const line = { fill: 'none', stroke: color, strokeDasharray: groupDash(group.style) }
  return (
    <g data-group={group.id}>
      <path d={path('reliability', (point) => point.observed)} strokeWidth={1.75} {...line} />
      <path d={path('residual', (point) => point.observed - point.predicted)} strokeWidth={1.25} {...line} />
      <path d={steps} strokeWidth={1.25} {...line} />
      {group.points.map((point) => (
        <g key={point.predicted} stroke={color}>
          <Mark point={point} panel="reliability" shift={0} color={color} scales={scales} />
          <Mark point={point} panel="residual" shift={point.predicted} color={color} scales={scales} />
        </g>
      ))}
    </g>
  )
}

interface MarkProps {
  readonly point: CalibrationPoint
  readonly panel: 'reliability' | 'residual'
  /** What is taken off each value. */
  readonly shift: number
  readonly color: string
  readonly scales: Scales
}

/** A point with its interval, cut at the panel's ends; hollow where it rests on too little. */
function Mark({ point, panel, shift, color, scales: { px, py, axes } }: MarkProps) {
  const [least, most] = axes[panel].domain
  const inside = (value: number): number => Math.min(most, Math.max(least, value))
  const x = px(point.predicted)
  return (
    <>
      <line
        x1={x}
        x2={x}
        y1={py(panel, inside(point.low - shift))}
        y2={py(panel, inside(point.high - shift))}
        strokeOpacity={0.55}
        strokeDasharray={point.isThin ? '2 2' : undefined}
      />
      <circle
        cx={x}
        cy={py(panel, point.observed - shift)}
        r={3}
        strokeWidth={1.25}
        fill={point.isThin ? 'var(--sc-surface)' : color}
      />
    </>
  )
}
