import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { smoothed } from './smooth.ts'

const weights = fc.double({ min: 0, max: 0.99, noNaN: true })
const values = fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 1, maxLength: 30 })
const pointsOf = (ys: readonly number[]) => ys.map((y, x) => ({ x, y }))
const yOf = (ys: readonly number[], weight: number) => smoothed(pointsOf(ys), weight).map(({ y }) => y)

describe('smoothing', () => {
  it('is the weighted mean of what came before, from the third point on', () => {
    fc.assert(
      fc.property(values, weights, (ys, weight) => {
        for (const [t, y] of yOf(ys, weight).entries()) {
          if (t < 2) continue
          const w = ys.slice(0, t + 1).map((_, i) => weight ** (t - i))
          const mean = ys.slice(0, t + 1).reduce((sum, own, i) => sum + own * (w[i] ?? 0), 0)
          expect(y).toBeCloseTo(mean / w.reduce((a, b) => a + b, 0), 9)
        }
      }),
      { seed: 41 },
    )
  })
  it('leaves a constant constant', () => {
    for (const y of yOf([3, 3, 3, 3, 3], 0.9)) expect(y).toBeCloseTo(3, 12)
  })
  it('leaves two points as they are', () => {
    expect(yOf([1, 5], 0.95)).toEqual([1, 5])
  })
  it('gives at t what the points up to t give, whatever follows', () => {
    fc.assert(
      fc.property(values, values, weights, (before, after, weight) => {
        expect(yOf([...before, ...after], weight).slice(0, before.length)).toEqual(yOf(before, weight))
      }),
      { seed: 42 },
    )
  })
  it('matches the worked example', () => {
    // w = ½: (¼·4 + ½·8 + 16) / (¼ + ½ + 1) = 21 / 1.75 = 12.
    expect(yOf([4, 8, 16], 0.5)).toEqual([4, 8, 12])
  })
})
