import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { composed, escaped, type Look, wrapped } from './compose.ts'

/** A font in which every character is as wide as half its size. */
const look: Look = {
  ink: '#111111',
  dim: '#555555',
  surface: '#ffffff',
  axis: '#999999',
  font: 'system-ui, "Segoe UI"',
  measure: (text, size) => (text.length * size) / 2,
}

describe('wrapping', () => {
  const measure = (text: string) => text.length
  it('keeps every word in order and no line wider than fits, but for a wider word alone', () => {
    const words = fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(words, fc.integer({ min: 1, max: 30 }), (own, width) => {
        const lines = wrapped(own.join(' '), width, measure)
        expect(lines.join(' ').split(' ')).toEqual(own)
        for (const line of lines) expect(line.length <= width || !line.includes(' ')).toBe(true)
      }),
      { seed: 21 },
    )
  })
  it('breaks no earlier than it must', () => {
    expect(wrapped('aa bb cc', 5, measure)).toEqual(['aa bb', 'cc'])
  })
})

describe('a picture of a chart', () => {
  const drawing = { markup: '<rect width="10" height="20"/>', width: 200, height: 20 }
  const words = {
    title: 'Is a < b & "c"?',
    finding: 'It is not, and this line is long enough to be broken over two lines.',
    foot: ['test split · 3 seeds (1, 2, 3)', 'Soundcheck 0.1.0'],
  }
  const { text, width, height } = composed(drawing, words, look)
  it('says its question, its finding, its origin and its version as text', () => {
    const texts = [...text.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map((match) => match[1])
    const [title, ...rest] = texts
    expect(title).toBe('Is a &lt; b &amp; &quot;c&quot;?')
    expect(rest.join(' ')).toBe([words.finding, ...words.foot].join(' '))
    expect(rest.length).toBeGreaterThan(3)
  })
  it('holds the drawing below the words above it, and ends below the words under it', () => {
    const top = Number(/translate\(\d+ ([\d.]+)\)/.exec(text)?.[1])
    const lines = [...text.matchAll(/<text x="\d+" y="([\d.]+)"/g)].map((match) => Number(match[1]))
    const above = lines.filter((y) => y < top)
    const below = lines.filter((y) => y > top + drawing.height)
    expect(above.length + below.length).toBe(lines.length)
    expect([above.length, below.length]).toEqual([4, 2])
    expect(height).toBeGreaterThan(Math.max(...lines))
    expect(width).toBeGreaterThan(drawing.width)
  })
  it('is well formed whatever the words are', () => {
    const characters = fc
      .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 30 })
      .map((codes) => String.fromCharCode(...codes))
    fc.assert(
      fc.property(characters, (title) => {
        const markup = escaped(title)
        expect(markup).not.toMatch(/[<>"]/)
        expect(markup.replace(/&(amp|lt|gt|quot);/g, '')).not.toContain('&')
      }),
      { seed: 22 },
    )
  })
})
