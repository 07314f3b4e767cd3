import { boxOf } from './box.ts'
import { type Drawing, escaped, round } from './compose.ts'
import { linesOf } from './lines.ts'
import { painted } from './paint.ts'
import { svgMarkup } from './svg-markup.ts'

/** Where drawing is: the picture's corner on the page, and what scrolling ancestors leave visible. */
interface Frame {
  readonly left: number
  readonly top: number
  readonly seen: {
    readonly left: number
    readonly top: number
    readonly right: number
    readonly bottom: number
  }
}

/** Lists for assistive technology, and what follows the pointer. */
const OVERLAYS = ['sc-hidden', 'sc-over', 'recharts-tooltip-wrapper'] as const
const SKIPPED = new Set(['INPUT', 'SELECT', 'TEXTAREA', 'SCRIPT', 'STYLE', 'TEMPLATE'])

/**
 * What an element shows, as SVG: boxes and borders of HTML, text as text where the page has it, its SVG with every style
 * written out, canvases as images. Off-screen lists and what is hidden are left out.
 */
export function drawing(root: HTMLElement): Drawing {
  const rect = root.getBoundingClientRect()
  const [left, top] = [rect.left - root.scrollLeft, rect.top - root.scrollTop]
  const [width, height] = [root.scrollWidth, root.scrollHeight]
  const seen = { left, top, right: left + width, bottom: top + height }
  const markup = [...root.childNodes].map((node) => drawn(node, { left, top, seen })).join('')
  return { markup, width, height }
}

function drawn(node: Node, frame: Frame): string {
  if (node instanceof Text) return drawnText(node, frame)
  if (node instanceof SVGSVGElement) return isShown(node) ? svgMarkup(node, frame.left, frame.top) : ''
  if (!(node instanceof HTMLElement) || SKIPPED.has(node.tagName) || !isShown(node)) return ''
  const style = getComputedStyle(node)
  const rect = node.getBoundingClientRect()
  const own = isOutside(rect, frame) ? '' : boxOf(rect, style, frame.left, frame.top)
  if (node instanceof HTMLCanvasElement) return own + image(node, rect, frame)
  const inner = style.overflow === 'visible' ? frame : { ...frame, seen: overlap(frame.seen, rect) }
  const children = [...node.childNodes].map((child) => drawn(child, inner)).join('')
  const opacity = Number(style.opacity)
  if (opacity === 1 || own + children === '') return own + children
  return `<g opacity="${opacity}">${own}${children}</g>`
}

function isShown(element: Element): boolean {
  if (OVERLAYS.some((name) => element.classList.contains(name))) return false
  const { display, visibility, opacity } = getComputedStyle(element)
  return display !== 'none' && visibility === 'visible' && Number(opacity) > 0
}

function drawnText(node: Text, frame: Frame): string {
  const parent = node.parentElement
  if (parent === null || node.data.trim() === '') return ''
  const style = getComputedStyle(parent)
  const { color, opacity } = painted(style.color)
  return linesOf(node, style)
    .filter(({ rect }) => !isOutside(rect, frame))
    .map(({ text, rect, baseline }) => {
      const shown = cut(
        style.textTransform === 'uppercase' ? text.toUpperCase() : text,
        rect,
        frame.seen.right,
      )
      const weight = style.fontWeight === '400' ? '' : ` font-weight="${style.fontWeight}"`
      const family = /mono/i.test(style.fontFamily) ? ' font-family="monospace"' : ''
      const line = style.textDecorationLine === 'none' ? '' : ` text-decoration="${style.textDecorationLine}"`
      return `<text x="${round(rect.left - frame.left)}" y="${round(baseline - frame.top)}" font-size="${round(Number.parseFloat(style.fontSize))}"${weight}${family}${line} fill="${color}"${opacity === 1 ? '' : ` fill-opacity="${opacity}"`}>${escaped(shown)}</text>`
    })
    .join('')
}

/** A text that runs out of what is seen ends in an ellipsis, as the page shows it. */
function cut(text: string, rect: DOMRect, right: number): string {
  if (rect.right <= right + 1) return text
  const kept = Math.floor((text.length * (right - rect.left)) / rect.width) - 1
  return `${text.slice(0, Math.max(0, kept)).trimEnd()}…`
}

function image(canvas: HTMLCanvasElement, rect: DOMRect, frame: Frame): string {
  const [x, y] = [round(rect.left - frame.left), round(rect.top - frame.top)]
  return `<image x="${x}" y="${y}" width="${round(rect.width)}" height="${round(rect.height)}" href="${canvas.toDataURL()}"/>`
}

/** The middle decides, so that what scrolling hides does not lie over what follows. */
function isOutside(rect: DOMRect, { seen }: Frame): boolean {
  const x = Math.min(rect.left, seen.right)
  const y = (rect.top + rect.bottom) / 2
  return x < seen.left - rect.width || rect.left > seen.right || y < seen.top || y > seen.bottom
}

function overlap(seen: Frame['seen'], rect: DOMRect): Frame['seen'] {
  return {
    left: Math.max(seen.left, rect.left),
    top: Math.max(seen.top, rect.top),
    right: Math.min(seen.right, rect.right),
    bottom: Math.min(seen.bottom, rect.bottom),
  }
}
