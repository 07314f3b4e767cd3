import { HATCH, round } from './compose.ts'
import { painted } from './paint.ts'

const SIDES = ['Top', 'Right', 'Bottom', 'Left'] as const
type Side = (typeof SIDES)[number]

/** Background, hatching and borders of an HTML element. */
export function boxOf(rect: DOMRect, style: CSSStyleDeclaration, left: number, top: number): string {
  if (rect.width === 0 && rect.height === 0) return ''
  const place = { x: rect.left - left, y: rect.top - top, width: rect.width, height: rect.height }
  const radius = Math.min(Number.parseFloat(style.borderTopLeftRadius) || 0, rect.width / 2, rect.height / 2)
  const { color, opacity } = painted(style.backgroundColor)
  const fill = opacity === 0 ? '' : rectangle(place, radius, `fill="${color}"${alpha('fill', opacity)}`)
  const hatch = style.backgroundImage.includes('repeating-linear-gradient')
    ? rectangle(place, radius, `fill="url(#${HATCH})"`)
    : ''
  return fill + hatch + borders(place, radius, style)
}

interface Place {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

function borders(place: Place, radius: number, style: CSSStyleDeclaration): string {
  const drawn = SIDES.filter((side) => widthOf(style, side) > 0)
  if (drawn.length === 0) return ''
  const alike = drawn.length === 4 && new Set(SIDES.map((side) => strokeOf(style, side))).size === 1
  if (!alike) return drawn.map((side) => `<line ${endsOf(place, side)} ${strokeOf(style, side)}/>`).join('')
  const half = widthOf(style, 'Top') / 2
  const inner = {
    x: place.x + half,
    y: place.y + half,
    width: Math.max(0, place.width - 2 * half),
    height: Math.max(0, place.height - 2 * half),
  }
  return rectangle(inner, radius, `fill="none" ${strokeOf(style, 'Top')}`)
}

function widthOf(style: CSSStyleDeclaration, side: Side): number {
  const isDrawn = style[`border${side}Style`] !== 'none' && painted(style[`border${side}Color`]).opacity > 0
  return isDrawn ? Number.parseFloat(style[`border${side}Width`]) || 0 : 0
}

function strokeOf(style: CSSStyleDeclaration, side: Side): string {
  const { color, opacity } = painted(style[`border${side}Color`])
  const dash = style[`border${side}Style`] === 'dashed' ? ' stroke-dasharray="4 3"' : ''
  return `stroke="${color}"${alpha('stroke', opacity)} stroke-width="${round(widthOf(style, side))}"${dash}`
}

function endsOf({ x, y, width, height }: Place, side: Side): string {
  const [right, bottom] = [x + width, y + height]
  const ends = {
    Top: [x, y, right, y],
    Right: [right, y, right, bottom],
    Bottom: [x, bottom, right, bottom],
    Left: [x, y, x, bottom],
  }[side]
  return ['x1', 'y1', 'x2', 'y2'].map((name, index) => `${name}="${round(ends[index] ?? 0)}"`).join(' ')
}

function rectangle({ x, y, width, height }: Place, radius: number, look: string): string {
  const corner = radius > 0 ? ` rx="${round(radius)}"` : ''
  return `<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}"${corner} ${look}/>`
}

const alpha = (name: 'fill' | 'stroke', opacity: number): string =>
  opacity === 1 ? '' : ` ${name}-opacity="${opacity}"`
