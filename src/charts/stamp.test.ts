import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { over } from './stamp.ts'

const byte = fc.integer({ min: 0, max: 255 })
const color = fc.tuple(byte, byte, byte, fc.integer({ min: 1, max: 255 }))
type Color = readonly [number, number, number, number]

const packed = ([red, green, blue, alpha]: Color): number =>
  ((alpha << 24) | (blue << 16) | (green << 8) | red) >>> 0
const unpacked = (pixel: number): Color => [
  pixel & 255,
  (pixel >>> 8) & 255,
  (pixel >>> 16) & 255,
  pixel >>> 24,
]

describe('one pixel over another', () => {
  it('is Porter and Duff’s source over, to a byte of what is seen', () => {
    fc.assert(
      fc.property(color, color, (source, under) => {
        const [as, au] = [source[3] / 255, under[3] / 255]
        const alpha = as + au * (1 - as)
        const found = unpacked(over(packed(source), packed(under)))
        expect(Math.abs(found[3] - 255 * alpha)).toBeLessThanOrEqual(0.5 + 1e-9)
        for (const c of [0, 1, 2] as const) {
          const wanted = (source[c] * as + under[c] * au * (1 - as)) / alpha
          expect(Math.abs(found[c] - wanted) * alpha).toBeLessThanOrEqual(1.01)
        }
      }),
      { seed: 1, numRuns: 500 },
    )
  })

  it('hides what is under it where it is opaque', () => {
    const opaque = packed([12, 200, 7, 255])
    expect(over(opaque, packed([255, 0, 99, 120]))).toBe(opaque)
  })
})
