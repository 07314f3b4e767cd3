import { useComputedColorScheme } from '@mantine/core'
import { useElementSize } from '@mantine/hooks'
import { useCallback, useRef } from 'react'
import { type Marker, resolved } from './palette.ts'
import { usePainting } from './use-painting.ts'

export interface MapPoint {
  readonly x: number
  readonly y: number
  readonly color: string
  readonly marker: Marker
}
export interface MapCenter extends MapPoint {
  readonly key: string
  readonly label: string
  /** Share of users, 0 … 1: the ring's area. */
  readonly share: number
  /** Drawn hollow and thin: hardly anyone is here. */
  readonly isDead: boolean
  /** For assistive technology: the same in words. */
  readonly text: string
}
interface ScatterMapProps {
  readonly points: readonly MapPoint[]
  readonly centers: readonly MapCenter[]
  readonly xName: string
  readonly yName: string
  readonly label: string
  readonly height: number
}

const PAD = 26

/** C4: points and rings on one canvas; the rings are mirrored in an off-screen list. */
export function ScatterMap(props: ScatterMapProps) {
  const { points, centers, xName, yName, label, height } = props
  const canvas = useRef<HTMLCanvasElement>(null)
  const { ref, width } = useElementSize()
  const scheme = useComputedColorScheme('light')
  // biome-ignore lint/correctness/useExhaustiveDependencies: a change of scheme changes what the colours resolve to
  const paint = useCallback(
    (own: HTMLCanvasElement) => {
      if (width > 0) draw(own, width, height, points, centers)
    },
    [points, centers, width, height, scheme],
  )
  usePainting(canvas, paint)
  return (
    <div ref={ref} style={{ position: 'relative', height }}>
      <canvas
        ref={canvas}
        role="img"
        aria-label={label}
        style={{ width: '100%', height, display: 'block' }}
      />
      <span className="sc-axis-name" style={{ position: 'absolute', right: 2, bottom: 0 }}>
        {xName}
      </span>
      <span className="sc-axis-name" style={{ position: 'absolute', left: 2, top: 0 }}>
        {yName}
      </span>
      <ul className="sc-hidden">
        {centers.map((center) => (
          <li key={center.key}>{center.text}</li>
        ))}
      </ul>
    </div>
  )
}

function draw(
  canvas: HTMLCanvasElement,
  width: number,
  height: number,
  points: readonly MapPoint[],
  centers: readonly MapCenter[],
): void {
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (context === null) return
  const ratio = window.devicePixelRatio
  canvas.width = Math.round(width * ratio)
  canvas.height = Math.round(height * ratio)
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  context.clearRect(0, 0, width, height)
  const place = placer([...points, ...centers], width, height)
  const colors = new Map<string, string>()
  const paint = (color: string): string => {
    const known = colors.get(color)
    if (known !== undefined) return known
    const value = resolved(color, canvas)
    colors.set(color, value)
    return value
  }
  context.strokeStyle = paint('var(--sc-grid)')
  context.beginPath()
  const [zeroX, zeroY] = place(0, 0)
  context.moveTo(zeroX, PAD / 2)
  context.lineTo(zeroX, height - PAD / 2)
  context.moveTo(PAD / 2, zeroY)
  context.lineTo(width - PAD / 2, zeroY)
  context.stroke()
  context.globalAlpha = 0.6
  for (const point of points) {
    const [x, y] = place(point.x, point.y)
    context.fillStyle = paint(point.color)
    mark(context, point.marker, x, y, 2.6)
    context.fill()
  }
  context.globalAlpha = 1
  for (const center of centers) drawCenter(context, center, place(center.x, center.y), paint)
}

function drawCenter(
  context: CanvasRenderingContext2D,
  center: MapCenter,
  [x, y]: readonly [number, number],
  paint: (color: string) => string,
): void {
  const radius = 11 + 24 * Math.sqrt(center.share)
  mark(context, center.marker, x, y, radius)
  context.globalAlpha = center.isDead ? 0 : 0.18
  context.fillStyle = paint(center.color)
  context.fill()
  context.globalAlpha = 1
  context.lineWidth = center.isDead ? 1 : 2.5
  context.setLineDash(center.isDead ? [3, 3] : [])
  context.strokeStyle = paint(center.color)
  context.stroke()
  context.setLineDash([])
  context.lineWidth = 3
  context.font = '600 12px system-ui, sans-serif'
  context.textAlign = 'center'
  context.textBaseline = 'middle'
  context.strokeStyle = paint('var(--sc-surface)')
  context.strokeText(center.label, x, y)
  context.fillStyle = paint('var(--sc-ink)')
  context.fillText(center.label, x, y)
}

/** One scale for both axes, so that distances on the map are comparable in every direction. */
function placer(
  points: readonly { readonly x: number; readonly y: number }[],
  width: number,
  height: number,
): (x: number, y: number) => readonly [number, number] {
  let left = 0
  let right = 0
  let low = 0
  let high = 0
  for (const { x, y } of points) {
    left = Math.min(left, x)
    right = Math.max(right, x)
    low = Math.min(low, y)
    high = Math.max(high, y)
  }
  const scale = Math.min(
    (width - 2 * PAD) / Math.max(right - left, 1e-9),
    (height - 2 * PAD) / Math.max(high - low, 1e-9),
  )
  const midX = (left + right) / 2
  const midY = (low + high) / 2
  return (x, y) => [width / 2 + (x - midX) * scale, height / 2 - (y - midY) * scale]
}

function mark(context: CanvasRenderingContext2D, marker: Marker, x: number, y: number, radius: number): void {
  context.beginPath()
  switch (marker) {
    case 'circle':
      context.arc(x, y, radius, 0, 2 * Math.PI)
      break
    case 'square':
      context.rect(x - radius * 0.88, y - radius * 0.88, radius * 1.76, radius * 1.76)
      break
    case 'triangle':
      context.moveTo(x, y - radius * 1.2)
      context.lineTo(x + radius * 1.1, y + radius * 0.8)
      context.lineTo(x - radius * 1.1, y + radius * 0.8)
      break
    case 'diamond':
      context.moveTo(x, y - radius * 1.25)
      context.lineTo(x + radius * 1.1, y)
      context.lineTo(x, y + radius * 1.25)
      context.lineTo(x - radius * 1.1, y)
      break
    default:
      marker satisfies never
  }
  context.closePath()
}
