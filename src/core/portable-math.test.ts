import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { portableExp, portableLog, portableSigmoid } from './portable-math.ts'

describe('portable math', () => {
  it('agrees with the engine’s exp and log to 1e-13', () => {
    fc.assert(
      fc.property(fc.double({ min: -600, max: 600, noNaN: true }), (x) => {
        const expected = Math.exp(x)
        expect(Math.abs(portableExp(x) - expected)).toBeLessThanOrEqual(1e-13 * expected)
      }),
      { seed: 1, numRuns: 500 },
    )
    fc.assert(
      fc.property(fc.double({ min: 1e-300, max: 1e300, noNaN: true }), (x) => {
        expect(portableLog(x)).toBeCloseTo(Math.log(x), 10)
      }),
      { seed: 2, numRuns: 500 },
    )
  })

  it('undoes itself', () => {
    for (const x of [-20, -1, 0, 0.5, 3, 40]) expect(portableLog(portableExp(x))).toBeCloseTo(x, 12)
  })

  it('has a sigmoid that sums to 1 with its mirror image', () => {
    for (const z of [-30, -2, 0, 1, 8]) expect(portableSigmoid(z) + portableSigmoid(-z)).toBeCloseTo(1, 14)
    expect(portableSigmoid(0)).toBe(0.5)
  })

  it('refuses what has no value', () => {
    expect(() => portableLog(0)).toThrow(RangeError)
    expect(() => portableExp(Number.NaN)).toThrow(RangeError)
  })
})
