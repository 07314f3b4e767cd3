import { pngWithLink, svgWithLink } from '../../core/picture-link.ts'
import { composed, type Svg, type Words } from './compose.ts'
import { drawing } from './drawing.ts'
import { painted } from './paint.ts'
import { inScheme, type Scheme } from './scheme.ts'

/** A chart's body as an SVG document in the colours of a scheme. */
export function svgOf(body: HTMLElement, words: Words, scheme: Scheme): Svg {
  return inScheme(scheme, body, () => {
    const style = getComputedStyle(body)
    const value = (name: string) => painted(style.getPropertyValue(name).trim()).color
    const context = document.createElement('canvas').getContext('2d')
    return composed(drawing(body), words, {
      ink: value('--sc-ink'),
      dim: value('--sc-dim'),
      surface: value('--sc-surface'),
      axis: value('--sc-axis'),
      font: style.fontFamily,
      measure: (text, size, weight) => {
        if (context === null) return text.length * size * 0.55
        context.font = `${weight} ${size}px ${style.fontFamily}`
        return context.measureText(text).width
      },
    })
  })
}

/** The document as pixels, two for each of its own in either direction. */
export async function pngOf({ text, width, height }: Svg, scale = 2): Promise<Blob> {
  const address = URL.createObjectURL(new Blob([text], { type: 'image/svg+xml' }))
  try {
    const image = new Image(width, height)
    image.src = address
    await image.decode()
    const canvas = document.createElement('canvas')
    canvas.width = width * scale
    canvas.height = height * scale
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height)
    return await new Promise<Blob>((done, fail) =>
      canvas.toBlob((blob) => (blob === null ? fail(new Error('the picture is too large')) : done(blob))),
    )
  } finally {
    URL.revokeObjectURL(address)
  }
}

/** The document with the link of what it shows; as it is where there is none. */
export const linkedSvg = ({ text }: Svg, link: string | null): string =>
  link === null ? text : svgWithLink(text, link)

export async function linkedPng(png: Blob, link: string | null): Promise<Blob> {
  if (link === null) return png
  return new Blob([pngWithLink(new Uint8Array(await png.arrayBuffer()), link)], { type: 'image/png' })
}
