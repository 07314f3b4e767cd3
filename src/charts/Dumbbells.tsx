import type { Marker } from './palette.ts'

/** A range with its middle. */
export interface Dumbbell {
  readonly low: number
  readonly middle: number
  readonly high: number
  /** Too few rows: drawn faint. */
  readonly isThin: boolean
}
interface DumbbellsProps {
  /** One lane each, from the top; null leaves its lane empty. */
  readonly marks: readonly (Dumbbell | null)[]
  readonly max: number
  /** A line where nothing is changed. */
  readonly neutral: number
  readonly width: number
}

const LANE = 13

/** C13: ranges side by side on a fixed axis, a marker for each. */
export function Dumbbells({ marks, max, neutral, width }: DumbbellsProps) {
  const px = (value: number): number => (Math.min(max, Math.max(0, value)) / max) * width
  const height = marks.length * LANE + 4
  return (
    <svg width={width} height={height} aria-hidden="true" style={{ display: 'block' }}>
      <line
        x1={px(neutral)}
        x2={px(neutral)}
        y1={0}
        y2={height}
        stroke="var(--sc-reference)"
        strokeDasharray="3 3"
      />
      {marks.map((mark, lane) => {
        if (mark === null) return null
        const y = lane * LANE + LANE / 2 + 2
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a lane is its place
          <g key={lane} opacity={mark.isThin ? 0.35 : 1}>
            <line
              x1={px(mark.low)}
              x2={px(mark.high)}
              y1={y}
              y2={y}
              stroke="var(--sc-heat)"
              strokeWidth={3}
            />
            <MarkerShape marker={laneMarker(lane)} x={px(mark.middle)} y={y} />
          </g>
        )
      })}
    </svg>
  )
}

const SHAPES: readonly Marker[] = ['circle', 'square', 'triangle', 'diamond']
/** The shape of a lane; beyond four they repeat. */
export const laneMarker = (lane: number): Marker => SHAPES[lane % SHAPES.length] ?? 'circle'

export function MarkerShape({
  marker,
  x,
  y,
}: {
  readonly marker: Marker
  readonly x: number
  readonly y: number
}) {
  const look = { fill: 'var(--sc-surface)', stroke: 'var(--sc-ink)', strokeWidth: 1.5 }
  switch (marker) {
    case 'circle':
      return <circle cx={x} cy={y} r={4} {...look} />
    case 'square':
      return <rect x={x - 3.5} y={y - 3.5} width={7} height={7} {...look} />
    case 'triangle':
      return <path d={`M${x},${y - 4.5}L${x + 4.5},${y + 3.5}L${x - 4.5},${y + 3.5}Z`} {...look} />
    case 'diamond':
      return <path d={`M${x},${y - 5}L${x + 5},${y}L${x},${y + 5}L${x - 5},${y}Z`} {...look} />
    default:
      return marker satisfies never
  }
}
