import { round } from './compose.ts'
import { painted } from './paint.ts'

const PAINTS = ['fill', 'stroke'] as const
/** What else is written out, with the value that SVG takes where nothing is written. */
const LINES: Readonly<Record<string, string>> = {
  'stroke-width': '1px',
  'stroke-dasharray': 'none',
  'stroke-linecap': 'butt',
  'stroke-linejoin': 'miter',
  'stroke-opacity': '1',
  'fill-opacity': '1',
  opacity: '1',
}
const TEXTS: Readonly<Record<string, string>> = {
  'font-family': '',
  'font-size': '',
  'font-weight': '400',
  'text-anchor': 'start',
  'dominant-baseline': 'auto',
}
/** What follows the pointer. */
const CURSOR = 'sc-cursor'
const DROPPED = ['class', 'style', 'tabindex', 'role', 'focusable', 'orientation'] as const

/** An SVG of the page as markup that needs no stylesheet, placed on the picture. */
export function svgMarkup(svg: SVGSVGElement, left: number, top: number): string {
  const rect = svg.getBoundingClientRect()
  const copy = svg.cloneNode(true) as SVGSVGElement
  const originals = [svg, ...svg.querySelectorAll('*')]
  const copies = [copy, ...copy.querySelectorAll('*')]
  const hidden: Element[] = []
  for (const [index, original] of originals.entries()) {
    const own = copies[index]
    if (own === undefined) continue
    const style = getComputedStyle(original)
    const isCursor = original.classList.contains(CURSOR)
    if (isCursor || style.display === 'none' || style.visibility === 'hidden') hidden.push(own)
    writeStyle(own, style)
  }
  for (const element of hidden) element.remove()
  copy.setAttribute('x', String(round(rect.left - left)))
  copy.setAttribute('y', String(round(rect.top - top)))
  copy.setAttribute('width', String(round(rect.width)))
  copy.setAttribute('height', String(round(rect.height)))
  return new XMLSerializer().serializeToString(copy)
}

/** Computed values as attributes, variables resolved. */
function writeStyle(element: Element, style: CSSStyleDeclaration): void {
  for (const name of DROPPED) element.removeAttribute(name)
  const put = (wanted: Readonly<Record<string, string>>) => {
    for (const [name, usual] of Object.entries(wanted)) {
      const value = style.getPropertyValue(name)
      if (value === '' || value === usual) element.removeAttribute(name)
      else element.setAttribute(name, value)
    }
  }
  put(LINES)
  if (!(element instanceof SVGGeometryElement || element instanceof SVGTextContentElement)) return
  for (const name of PAINTS) {
    const value = style.getPropertyValue(name)
    if (value === '' || value === 'none' || value.startsWith('url')) {
      if (value !== '') element.setAttribute(name, value)
      continue
    }
    const { color, opacity } = painted(value)
    element.setAttribute(name, color)
    const share = `${name}-opacity`
    if (opacity < 1) element.setAttribute(share, String(opacity * Number(style.getPropertyValue(share) || 1)))
  }
  if (element instanceof SVGTextContentElement) put(TEXTS)
}
