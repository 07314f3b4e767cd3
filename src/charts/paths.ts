import type { Point } from './decimate.ts'

/** Where a value stands on an axis, in pixels. */
export type Scale = (value: number) => number
export interface BandEdge {
  readonly x: number
  readonly low: number
  readonly high: number
}

/** From a value to its place between two pixels, evenly or by its logarithm. */
export function scaleOf(
  domain: readonly [number, number],
  range: readonly [number, number],
  isLog: boolean,
): Scale {
  const at = isLog ? Math.log : (value: number) => value
  const [from, to] = [at(domain[0]), at(domain[1])]
  return (value) => range[0] + ((at(value) - from) / (to - from)) * (range[1] - range[0])
}

/** A value at a share of the way from one end of an axis to the other. */
export const between = (from: number, to: number, share: number, isLog: boolean): number =>
  isLog ? from * (to / from) ** share : from + share * (to - from)

/** An SVG path through points, straight from one to the next; empty without a point. */
export const linePath = (points: readonly Point[], px: Scale, py: Scale): string =>
  points.length === 0 ? '' : `M${points.map(({ x, y }) => `${tenth(px(x))},${tenth(py(y))}`).join('L')}`

/** A closed SVG path around a band: its upper edge, then its lower one back. */
export function bandPath(edges: readonly BandEdge[], px: Scale, py: Scale): string {
  if (edges.length === 0) return ''
  const upper = edges.map(({ x, high }) => ({ x, y: high }))
  const lower = [...edges].reverse().map(({ x, low }) => ({ x, y: low }))
  return `${linePath([...upper, ...lower], px, py)}Z`
}

/** A tenth of a pixel is finer than any screen shows. */
const tenth = (pixels: number): number => Math.round(pixels * 10) / 10

/** Of ascending places, the one nearest to a value; null without a place. */
export function nearest(places: readonly number[], value: number): number | null {
  let best: number | null = null
  for (const place of places) {
    if (best === null || Math.abs(place - value) < Math.abs(best - value)) best = place
  }
  return best
}

/** Every x of some lines and bands once, ascending. */
export function placesOf(
  marks: readonly { readonly points: readonly { readonly x: number }[] }[],
): readonly number[] {
  return [...new Set(marks.flatMap(({ points }) => points.map(({ x }) => x)))].sort((a, b) => a - b)
}

/** Round numbers, each about 1.6 times the one before: an end that follows a curve moves rarely. */
const STEPS = [1, 1.6, 2.5, 4, 6.4, 10]

/** The least round number that is not below a positive value. */
export function roundEnd(value: number): number {
  const decade = 10 ** Math.floor(Math.log10(value))
  return (STEPS.find((step) => step * decade >= value * (1 - 1e-9)) ?? 10) * decade
}
