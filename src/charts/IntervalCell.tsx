import type { VerdictRow } from '../run/comparison.ts'
import { signedText } from './format.ts'
import { INTERVAL_WIDTH, type IntervalScale } from './interval-scale.ts'
import { groupColor } from './palette.ts'

const HEIGHT = 30

interface IntervalCellProps {
  readonly row: VerdictRow
  readonly scale: IntervalScale
  readonly style: number
  /** Drawn hollow: a link says so, nobody trained it here. */
  readonly isClaimed?: boolean
}

/** Point: mean paired difference. Thick bar: seeds. Pale bar: seeds and users. Grey: zone of no practical interest. */
export function IntervalCell({ row, scale, style, isClaimed = false }: IntervalCellProps) {
  const { px, rope } = scale
  const middle = HEIGHT / 2
  const color = groupColor(style)
  const bar = (half: number, height: number, opacity: number) => (
    <rect
      x={px((row.delta ?? 0) - half)}
      width={Math.max(1, px((row.delta ?? 0) + half) - px((row.delta ?? 0) - half))}
      y={middle - height / 2}
      height={height}
      rx={height / 2}
      {...(isClaimed
        ? { fill: 'none', stroke: color, strokeDasharray: opacity < 1 ? '3 2' : 'none' }
        : { fill: color, fillOpacity: opacity })}
    />
  )
  const isDrawn = row.delta !== null && row.state !== 'baseline'
  return (
    <svg width={INTERVAL_WIDTH} height={HEIGHT} aria-hidden="true" style={{ display: 'block' }}>
      <rect x={px(-rope)} width={px(rope) - px(-rope)} y={0} height={HEIGHT} fill="var(--sc-zone)" />
      <line x1={px(0)} x2={px(0)} y1={0} y2={HEIGHT} stroke="var(--sc-axis)" />
      {isDrawn && row.half !== null && bar(row.half, 10, 0.3)}
      {isDrawn && row.seedHalf !== null && bar(row.seedHalf, 4, 1)}
      {isDrawn && (
        <circle
          cx={px(row.delta ?? 0)}
          cy={middle}
          r={4.5}
          fill="var(--sc-surface)"
          stroke={color}
          strokeWidth={2.25}
        />
      )}
    </svg>
  )
}

/** Head of the difference column: its ends and zero. */
export function IntervalAxis({ scale, label }: { readonly scale: IntervalScale; readonly label: string }) {
  const { px, domain } = scale
  const ends = [domain[0], 0, domain[1]].filter((value, index, all) => all.indexOf(value) === index)
  return (
    <div>
      {label}
      <svg width={INTERVAL_WIDTH} height={16} aria-hidden="true" style={{ display: 'block' }}>
        {ends.map((value) => (
          <text
            key={value}
            x={value === 0 ? px(0) : value === domain[0] ? 0 : INTERVAL_WIDTH}
            y={12}
            fontSize={11}
            fill="var(--sc-dim)"
            textAnchor={value === 0 ? 'middle' : value === domain[0] ? 'start' : 'end'}
          >
            {value === 0 ? '0' : signedText(value, 3)}
          </text>
        ))}
      </svg>
    </div>
  )
}
