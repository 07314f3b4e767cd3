import { metricText } from './format.ts'
import { SquareNames } from './SquareNames.tsx'
import { axisOf } from './ticks.ts'

/** Predicted against observed, with its interval. */
export interface ReliabilityPoint {
  readonly predicted: number
  readonly observed: number
  readonly low: number
  readonly high: number
  /** Too few rows of a class: hollow. */
  readonly isThin: boolean
}
interface ReliabilityPlotProps {
  readonly points: readonly ReliabilityPoint[]
  /** The same rows under another map of their probabilities; joined, without intervals. */
  readonly others: readonly Pick<ReliabilityPoint, 'predicted' | 'observed'>[]
  /** Rows by probability, equal widths from 0 to `max`; null: no strip. */
  readonly histogram: { readonly max: number; readonly counts: readonly number[] } | null
  readonly xName: string
  readonly yName: string
  readonly residualName: string
  readonly size: number
  /** The point that is chosen, by its place. */
  readonly picked?: number | null
  /** A point was pressed. What it does must be reachable without a mouse beside the plot. */
  onPick?(point: number): void
}

const LEFT = 60
const TOP = 6
const STRIP = 70
const GAP = 20
const BOTTOM = 40

/** C19: points on the diagonal are right; below it what is left over, and where the rows are. */
export function ReliabilityPlot(props: ReliabilityPlotProps) {
  const { points, others, histogram, xName, yName, residualName, size, picked, onPick } = props
  const axis = axisOf([0, ...points.flatMap(({ predicted, high }) => [predicted, high])], 4)
  const end = axis.domain[1]
  const residuals = points.map(({ predicted, observed, low, high }) => ({
    predicted,
    value: observed - predicted,
    low: low - predicted,
    high: high - predicted,
  }))
  const reach = Math.max(1e-6, ...residuals.flatMap(({ low, high }) => [Math.abs(low), Math.abs(high)]))
  const px = (value: number): number => LEFT + (Math.min(end, value) / end) * size
  const py = (value: number): number => TOP + size - (Math.min(end, value) / end) * size
  const middle = TOP + size + GAP + STRIP / 2
  const pr = (value: number): number => middle - (value / reach) * (STRIP / 2 - 3)
  const base = TOP + size + GAP + STRIP + (histogram === null ? 0 : GAP + STRIP / 2)
  const most = Math.max(1, ...(histogram?.counts ?? []))
  const chosen = picked == null ? undefined : points[picked]
  return (
    <svg width={LEFT + size + 12} height={base + BOTTOM} role="img" aria-label={`${xName}, ${yName}`}>
      {axis.ticks.map((tick) => (
        <g key={tick} fontSize={11} fill="var(--sc-dim)">
          <line x1={px(0)} x2={px(end)} y1={py(tick)} y2={py(tick)} stroke="var(--sc-grid)" />
          <text x={px(tick)} y={base + 15} textAnchor="middle">
            {metricText(tick, axis.digits)}
          </text>
          <text x={px(0) - 7} y={py(tick) + 4} textAnchor="end">
            {metricText(tick, axis.digits)}
          </text>
        </g>
      ))}
      <line
        x1={px(0)}
        y1={py(0)}
        x2={px(end)}
        y2={py(end)}
        stroke="var(--sc-reference)"
        strokeDasharray="4 3"
      />
      <polyline
        points={others.map(({ predicted, observed }) => `${px(predicted)},${py(observed)}`).join(' ')}
        fill="none"
        stroke="var(--sc-above)"
        strokeWidth={1.5}
        strokeDasharray="5 3"
      />
      {points.map(({ predicted, observed, low, high, isThin }) => (
        <g key={predicted} opacity={isThin ? 0.45 : 1}>
          <line
            x1={px(predicted)}
            x2={px(predicted)}
            y1={py(low)}
            y2={py(high)}
            stroke="var(--sc-heat)"
            strokeWidth={1.5}
          />
          <circle
            cx={px(predicted)}
            cy={py(observed)}
            r={3.5}
            fill={isThin ? 'var(--sc-surface)' : 'var(--sc-heat)'}
            stroke="var(--sc-heat)"
          />
        </g>
      ))}
      {chosen !== undefined && (
        <circle
          cx={px(chosen.predicted)}
          cy={py(chosen.observed)}
          r={8}
          fill="none"
          stroke="var(--sc-ink)"
          strokeWidth={1.5}
        />
      )}
      {onPick !== undefined &&
        points.map(({ predicted, observed }, point) => (
          // biome-ignore lint/a11y/noStaticElementInteractions: a shortcut for what stands beside the plot
          <circle
            key={predicted}
            cx={px(predicted)}
            cy={py(observed)}
            r={8}
            fill="transparent"
            style={{ cursor: 'pointer' }}
            data-point={point}
            onClick={() => onPick(point)}
          />
        ))}
      <line
        x1={px(0)}
        x2={px(end)}
        y1={middle}
        y2={middle}
        stroke="var(--sc-reference)"
        strokeDasharray="4 3"
      />
      {residuals.map(({ predicted, value, low, high }) => (
        <g key={predicted}>
          <line
            x1={px(predicted)}
            x2={px(predicted)}
            y1={pr(low)}
            y2={pr(high)}
            stroke="var(--sc-heat)"
            strokeWidth={1.5}
          />
          <circle cx={px(predicted)} cy={pr(value)} r={3} fill="var(--sc-heat)" />
        </g>
      ))}
      <text x={px(0) - 7} y={pr(reach) + 8} fontSize={11} fill="var(--sc-dim)" textAnchor="end">
        {`±${metricText(reach, 3)}`}
      </text>
      <text x={px(0) + 6} y={TOP + size + 14} fontSize={11} fill="var(--sc-ink)">
        {residualName}
      </text>
      {histogram?.counts.map((count, bin) => {
        const width = histogram.max / histogram.counts.length
        const height = (count / most) * (STRIP / 2)
        return (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: a bin is its place
            key={bin}
            x={px(bin * width)}
            width={Math.max(0, px((bin + 1) * width) - px(bin * width) - 0.5)}
            y={base - height}
            height={height}
            fill="var(--sc-axis)"
          />
        )
      })}
      <SquareNames {...{ xName, yName }} x={px(end / 2)} y={py(end / 2)} base={base + 34} />
    </svg>
  )
}
