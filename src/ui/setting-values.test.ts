import { describe, expect, it } from 'vitest'
import { goodNumber, parseNumbers, parseWidths, stepFor, valueText } from './setting-values.ts'

const words = { label: 'K', help: 'How many.' }

describe('what a person types into a setting', () => {
  it('is a number within its range, or nothing', () => {
    const spec = { ...words, kind: 'int', default: 4, min: 2, max: 64 } as const
    expect([2, '64', 3].map((typed) => goodNumber(spec, typed))).toEqual([2, 64, 3])
    expect(['', '1', 65, '3.5', 'x', '-'].map((typed) => goodNumber(spec, typed))).toEqual(
      Array(6).fill(null),
    )
    expect(goodNumber({ ...spec, kind: 'float' }, '3.5')).toBe(3.5)
  })

  it('is a list of widths, or nothing', () => {
    expect(parseWidths('64, 32', 3, 128)).toEqual([64, 32])
    for (const bad of ['', '64,', '64, 32, 16, 8', '0', '129', '1.5', 'wide']) {
      expect(parseWidths(bad, 3, 128)).toBeNull()
    }
  })

  it('is a list of numbers within their range, or nothing', () => {
    const spec = { ...words, kind: 'numbers', default: [1], min: 0, max: 100, most: 2 } as const
    expect(['1', '1, 0.5', '0,100'].map((text) => parseNumbers(text, spec))).toEqual([
      [1],
      [1, 0.5],
      [0, 100],
    ])
    for (const bad of ['', '1,', '1, 2, 3', '-1', '101', 'one']) expect(parseNumbers(bad, spec)).toBeNull()
  })

  it('reads back what it shows', () => {
    const spec = { ...words, kind: 'widths', default: [16], maxLayers: 3, max: 128 } as const
    expect(parseWidths(valueText(spec, [64, 32]), 3, 128)).toEqual([64, 32])
  })

  it('moves by a tenth of its own power of ten', () => {
    expect(stepFor(0.003)).toBeCloseTo(0.0001, 10)
    expect(stepFor(2)).toBeCloseTo(0.1, 10)
    expect(stepFor(0)).toBe(0.01)
  })
})
