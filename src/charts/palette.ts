import './palette.css'

/** Eight hues from the Okabe–Ito and Tol sets; light and dark variants live in `palette.css`. */
export const HUES = 8

/** Dash patterns in the order of `style`: the first group is solid, no two of the first eight are alike. */
const DASHES = ['', '6 3', '2 2', '8 3 2 3', '10 4', '4 2 1 2', '1 3', '12 3 3 3'] as const

/** Colour of a group for life, by its `style` index. */
export const groupColor = (style: number): string => `var(--sc-group-${modulo(style, HUES)})`

/**
 * Dash of a group for life: solid for style 0, dashed for all others. Beyond eight groups hues repeat,
 * and the pattern moves on by one so that hue and dash together stay distinct.
 */
export function groupDash(style: number): string {
  const round = Math.floor(style / HUES)
  return DASHES[modulo(style + round, DASHES.length)] ?? ''
}

/** Colour of cluster k; beyond eight clusters hues repeat and the marker changes. */
export const clusterColor = (cluster: number): string => `var(--sc-group-${modulo(cluster, HUES)})`

export const MARKERS = ['circle', 'square', 'triangle', 'diamond'] as const
export type Marker = (typeof MARKERS)[number]
export const clusterMarker = (cluster: number): Marker =>
  MARKERS[modulo(Math.floor(cluster / HUES), MARKERS.length)] ?? 'circle'

/** One sequential hue for activity, low to high: 1 … 10; 0 is for users absent from train. */
export const decileColor = (decile: number): string =>
  decile <= 0 ? 'var(--sc-unseen)' : `var(--sc-decile-${Math.min(10, Math.round(decile))})`

/** Reference lines: counting floor and oracle ceiling. */
export const REFERENCE = 'var(--sc-reference)'
export const CEILING = 'var(--sc-ceiling)'
export const GRID = 'var(--sc-grid)'

/** The value of a colour in the scheme on screen, for a canvas, which knows no CSS variables. */
export function resolved(color: string, element: Element): string {
  const name = /^var\((--[a-z0-9-]+)\)$/.exec(color)?.[1]
  if (name === undefined) return color
  return getComputedStyle(element).getPropertyValue(name).trim()
}

const modulo = (value: number, count: number): number => ((value % count) + count) % count
