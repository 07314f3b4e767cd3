import { useElementSize } from '@mantine/hooks'
import type { ReactNode } from 'react'
import { compactText } from './format.ts'
import type { PlaneScale } from './Plane.tsx'
import { type Axis, pixelsFromTop } from './ticks.ts'

interface TrainingFrameProps {
  readonly axis: Axis
  readonly xMax: number
  readonly xName: string
  readonly label: string
  readonly height: number
  text(tick: number): string
  children(scale: PlaneScale): ReactNode
}

const LEFT = 48
const BOTTOM = 30
const TOP = 8

/** A small chart over training, x from 0 to its end, for rows of charts. */
export function TrainingFrame({ axis, xMax, xName, label, height, text, children }: TrainingFrameProps) {
  const { ref, width } = useElementSize()
  const right = Math.max(LEFT + 10, width - 6)
  const px = (x: number): number => LEFT + (x / Math.max(1, xMax)) * (right - LEFT)
  const py = (y: number): number => TOP + pixelsFromTop(y, axis, height - BOTTOM - TOP)
  return (
    <div ref={ref} style={{ height }}>
      {width > 0 && (
        <svg width={width} height={height} role="img" aria-label={label} style={{ display: 'block' }}>
          {axis.ticks.map((tick) => (
            <g key={tick}>
              <line x1={LEFT} x2={right} y1={py(tick)} y2={py(tick)} stroke="var(--sc-grid)" />
              <text x={LEFT - 6} y={py(tick) + 4} fontSize={11} fill="var(--sc-dim)" textAnchor="end">
                {tick === 0 ? '0' : text(tick)}
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
          {children({ left: LEFT, right, px, py })}
        </svg>
      )}
    </div>
  )
}
