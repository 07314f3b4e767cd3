interface Paint {
  /** `#rrggbb`. */
  readonly color: string
  /** 0 … 1. */
  readonly opacity: number
}

const known = new Map<string, Paint>()

/** Any computed colour, `color-mix` included, as what every reader of SVG knows. */
export function painted(color: string): Paint {
  const before = known.get(color)
  if (before !== undefined) return before
  const paint = mixed(color)
  known.set(color, paint)
  return paint
}

function mixed(color: string): Paint {
  const context = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true })
  if (context === null) return { color, opacity: 1 }
  context.fillStyle = color
  context.fillRect(0, 0, 1, 1)
  const [red = 0, green = 0, blue = 0, alpha = 0] = context.getImageData(0, 0, 1, 1).data
  const hex = [red, green, blue].map((part) => part.toString(16).padStart(2, '0')).join('')
  return { color: `#${hex}`, opacity: Math.round((alpha / 255) * 1000) / 1000 }
}
