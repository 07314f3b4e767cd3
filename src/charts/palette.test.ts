import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const css = readFileSync(new URL('./palette.css', import.meta.url), 'utf8')
const [light = '', dark = ''] = css.split('[data-mantine-color-scheme="dark"]')
const themes = { light, dark } as const
type Theme = keyof typeof themes
type Color = readonly [number, number, number]

/** A variable's colour in a theme, in linear light. */
function colorOf(theme: Theme, name: string): Color {
  const hex = new RegExp(`--sc-${name}: #([0-9a-f]{6});`).exec(themes[theme])?.[1]
  if (hex === undefined) throw new Error(`no ${name} in ${theme}`)
  const part = (at: number): number => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }
  return [part(0), part(2), part(4)]
}

/** WCAG 2.2 contrast ratio: (lighter + .05) ÷ (darker + .05) of relative luminance. */
function contrast(a: Color, b: Color): number {
  const light = ([r, g, b]: Color): number => 0.2126 * r + 0.7152 * g + 0.0722 * b
  const [low, high] = [light(a), light(b)].sort((x, y) => x - y)
  return ((high ?? 0) + 0.05) / ((low ?? 0) + 0.05)
}

/** Matrices for severity 1 in linear light (Machado, Oliveira and Fernandes 2009, table 1). */
const VISION: Readonly<Record<string, readonly Color[]>> = {
  'no deficiency': [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
}
const seenAs = (color: Color, matrix: readonly Color[]): Color => {
  const [r = 0, g = 0, b = 0] = matrix.map(([x, y, z]) =>
    Math.min(1, Math.max(0, x * color[0] + y * color[1] + z * color[2])),
  )
  return [r, g, b]
}

/** CIELAB of linear sRGB, white D65; a distance of about 2 can just be noticed. */
function lab([r, g, b]: Color): Color {
  const f = (t: number): number => (t > 216 / 24389 ? Math.cbrt(t) : ((24389 / 27) * t + 16) / 116)
  const x = f((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047)
  const y = f(0.2126729 * r + 0.7151522 * g + 0.072175 * b)
  const z = f((0.0193339 * r + 0.119192 * g + 0.9503041 * b) / 1.08883)
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)]
}
const distance = (a: Color, b: Color): number => Math.hypot(...lab(a).map((own, i) => own - (lab(b)[i] ?? 0)))

const groups = Array.from({ length: 8 }, (_, style) => `group-${style}`)
const both = ['light', 'dark'] as const

describe.each(both)('the colours of the %s theme', (theme) => {
  const surface = colorOf(theme, 'surface')
  it.each([...groups, 'reference', 'ceiling', 'heat', 'above', 'below', 'focus'])(
    '%s stands out from the page by 3 : 1',
    (name) => {
      expect(contrast(colorOf(theme, name), surface)).toBeGreaterThanOrEqual(3)
    },
  )
  it.each(['ink', 'dim', 'reference', 'ceiling'])('%s can be read as text: 4.5 : 1', (name) => {
    expect(contrast(colorOf(theme, name), surface)).toBeGreaterThanOrEqual(4.5)
  })
  it.each(Object.keys(VISION))('eight groups are told apart with %s', (vision) => {
    const seen = groups.map((name) => seenAs(colorOf(theme, name), VISION[vision] ?? []))
    const near = seen.flatMap((a, i) => seen.slice(0, i).map((b) => distance(a, b)))
    expect(Math.min(...near)).toBeGreaterThanOrEqual(10)
  })
})

describe('the measures', () => {
  it('are those of the standards: black on white is 21 : 1 and 100 apart', () => {
    expect(contrast([0, 0, 0], [1, 1, 1])).toBeCloseTo(21, 9)
    expect(distance([0, 0, 0], [1, 1, 1])).toBeCloseTo(100, 3)
  })
  it('keep white white for everyone', () => {
    for (const matrix of Object.values(VISION)) {
      for (const part of seenAs([1, 1, 1], matrix)) expect(part).toBeCloseTo(1, 5)
    }
  })
})
