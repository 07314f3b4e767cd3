import { metricText } from './format.ts'
import { GRID } from './palette.ts'
import { axisOf, pixelsFromTop } from './ticks.ts'

/** A mean with its interval; null where there is none. */
export interface BinMean {
  readonly key: string
  readonly label: string
  /** Under the label: rows. */
  readonly note: string
  readonly mean: number
  readonly half: number | null
  /** Too few rows: hollow, and the line passes it by. */
  readonly isThin: boolean
  /** Beside the order: not joined by the line. */
  readonly isApart: boolean
}
interface BinMeansProps {
  readonly bins: readonly BinMean[]
  readonly neutral: number
  readonly height: number
  readonly name: string
}

const STEP = 84
const LEFT = 44
const BOTTOM = 36

/** C12 of an ordered prior: the mean of each bin with its interval, joined in order. */
export function BinMeans({ bins, neutral, height, name }: BinMeansProps) {
  const axis = axisOf(
    [neutral, ...bins.flatMap(({ mean, half }) => [mean - (half ?? 0), mean + (half ?? 0)])],
    4,
    0.1,
  )
  const plot = height - BOTTOM
  const y = (value: number): number => 6 + pixelsFromTop(value, axis, plot - 12)
  const x = (at: number): number => LEFT + STEP * (at + 0.5)
  const joined = bins.flatMap((bin, at) => (bin.isThin || bin.isApart ? [] : [`${x(at)},${y(bin.mean)}`]))
  const width = LEFT + STEP * bins.length
  return (
    <svg width={width} height={height} role="img" aria-label={name}>
      {axis.ticks.map((tick) => (
        <g key={tick}>
          <line x1={LEFT} x2={width} y1={y(tick)} y2={y(tick)} stroke={GRID} />
          <text x={LEFT - 6} y={y(tick) + 4} fontSize={11} fill="var(--sc-dim)" textAnchor="end">
            {metricText(tick, 2)}
          </text>
        </g>
      ))}
      <line
        x1={LEFT}
        x2={width}
        y1={y(neutral)}
        y2={y(neutral)}
        stroke="var(--sc-reference)"
        strokeDasharray="3 3"
      />
      <polyline points={joined.join(' ')} fill="none" stroke="var(--sc-heat)" strokeWidth={2} />
      {bins.map(({ key, label, note, mean, half, isThin }, at) => (
        <g key={key} opacity={isThin ? 0.45 : 1}>
          {half !== null && (
            <line
              x1={x(at)}
              x2={x(at)}
              y1={y(mean - half)}
              y2={y(mean + half)}
              stroke="var(--sc-heat)"
              strokeWidth={1.5}
            />
          )}
          <circle
            cx={x(at)}
            cy={y(mean)}
            r={4}
            fill={isThin ? 'var(--sc-surface)' : 'var(--sc-heat)'}
            stroke="var(--sc-heat)"
          />
          <text x={x(at)} y={plot + 12} fontSize={11} fill="var(--sc-ink)" textAnchor="middle">
            {label}
          </text>
          <text x={x(at)} y={plot + 26} fontSize={11} fill="var(--sc-dim)" textAnchor="middle">
            {note}
          </text>
        </g>
      ))}
    </svg>
  )
}
