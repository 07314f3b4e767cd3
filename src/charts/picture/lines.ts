/** A line of a text as the page breaks it. */
export interface TextLine {
  readonly text: string
  readonly rect: DOMRect
  readonly baseline: number
}

/** The lines of a text node, without the white space around them. */
export function linesOf(node: Text, style: CSSStyleDeclaration): readonly TextLine[] {
  const [first, last] = [node.data.search(/\S/), node.data.trimEnd().length]
  const range = document.createRange()
  const rectOf = (from: number, to: number): DOMRect => {
    range.setStart(node, from)
    range.setEnd(node, to)
    return range.getBoundingClientRect()
  }
  const ascent = ascentOf(style)
  const lineOf = (from: number, to: number): TextLine => {
    const rect = rectOf(from, to)
    return {
      text: node.data.slice(from, to).replace(/\s+/g, ' ').trim(),
      rect,
      baseline: rect.top + ascent * rect.height,
    }
  }
  return breaks(first, last, (at) => rectOf(at, at + 1)).map(([from, to]) => lineOf(from, to))
}

/** Where lines begin and end: a character that stands lower than the one before it begins a new one. */
function breaks(
  first: number,
  last: number,
  rectAt: (at: number) => DOMRect,
): readonly (readonly [number, number])[] {
  const whole = rectAt(first)
  const end = rectAt(last - 1)
  if (Math.abs(end.top - whole.top) < whole.height / 2) return [[first, last]]
  const found: [number, number][] = []
  let start = first
  let top = whole.top
  for (let at = first + 1; at < last; at++) {
    const rect = rectAt(at)
    if (rect.width === 0 || rect.top - top < rect.height / 2) continue
    found.push([start, at])
    start = at
    top = rect.top
  }
  return [...found, [start, last]]
}

const ascents = new Map<string, number>()

/** Share of a font's box above its baseline. */
function ascentOf({ font, fontWeight, fontFamily }: CSSStyleDeclaration): number {
  const known = ascents.get(font)
  if (known !== undefined) return known
  const context = document.createElement('canvas').getContext('2d')
  if (context === null) return 0.8
  context.font = `${fontWeight} 100px ${fontFamily}`
  const { fontBoundingBoxAscent: above, fontBoundingBoxDescent: below } = context.measureText('x')
  const share = above / (above + below)
  ascents.set(font, share)
  return share
}
