/** Pictures by their look: the same look is the same picture, whenever it is drawn. */
const STAMPS = new Map<string, Stamp>()
/** Looks that are kept; beyond, all are painted anew. */
const MOST_STAMPS = 512

/**
 * Draws many small pictures at once: each look is painted by the canvas a single time and then laid down pixel by pixel,
 * which takes a fraction of what as many paths do. All other pixels of the canvas become transparent.
 */
export function stampAll<T>(
  context: CanvasRenderingContext2D,
  items: readonly T[],
  look: {
    /** Half the width of the picture, in pixels of the canvas. */
    readonly reach: number
    /** Names the picture with all that it depends on. */
    key(item: T): string
    /** Paints the picture around the origin. */
    paint(context: CanvasRenderingContext2D, item: T): void
    /** Its middle, in pixels of the canvas. */
    at(item: T): readonly [x: number, y: number]
  },
): void {
  const image = context.createImageData(context.canvas.width, context.canvas.height)
  const onto = { width: image.width, height: image.height, pixels: new Uint32Array(image.data.buffer) }
  if (STAMPS.size > MOST_STAMPS) STAMPS.clear()
  for (const item of items) {
    const key = look.key(item)
    const known = STAMPS.get(key)
    const stamp = known ?? stampOf(Math.ceil(look.reach), (own) => look.paint(own, item))
    if (known === undefined) STAMPS.set(key, stamp)
    const [x, y] = look.at(item)
    lay(onto, stamp, Math.round(x), Math.round(y))
  }
  context.putImageData(image, 0, 0)
}

interface Raster {
  readonly width: number
  readonly height: number
  /** Alpha, blue, green, red, from the highest byte on; not premultiplied. */
  readonly pixels: Uint32Array
}
/** The pixels of a picture that are not transparent, by their place beside its middle. */
interface Stamp {
  readonly dx: Int16Array
  readonly dy: Int16Array
  readonly pixels: Uint32Array
}

function stampOf(reach: number, paint: (context: CanvasRenderingContext2D) => void): Stamp {
  const canvas = document.createElement('canvas')
  canvas.width = 2 * reach
  canvas.height = 2 * reach
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (context === null) return { dx: new Int16Array(), dy: new Int16Array(), pixels: new Uint32Array() }
  context.translate(reach, reach)
  paint(context)
  const all = new Uint32Array(context.getImageData(0, 0, 2 * reach, 2 * reach).data.buffer)
  const inked = [...all.keys()].filter((i) => (all[i] as number) >>> 24 > 0)
  return {
    dx: Int16Array.from(inked, (i) => (i % (2 * reach)) - reach),
    dy: Int16Array.from(inked, (i) => Math.floor(i / (2 * reach)) - reach),
    pixels: Uint32Array.from(inked, (i) => all[i] as number),
  }
}

function lay({ width, height, pixels }: Raster, stamp: Stamp, left: number, top: number): void {
  for (let i = 0; i < stamp.pixels.length; i++) {
    const x = left + (stamp.dx[i] as number)
    const y = top + (stamp.dy[i] as number)
    if (x < 0 || x >= width || y < 0 || y >= height) continue
    const own = stamp.pixels[i] as number
    const under = pixels[y * width + x] as number
    pixels[y * width + x] = under === 0 ? own : over(own, under)
  }
}

/** Source over of two pixels, in bytes: a = a_s + a_d (255 − a_s) / 255, c = (c_s a_s + c_d (a − a_s)) / a. */
export function over(source: number, under: number): number {
  const own = source >>> 24
  const alpha = Math.min(255, Math.round(own + ((under >>> 24) * (255 - own)) / 255))
  const blue = mixed((source >>> 16) & 255, (under >>> 16) & 255, own, alpha)
  const green = mixed((source >>> 8) & 255, (under >>> 8) & 255, own, alpha)
  const red = mixed(source & 255, under & 255, own, alpha)
  return ((alpha << 24) | (blue << 16) | (green << 8) | red) >>> 0
}

const mixed = (source: number, under: number, own: number, alpha: number): number =>
  Math.round((source * own + under * (alpha - own)) / alpha)
