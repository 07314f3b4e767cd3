import { describe, expect, it } from 'vitest'
import { mean, meanHalfWidth } from '../core/stats/student.ts'
import { drawnInterval, measuredCells, sweepAxis } from './sweep-data.ts'

const group = (...values: readonly number[]) => ({
  values,
  mean: values.length === 0 ? null : mean(values),
  half: meanHalfWidth(values),
})

describe('a group of a sweep', () => {
  it('of one or two seeds is points; from three on it has its interval', () => {
    expect([[], [0.6], [0.6, 0.62]].map((values) => drawnInterval(group(...values)))).toEqual([
      null,
      null,
      null,
    ])
    // t at 2 degrees is 4.303; s of three values a hundredth apart is .01.
    const [low, high] = drawnInterval(group(0.6, 0.61, 0.62)) ?? []
    expect(low).toBeCloseTo(0.61 - (4.303 * 0.01) / Math.sqrt(3), 5)
    expect(high).toBeCloseTo(0.61 + (4.303 * 0.01) / Math.sqrt(3), 5)
  })

  it('is told by the table as it is drawn: two seeds have a mean and no ends', () => {
    const told = (...values: readonly number[]) =>
      measuredCells(group(...values)).map((cell) => (typeof cell === 'string' ? cell : cell.value))
    expect(told(0.6, 0.62)).toEqual([expect.closeTo(0.61, 12), null, null, 2])
    const three = [0.6, 0.61, 0.62]
    expect(told(...three)).toEqual([expect.closeTo(0.61, 12), ...(drawnInterval(group(...three)) ?? []), 3])
  })
})

describe('the axis of a sweep', () => {
  it('holds what is drawn: each seed, and the interval of three, which two seeds do not have', () => {
    const near = sweepAxis([group(0.6, 0.62), group(0.61)])
    // The interval of the two would reach from .48 to .74.
    expect(near.domain[0]).toBeGreaterThan(0.59)
    expect(near.domain[1]).toBeLessThan(0.63)
    const three = group(0.6, 0.61, 0.65)
    const wide = sweepAxis([group(0.6, 0.62), three])
    const [low = 0, high = 0] = drawnInterval(three) ?? []
    expect(low).toBeLessThan(0.6)
    expect(wide.domain[0]).toBeLessThanOrEqual(low)
    expect(wide.domain[1]).toBeGreaterThanOrEqual(high)
  })
})
