import { useElementSize } from '@mantine/hooks'
import type { Point } from './decimate.ts'
import { compactText, metricText, plainText } from './format.ts'
import { axisOf, pixelsFromTop } from './ticks.ts'

interface SmallLineProps {
  readonly points: readonly Point[]
  readonly color: string
  readonly xMax: number
  readonly xName: string
  readonly label: string
  readonly height?: number
}

const LEFT = 48
const BOTTOM = 30
const TOP = 8

/** One line in little, its own y axis from 0 or below: for rows of small charts where recharts would be slow. */
export function SmallLine({ points, color, xMax, xName, label, height = 120 }: SmallLineProps) {
  const { ref, width } = useElementSize()
  const axis = axisOf([0, ...points.map((point) => point.y)], 3, 1e-9)
  const inner = height - BOTTOM - TOP
  const right = Math.max(LEFT + 10, width - 6)
  const px = (x: number): number => LEFT + (x / Math.max(1, xMax)) * (right - LEFT)
  const py = (y: number): number => TOP + pixelsFromTop(y, axis, inner)
  const path = points.map(
    ({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${px(x).toFixed(1)},${py(y).toFixed(1)}`,
  )
  return (
    <div ref={ref} style={{ height }}>
      {width > 0 && (
        <svg width={width} height={height} role="img" aria-label={label} style={{ display: 'block' }}>
          {axis.ticks.map((tick) => (
            <g key={tick}>
              <line x1={LEFT} x2={right} y1={py(tick)} y2={py(tick)} stroke="var(--sc-grid)" />
              <text x={LEFT - 6} y={py(tick) + 4} fontSize={11} fill="var(--sc-dim)" textAnchor="end">
                {tick === 0 ? '0' : axis.digits > 4 ? plainText(tick) : metricText(tick, axis.digits)}
              </text>
            </g>
          ))}
          <text x={LEFT} y={height - 17} fontSize={11} fill="var(--sc-dim)">
            0
          </text>
          <text x={(LEFT + right) / 2} y={height - 4} fontSize={11} fill="var(--sc-dim)" textAnchor="middle">
            {xName}
          </text>
          <text x={right} y={height - 17} fontSize={11} fill="var(--sc-dim)" textAnchor="end">
            {compactText(xMax)}
          </text>
          <path d={path.join('')} fill="none" stroke={color} strokeWidth={1.75} strokeLinejoin="round" />
        </svg>
      )}
    </div>
  )
}
