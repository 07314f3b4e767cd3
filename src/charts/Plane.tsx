import { useElementSize } from '@mantine/hooks'
import type { ReactNode } from 'react'
import { GRID } from './palette.ts'
import { type Axis, pixelsFromTop } from './ticks.ts'

/** Where values lie in pixels, and where the plot ends. */
export interface PlaneScale {
  readonly left: number
  readonly right: number
  px(x: number): number
  py(y: number): number
}
interface PlaneProps {
  readonly xAxis: Pick<Axis, 'domain' | 'ticks'>
  readonly yAxis: Axis
  readonly xName: string
  readonly yName: string
  readonly label: string
  readonly height: number
  /** Room for the labels of the y axis, and beyond the right end for labels of marks. */
  readonly left: number
  readonly right: number
  xText(tick: number): string
  yText(tick: number): string
  /** The line at this y stands out; null: none. */
  readonly zero?: number | null
  children(scale: PlaneScale): ReactNode
}

const TOP = 10
const BOTTOM = 40
const NAME_HEIGHT = 16

/** Two measures against one another, each on its own scale, as wide as there is room: axes, and marks on them. */
export function Plane(props: PlaneProps) {
  const { xAxis, yAxis, xName, yName, label, height, left, xText, yText, zero = null, children } = props
  const { ref, width } = useElementSize()
  const plotHeight = height - NAME_HEIGHT
  const right = Math.max(left + 10, width - props.right)
  const [from, to] = xAxis.domain
  const px = (x: number): number => left + ((x - from) / (to - from)) * (right - left)
  const py = (y: number): number => TOP + pixelsFromTop(y, yAxis, plotHeight - TOP - BOTTOM)
  return (
    <div className="sc-plot" ref={ref} style={{ height }}>
      <div className="sc-axis-name">{yName}</div>
      {width > 0 && (
        <svg width={width} height={plotHeight} role="img" aria-label={label} style={{ display: 'block' }}>
          {yAxis.ticks.map((tick) => (
            <g key={tick}>
              <line
                x1={left}
                x2={right}
                y1={py(tick)}
                y2={py(tick)}
                stroke={tick === zero ? 'var(--sc-axis)' : GRID}
              />
              <text x={left - 6} y={py(tick) + 4} fontSize={11} fill="var(--sc-dim)" textAnchor="end">
                {yText(tick)}
              </text>
            </g>
          ))}
          {xAxis.ticks.map((tick) => (
            <text
              key={tick}
              x={px(tick)}
              y={plotHeight - BOTTOM + 16}
              fontSize={11}
              fill="var(--sc-dim)"
              textAnchor="middle"
            >
              {xText(tick)}
            </text>
          ))}
          <text
            x={(left + right) / 2}
            y={plotHeight - 6}
            fontSize={11.5}
            fill="var(--sc-dim)"
            textAnchor="middle"
          >
            {xName}
          </text>
          {children({ left, right, px, py })}
        </svg>
      )}
    </div>
  )
}
