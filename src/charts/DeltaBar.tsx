import { signedText } from './format.ts'
import { type Axis, axisOf } from './ticks.ts'

/** A difference with its interval; null where there is none. */
export interface Difference {
  readonly delta: number | null
  readonly low: number | null
  readonly high: number | null
}

/** An axis that holds zero and every interval. */
export const differenceAxis = (differences: readonly Difference[]): Axis =>
  axisOf([0, ...differences.flatMap(({ delta, low, high }) => [delta ?? 0, low ?? 0, high ?? 0])], 4, 0.001)

const HEIGHT = 22
const PAD = 6
const place = ({ domain: [low, high] }: Axis, width: number, value: number): number =>
  PAD + ((value - low) / (high - low)) * (width - 2 * PAD)

interface DeltaBarProps extends Difference {
  /** Other values of the same, as ticks. */
  readonly marks: readonly number[]
  readonly axis: Axis
  readonly width: number
}

/** C14: a bar from zero to the difference, its interval over it. */
export function DeltaBar({ delta, low, high, marks, axis, width }: DeltaBarProps) {
  const px = (value: number): number => place(axis, width, value)
  const middle = HEIGHT / 2
  return (
    <svg width={width} height={HEIGHT} aria-hidden="true" style={{ display: 'block' }}>
      {delta !== null && (
        <rect
          x={Math.min(px(0), px(delta))}
          width={Math.abs(px(delta) - px(0))}
          y={middle - 5}
          height={10}
          fill="var(--sc-heat)"
          fillOpacity={0.45}
        />
      )}
      <line x1={px(0)} x2={px(0)} y1={0} y2={HEIGHT} stroke="var(--sc-axis)" />
      {low !== null && high !== null && (
        <line x1={px(low)} x2={px(high)} y1={middle} y2={middle} stroke="var(--sc-ink)" strokeWidth={1.5} />
      )}
      {marks.map((mark) => (
        <line
          key={mark}
          x1={px(mark)}
          x2={px(mark)}
          y1={middle + 5}
          y2={HEIGHT}
          stroke="var(--sc-above)"
          strokeWidth={1.5}
        />
      ))}
      {delta !== null && <circle cx={px(delta)} cy={middle} r={2.5} fill="var(--sc-ink)" />}
    </svg>
  )
}

/** Head of a column of bars: the ends and zero. */
export function DeltaAxis({ axis, width }: { readonly axis: Axis; readonly width: number }) {
  const ends = [...new Set([axis.domain[0], 0, axis.domain[1]])]
  return (
    <svg width={width} height={14} aria-hidden="true" style={{ display: 'block' }}>
      {ends.map((value) => (
        <text
          key={value}
          x={place(axis, width, value)}
          y={11}
          fontSize={11}
          fill="var(--sc-dim)"
          textAnchor={value === axis.domain[0] ? 'start' : value === axis.domain[1] ? 'end' : 'middle'}
        >
          {value === 0 ? '0' : signedText(value, 3)}
        </text>
      ))}
    </svg>
  )
}
