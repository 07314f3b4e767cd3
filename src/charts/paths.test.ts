import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bandPath, between, linePath, nearest, placesOf, roundEnd, scaleOf } from './paths.ts'

const positive = fc.double({ min: 1e-6, max: 1e12, noNaN: true })

describe('a scale', () => {
  it('sends the ends of its domain to the ends of its range, and the middle to the middle', () => {
    const even = scaleOf([10, 30], [100, 200], false)
    expect([10, 20, 30].map(even)).toEqual([100, 150, 200])
  })
  it('of logarithms gives each decade the same room', () => {
    const log = scaleOf([1, 100], [0, 200], true)
    expect(log(10)).toBeCloseTo(100, 9)
    expect(log(100)).toBeCloseTo(200, 9)
  })
  it('is undone by its share of the way', () => {
    for (const log of [false, true]) {
      const share = scaleOf([2, 50], [0, 1], log)
      expect(between(2, 50, share(7), log)).toBeCloseTo(7, 9)
    }
  })
  it('may run downwards, as pixels do', () => {
    expect(scaleOf([0, 1], [50, 0], false)(0.25)).toBe(37.5)
  })
})

describe('a path', () => {
  const px = scaleOf([0, 10], [0, 100], false)
  const py = scaleOf([0, 1], [50, 0], false)
  it('goes through its points in order, and is empty without one', () => {
    expect(
      linePath(
        [
          { x: 0, y: 0 },
          { x: 5, y: 1 },
        ],
        px,
        py,
      ),
    ).toBe('M0,50L50,0')
    expect(linePath([], px, py)).toBe('')
  })
  it('around a band goes along its upper edge and back along its lower one', () => {
    const edges = [
      { x: 0, low: 0, high: 1 },
      { x: 10, low: 0.5, high: 1 },
    ]
    expect(bandPath(edges, px, py)).toBe('M0,0L100,0L100,25L0,50Z')
    expect(bandPath([], px, py)).toBe('')
  })
})

describe('places', () => {
  it('are every x once, ascending', () => {
    expect(placesOf([{ points: [{ x: 3 }, { x: 7 }] }, { points: [{ x: 5 }, { x: 3 }] }])).toEqual([3, 5, 7])
  })
  it('are looked up by nearness', () => {
    expect(nearest([3, 5, 9], 6.9)).toBe(5)
    expect(nearest([3, 5, 9], 7.1)).toBe(9)
    expect(nearest([], 1)).toBeNull()
  })
})

describe('a round end', () => {
  it('is never below its value, and never 61 % above', () => {
    fc.assert(
      fc.property(positive, (value) => {
        expect(roundEnd(value)).toBeGreaterThanOrEqual(value * (1 - 1e-8))
        expect(roundEnd(value)).toBeLessThanOrEqual(value * 1.61)
      }),
      { seed: 3 },
    )
  })
  it('stays where it is, once it is round', () => {
    expect([1, 2.5, 1600, 6.4, 10].map(roundEnd)).toEqual([1, 2.5, 1600, 6.4, 10])
  })
})
