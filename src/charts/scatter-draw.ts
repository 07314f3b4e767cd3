import { type Marker, resolved } from './palette.ts'
import { stampAll } from './stamp.ts'

export interface MapPoint {
  readonly x: number
  readonly y: number
  readonly color: string
  readonly marker: Marker
  /** Drawn as an outline: its group is known by no colour. */
  readonly isHollow?: boolean
  /** Pixels beside its place, where others lie at the same one. */
  readonly offset?: readonly [x: number, y: number]
}
export interface MapCenter extends MapPoint {
  readonly key: string
  readonly label: string
  /** Share of users, 0 … 1: the ring's area. */
  readonly share: number
  /** Drawn hollow and thin: hardly anyone is here. */
  readonly isDead: boolean
  /** Hatched: known by no colour. */
  readonly isHatched: boolean
  /** Parts of the donut inside the ring, which sum to 1; empty: none is drawn. */
  readonly mix: readonly { readonly color: string; readonly share: number }[]
  /** For assistive technology: the same in words. */
  readonly text: string
}
/** A cross where something else lies. */
export interface MapCross {
  readonly x: number
  readonly y: number
  readonly color: string
}
export interface MapScene {
  readonly points: readonly MapPoint[]
  readonly centers: readonly MapCenter[]
  readonly crosses: readonly MapCross[]
  /** A point, by index, and those that lines lead to from it. */
  readonly picked: { readonly point: number; readonly lines: readonly number[] } | null
  /** Points, by index, that are marked as chosen. */
  readonly chosen: readonly number[]
}
/** What has to be in view. */
export interface Extent {
  readonly left: number
  readonly right: number
  readonly low: number
  readonly high: number
}
export type Placer = (x: number, y: number) => readonly [number, number]
type Paint = (color: string) => string

const PAD = 26

/** Draws a map to a canvas of `width` × `height` pixels of the page. */
export function drawMap(
  canvas: HTMLCanvasElement,
  width: number,
  height: number,
  scene: MapScene,
  extent: Extent,
): void {
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (context === null) return
  const ratio = window.devicePixelRatio
  canvas.width = Math.round(width * ratio)
  canvas.height = Math.round(height * ratio)
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  context.clearRect(0, 0, width, height)
  const place = placer(extent, width, height)
  const paint = painter(canvas)
  drawPoints(context, scene.points, place, paint)
  context.globalCompositeOperation = 'destination-over'
  drawZero(context, place, width, height, paint)
  context.globalCompositeOperation = 'source-over'
  drawChosen(context, scene, place, paint)
  drawPicked(context, scene, place, paint)
  for (const cross of scene.crosses) drawCross(context, cross, place, paint)
  for (const center of scene.centers) drawCenter(context, center, place(center.x, center.y), paint)
}

/** One scale for both axes, so that distances on the map are comparable in every direction. */
export function placer({ left, right, low, high }: Extent, width: number, height: number): Placer {
  const scale = Math.min(
    (width - 2 * PAD) / Math.max(right - left, 1e-9),
    (height - 2 * PAD) / Math.max(high - low, 1e-9),
  )
  const midX = (left + right) / 2
  const midY = (low + high) / 2
  return (x, y) => [width / 2 + (x - midX) * scale, height / 2 - (y - midY) * scale]
}

/** Where a point is drawn. */
export function seat({ x, y, offset }: MapPoint, place: Placer): readonly [number, number] {
  const [left, top] = place(x, y)
  return offset === undefined ? [left, top] : [left + offset[0], top + offset[1]]
}

/** Holds every place, and the origin. */
export function extentOf(places: Iterable<{ readonly x: number; readonly y: number }>): Extent {
  let [left, right, low, high] = [0, 0, 0, 0]
  for (const { x, y } of places) {
    left = Math.min(left, x)
    right = Math.max(right, x)
    low = Math.min(low, y)
    high = Math.max(high, y)
  }
  return { left, right, low, high }
}

/** Values of colours in the scheme on screen, each looked up once. */
function painter(canvas: HTMLCanvasElement): Paint {
  const colors = new Map<string, string>()
  return (color) => {
    const known = colors.get(color)
    if (known !== undefined) return known
    const value = resolved(color, canvas)
    colors.set(color, value)
    return value
  }
}

function drawZero(
  context: CanvasRenderingContext2D,
  place: Placer,
  width: number,
  height: number,
  paint: Paint,
) {
  const [zeroX, zeroY] = place(0, 0)
  context.strokeStyle = paint('var(--sc-grid)')
  context.lineWidth = 1
  context.beginPath()
  context.moveTo(zeroX, PAD / 2)
  context.lineTo(zeroX, height - PAD / 2)
  context.moveTo(PAD / 2, zeroY)
  context.lineTo(width - PAD / 2, zeroY)
  context.stroke()
}

/** Radius of a point, in pixels of the page. */
const POINT = 2.6

/** Points are laid down first: whatever was on the canvas goes. */
function drawPoints(
  context: CanvasRenderingContext2D,
  points: readonly MapPoint[],
  place: Placer,
  paint: Paint,
): void {
  const ratio = window.devicePixelRatio
  stampAll(context, points, {
    reach: (POINT * 1.3 + 1) * ratio,
    key: ({ color, marker, isHollow }) => `${paint(color)} ${marker} ${isHollow === true} ${ratio}`,
    at: (point) => {
      const [x, y] = seat(point, place)
      return [x * ratio, y * ratio]
    },
    paint: (own, { color, marker, isHollow }) => {
      own.scale(ratio, ratio)
      own.globalAlpha = 0.65
      own.beginPath()
      mark(own, marker, 0, 0, POINT)
      own.fillStyle = paint(color)
      own.strokeStyle = paint(color)
      if (isHollow === true) own.stroke()
      else own.fill()
    },
  })
}

