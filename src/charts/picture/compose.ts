/** Markup of what a chart draws, in pixels from its top left corner. */
export interface Drawing {
  readonly markup: string
  readonly width: number
  readonly height: number
}

/** Lines around the drawing. */
export interface Words {
  readonly title: string
  readonly finding: string | null
  /** Where the values come from, and which version drew them. */
  readonly foot: readonly string[]
}

export interface Look {
  readonly ink: string
  readonly dim: string
  readonly surface: string
  readonly axis: string
  readonly font: string
  /** Width of a text in pixels. */
  measure(text: string, size: number, weight: number): number
}

/** A whole document. */
export interface Svg {
  readonly text: string
  readonly width: number
  readonly height: number
}

/** Name of the pattern that hatches what rests on too little data. */
export const HATCH = 'hatched'

const PAD = 18
const TITLE = { size: 15, weight: 600, leading: 20 }
const FINDING = { size: 12.5, weight: 400, leading: 18 }
const FOOT = { size: 11, weight: 400, leading: 15 }
const GAP = 10

/** Title and finding above the drawing, its origin below it: a picture that still says what it is where it is pasted. */
export function composed(drawing: Drawing, words: Words, look: Look): Svg {
  const { width } = drawing
  const wrap = (text: string, { size, weight }: typeof TITLE) =>
    wrapped(text, width, (part) => look.measure(part, size, weight))
  const parts: string[] = []
  let y = PAD
  const write = (text: string | null, kind: typeof TITLE, color: string) => {
    if (text === null || text === '') return
    for (const line of wrap(text, kind)) {
      parts.push(
        `<text x="${PAD}" y="${round(y + kind.size)}" font-size="${kind.size}" font-weight="${kind.weight}" fill="${color}">${escaped(line)}</text>`,
      )
      y += kind.leading
    }
  }
  write(words.title, TITLE, look.ink)
  write(words.finding, FINDING, look.dim)
  y += GAP
  parts.push(`<g transform="translate(${PAD} ${round(y)})">${drawing.markup}</g>`)
  y += drawing.height + GAP
  for (const line of words.foot) write(line, FOOT, look.dim)
  const [w, h] = [Math.ceil(width + 2 * PAD), Math.ceil(y + PAD - GAP / 2)]
  return { text: documentOf(parts.join(''), w, h, words, look), width: w, height: h }
}

function documentOf(body: string, width: number, height: number, words: Words, look: Look): string {
  const desc = [words.finding, ...words.foot].filter((text) => text !== null && text !== '').join(' · ')
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${escaped(look.font)}">`,
    `<title>${escaped(words.title)}</title><desc>${escaped(desc)}</desc>`,
    `<defs><pattern id="${HATCH}" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">`,
    `<line x1="0" y1="0" x2="0" y2="5" stroke="${look.axis}" stroke-opacity=".5"/></pattern></defs>`,
    `<rect width="${width}" height="${height}" fill="${look.surface}"/>${body}</svg>\n`,
  ].join('')
}

/** Lines of whole words, each as wide as fits; a word that is wider has a line of its own. */
export function wrapped(text: string, width: number, measure: (text: string) => number): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/).filter((one) => one !== '')) {
    const longer = line === '' ? word : `${line} ${word}`
    if (line !== '' && measure(longer) > width) {
      lines.push(line)
      line = word
    } else line = longer
  }
  return line === '' ? lines : [...lines, line]
}

/** Text as XML holds it; characters that XML forbids are left out. */
export function escaped(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: XML forbids them
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
  )
}

/** Tenths of a pixel. */
export const round = (value: number): number => Math.round(value * 10) / 10
