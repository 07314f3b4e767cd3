import { useElementSize } from '@mantine/hooks'
import { type PointerEvent, type ReactNode, useEffect } from 'react'
import { GRID } from './palette.ts'
import { leave, type Pointed, point, pointedIn, usePointed } from './pointed.ts'

/** Where values are drawn, in pixels of the surface. */
export interface PlotArea {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}
/** A value that an axis names, and its place in pixels. */
export interface PlotTick {
  readonly at: number
  readonly text: string
}

export interface PlotSurfaceProps {
  readonly height: number
  /** Around the area. */
  readonly margin: {
    readonly top: number
    readonly right: number
    readonly bottom: number
    readonly left: number
  }
  readonly label: string
  /** Plots of one name show the pointer together. */
  readonly name: string
  /** Told where the pointer is pressed and moved; null: not on the area. Absent: nothing is dragged here. */
  onPress?(at: Pointed | null): void
  onMove?(at: Pointed | null): void
  onRelease?(): void
  /** Told that the browser has taken the pointer, to scroll or to zoom the page. */
  onCancel?(): void
  /** Told the share of the way on x. */
  tip(x: number): ReactNode
  children(area: PlotArea): ReactNode
}

/**
 * An SVG as wide as there is room, with the pointer's place on it. Plain elements: a chart of recharts takes 220 to 330 ms
 * to be there and 24 to 76 ms to change, all in one task, and several change when a run ends.
 */
export function PlotSurface(props: PlotSurfaceProps) {
  const { height, margin, label, name, tip, children } = props
  const { ref, width } = useElementSize()
  useEffect(() => () => point(name, null), [name])
  const area: PlotArea = {
    x: margin.left,
    y: margin.top,
    width: Math.max(10, width - margin.left - margin.right),
    height: height - margin.top - margin.bottom,
  }
  const at = (event: PointerEvent<SVGSVGElement>): Pointed | null => {
    const { left, top } = event.currentTarget.getBoundingClientRect()
    return pointedIn({ ...area, left: left + area.x, top: top + area.y }, event.clientX, event.clientY)
  }
  return (
    <div ref={ref} style={{ position: 'relative', height }}>
      {width > 0 && (
        <svg
          width={width}
          height={height}
          role="img"
          aria-label={label}
          // Fingers drag along x; up and down they scroll the page.
          style={{ display: 'block', touchAction: props.onPress === undefined ? 'auto' : 'pan-y pinch-zoom' }}
          onPointerDown={(event) => {
            // A tap moves nothing.
            point(name, at(event))
            if (props.onPress === undefined || event.button !== 0) return
            // A drag goes on beyond the edges.
            event.currentTarget.setPointerCapture(event.pointerId)
            props.onPress(at(event))
          }}
          onPointerMove={(event) => {
            point(name, at(event))
            props.onMove?.(at(event))
          }}
          onPointerUp={() => props.onRelease?.()}
          onPointerCancel={() => props.onCancel?.()}
          onPointerLeave={(event) => leave(name, event.pointerType)}
        >
          {children(area)}
        </svg>
      )}
      {width > 0 && <Tip name={name} area={area} width={width} height={height} tip={tip} />}
    </div>
  )
}

interface TipProps extends Pick<PlotSurfaceProps, 'name' | 'height' | 'tip'> {
  readonly area: PlotArea
  readonly width: number
}

const NEAR = 12

/** Beside the pointer, on the side where there is more room. */
function Tip({ name, area, width, height, tip }: TipProps) {
  const pointed = usePointed(name)
  const text = pointed === null ? null : tip(pointed.x)
  if (pointed === null || text === null) return null
  const [x, y] = [area.x + pointed.x * area.width, area.y + pointed.y * area.height]
  return (
    <div className="sc-over">
      <div
        className="sc-tip"
        style={{
          position: 'absolute',
          ...(x < width / 2 ? { left: x + NEAR } : { right: width - x + NEAR }),
          ...(pointed.y < 0.5 ? { top: y } : { bottom: height - y }),
        }}
      >
        {text}
      </div>
    </div>
  )
}

interface PlotAxesProps {
  readonly area: PlotArea
  readonly x: readonly PlotTick[]
  readonly y: readonly PlotTick[]
  readonly xName: string | null
  /** Whether grid lines stand at the places on x, too. */
  readonly upright?: boolean
}

/** The room below an area that its name on x takes. */
const NAME_BELOW = 34

/** Grid, the names of its lines, and the axis at the bottom. */
export function PlotAxes({ area, x, y, xName, upright = false }: PlotAxesProps) {
  const [right, bottom] = [area.x + area.width, area.y + area.height]
  return (
    <>
      {y.map(({ at, text }) => (
        <g key={at}>
          <line x1={area.x} x2={right} y1={at} y2={at} stroke={GRID} />
          <text className="sc-tick" x={area.x - 8} y={at + 4} textAnchor="end">
            {text}
          </text>
        </g>
      ))}
      {x.map(({ at, text }) => (
        <g key={at}>
          {upright && <line x1={at} x2={at} y1={area.y} y2={bottom} stroke={GRID} />}
          <text className="sc-tick" x={at} y={bottom + 16} textAnchor="middle">
            {text}
          </text>
        </g>
      ))}
      <line x1={area.x} x2={right} y1={bottom} y2={bottom} stroke="var(--sc-axis)" />
      {xName !== null && (
        <text className="sc-tick" x={area.x + area.width / 2} y={bottom + NAME_BELOW} textAnchor="middle">
          {xName}
        </text>
      )}
    </>
  )
}