function drawChosen(
  context: CanvasRenderingContext2D,
  { points, chosen }: MapScene,
  place: Placer,
  paint: Paint,
): void {
  context.strokeStyle = paint('var(--sc-ink)')
  context.lineWidth = 1
  context.beginPath()
  for (const index of chosen) {
    const point = points[index]
    if (point === undefined) continue
    const [x, y] = seat(point, place)
    context.moveTo(x + POINT + 1, y)
    context.arc(x, y, POINT + 1, 0, 2 * Math.PI)
  }
  context.stroke()
}

/** Radius of a centre's ring, in pixels of the page. */
export const ringOf = ({ share }: Pick<MapCenter, 'share'>): number => 11 + 24 * Math.sqrt(share)

function drawPicked(
  context: CanvasRenderingContext2D,
  { points, picked }: MapScene,
  place: Placer,
  paint: Paint,
): void {
  const from = picked === null ? undefined : points[picked.point]
  if (picked === null || from === undefined) return
  const [x, y] = seat(from, place)
  context.strokeStyle = paint('var(--sc-ink)')
  context.lineWidth = 1.25
  context.beginPath()
  for (const line of picked.lines) {
    const to = points[line]
    if (to === undefined) continue
    context.moveTo(x, y)
    context.lineTo(...seat(to, place))
  }
  context.stroke()
  context.lineWidth = 2
  context.beginPath()
  context.arc(x, y, 6, 0, 2 * Math.PI)
  context.stroke()
}

function drawCross(context: CanvasRenderingContext2D, cross: MapCross, place: Placer, paint: Paint): void {
  const [x, y] = place(cross.x, cross.y)
  context.strokeStyle = paint(cross.color)
  context.lineWidth = 1.75
  context.beginPath()
  context.moveTo(x - 5, y)
  context.lineTo(x + 5, y)
  context.moveTo(x, y - 5)
  context.lineTo(x, y + 5)
  context.stroke()
}

function drawCenter(
  context: CanvasRenderingContext2D,
  center: MapCenter,
  [x, y]: readonly [number, number],
  paint: Paint,
): void {
  const radius = ringOf(center)
  context.beginPath()
  mark(context, center.marker, x, y, radius)
  if (!center.isDead) {
    context.globalAlpha = center.isHatched ? 1 : 0.16
    context.fillStyle = center.isHatched ? hatching(context, paint) : paint(center.color)
    context.fill()
    context.globalAlpha = 1
  }
  context.lineWidth = center.isDead ? 1 : 2.5
  context.setLineDash(center.isDead ? [3, 3] : [])
  context.strokeStyle = paint(center.color)
  context.stroke()
  context.setLineDash([])
  drawDonut(context, center, x, y, radius * 0.72, paint)
  context.lineWidth = 3
  context.font = '600 12px system-ui, sans-serif'
  context.textAlign = 'center'
  context.textBaseline = 'middle'
  context.strokeStyle = paint('var(--sc-surface)')
  context.strokeText(center.label, x, y)
  context.fillStyle = paint('var(--sc-ink)')
  context.fillText(center.label, x, y)
}

function drawDonut(
  context: CanvasRenderingContext2D,
  { mix }: MapCenter,
  x: number,
  y: number,
  radius: number,
  paint: Paint,
): void {
  let from = -Math.PI / 2
  context.lineWidth = 4
  for (const { color, share } of mix) {
    const to = from + share * 2 * Math.PI
    context.strokeStyle = paint(color)
    context.beginPath()
    context.arc(x, y, radius, from, to)
    context.stroke()
    from = to
  }
}

/** Diagonal lines on the surface's colour. */
function hatching(context: CanvasRenderingContext2D, paint: Paint): CanvasPattern | string {
  const tile = document.createElement('canvas')
  tile.width = 6
  tile.height = 6
  const own = tile.getContext('2d')
  if (own === null) return paint('var(--sc-surface)')
  own.fillStyle = paint('var(--sc-surface)')
  own.fillRect(0, 0, 6, 6)
  own.strokeStyle = paint('var(--sc-axis)')
  own.beginPath()
  for (const start of [-6, 0, 6]) {
    own.moveTo(start, 6)
    own.lineTo(start + 6, 0)
  }
  own.stroke()
  return context.createPattern(tile, 'repeat') ?? paint('var(--sc-surface)')
}

/** Adds a marker to the path. */
function mark(context: CanvasRenderingContext2D, marker: Marker, x: number, y: number, radius: number): void {
  switch (marker) {
    case 'circle':
      context.moveTo(x + radius, y)
      context.arc(x, y, radius, 0, 2 * Math.PI)
      break
    case 'square':
      context.rect(x - radius * 0.88, y - radius * 0.88, radius * 1.76, radius * 1.76)
      break
    case 'triangle':
      context.moveTo(x, y - radius * 1.2)
      context.lineTo(x + radius * 1.1, y + radius * 0.8)
      context.lineTo(x - radius * 1.1, y + radius * 0.8)
      context.closePath()
      break
    case 'diamond':
      context.moveTo(x, y - radius * 1.25)
      context.lineTo(x + radius * 1.1, y)
      context.lineTo(x, y + radius * 1.25)
      context.lineTo(x - radius * 1.1, y)
      context.closePath()
      break
    default:
      marker satisfies never
  }
}
