import { describe, expect, it } from 'vitest'
import type { ClaimedPoint } from '../../run/claims.ts'
import { intervalRuns, meanAxis } from './claimed-lines.ts'

const points = (...halves: readonly (number | null)[]): readonly ClaimedPoint[] =>
  halves.map((half, i) => ({ x: i, mean: 0.5 + i / 8, half }))

describe('the intervals of a claimed curve', () => {
  it('are drawn where the link gives them, and parted where it gives none', () => {
    expect(intervalRuns(points(null, 0.25, 0.125, null, 0.5))).toEqual([
      [
        { x: 1, low: 0.375, high: 0.875 },
        { x: 2, low: 0.625, high: 0.875 },
      ],
      [{ x: 4, low: 0.5, high: 1.5 }],
    ])
  })
  it('are none of a curve of one seed, and none of no curve', () => {
    expect(intervalRuns(points(null, null))).toEqual([])
    expect(intervalRuns([])).toEqual([])
  })
  it('of no width are drawn: the link says so', () => {
    expect(intervalRuns(points(0))).toEqual([[{ x: 0, low: 0.5, high: 0.5 }]])
  })
})

describe('the axis of claimed curves', () => {
  it('is that of the means, however wide an interval is', () => {
    const wide = [points(3, 0.25, null)]
    expect(meanAxis(wide)).toEqual(meanAxis([points(null, null, null)]))
    expect(meanAxis(wide).domain[0]).toBeGreaterThan(0)
  })
})
