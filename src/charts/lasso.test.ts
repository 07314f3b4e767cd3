import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isWithin, type Spot } from './lasso.ts'

describe('a lasso', () => {
  const hook: readonly Spot[] = [
    [0, 0],
    [10, 0],
    [10, 10],
    [6, 10],
    [6, 4],
    [4, 4],
    [4, 10],
    [0, 10],
  ]
  it('holds what it was drawn around, and not what lies in its bay', () => {
    expect(isWithin(hook, [2, 8])).toBe(true)
    expect(isWithin(hook, [8, 8])).toBe(true)
    expect(isWithin(hook, [5, 2])).toBe(true)
    expect(isWithin(hook, [5, 8])).toBe(false)
    expect(isWithin(hook, [12, 2])).toBe(false)
  })

  it('is closed: where it began and in which direction it was drawn do not matter', () => {
    const spot = fc.tuple(fc.integer({ min: -5, max: 15 }), fc.integer({ min: -5, max: 15 }))
    fc.assert(
      fc.property(spot, fc.nat(7), ([x, y], start) => {
        const at: Spot = [x + 0.5, y + 0.5]
        const turned = [...hook.slice(start), ...hook.slice(0, start)]
        const expected = isWithin(hook, at)
        expect(isWithin(turned, at)).toBe(expected)
        expect(isWithin(turned.reverse(), at)).toBe(expected)
      }),
      { seed: 1, numRuns: 100 },
    )
  })

  it('holds nothing as a point or a line', () => {
    expect(isWithin([], [0, 0])).toBe(false)
    expect(isWithin([[1, 1]], [1, 1])).toBe(false)
    expect(
      isWithin(
        [
          [0, 0],
          [10, 10],
        ],
        [5, 5],
      ),
    ).toBe(false)
  })
})
