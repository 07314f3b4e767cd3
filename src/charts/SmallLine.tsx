import type { Point } from './decimate.ts'
import { metricText, plainText } from './format.ts'
import { linePath } from './paths.ts'
import { TrainingFrame } from './TrainingFrame.tsx'
import { axisOf } from './ticks.ts'

interface SmallLineProps {
  readonly points: readonly Point[]
  readonly color: string
  readonly xMax: number
  readonly xName: string
  readonly label: string
  readonly height?: number
}

/** One line in little, its own y axis from 0 or below. */
export function SmallLine({ points, color, xMax, xName, label, height = 120 }: SmallLineProps) {
  const axis = axisOf([0, ...points.map((point) => point.y)], 3, 1e-9)
  const text = (tick: number): string => (axis.digits > 4 ? plainText(tick) : metricText(tick, axis.digits))
  return (
    <TrainingFrame {...{ axis, xMax, xName, label, height, text }}>
      {({ px, py }) => (
        <path
          d={linePath(points, px, py)}
          fill="none"
          stroke={color}
          strokeWidth={1.75}
          strokeLinejoin="round"
        />
      )}
    </TrainingFrame>
  )
}
