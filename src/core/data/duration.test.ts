import { describe, expect, it } from 'vitest'
import { stream } from '../rng.ts'
import { fitDurationGroups, quantileOf } from './duration.ts'

/** Watch times that grow with the duration: longer things are watched longer. */
function log(seed: number, rows: number) {
  const rng = stream(seed, 'duration-test')
  const durations = Float64Array.from({ length: rows }, () => 10 + rng.int(290))
  const watch = durations.map((duration) => duration * rng.uniform() ** 2)
  return { durations, watch, train: Uint32Array.from({ length: rows }, (_, row) => row) }
}

/** Pearson's correlation of ranks. */
function rankCorrelation(a: Float64Array, b: Float64Array): number {
  const ranks = (values: Float64Array): number[] => {
    const order = [...values.keys()].sort((i, j) => (values[i] as number) - (values[j] as number))
    const rank: number[] = new Array(values.length)
    for (const [place, i] of order.entries()) rank[i] = place
    return rank
  }
  const [x, y] = [ranks(a), ranks(b)]
  const mean = (x.length - 1) / 2
  const sum = (f: (i: number) => number): number => x.reduce((total, _, i) => total + f(i), 0)
  const cov = sum((i) => ((x[i] as number) - mean) * ((y[i] as number) - mean))
  return cov / sum((i) => ((x[i] as number) - mean) ** 2)
}

describe('watch times among like durations', () => {
  it('matches the hand-worked example', () => {
    // Durations 10, 10, 20, 20 in two groups; watch times {1, 3} and {2, 2}.
    const groups = fitDurationGroups(
      Float64Array.of(1, 3, 2, 2),
      Float64Array.of(10, 10, 20, 20),
      Uint32Array.of(0, 1, 2, 3),
      2,
    )
    expect([...groups.cuts]).toEqual([20])
    // One of two below 3 and 3 itself half: .75. Nothing below 1, 1 itself half: .25. Both of {2, 2} half: .5.
    expect([quantileOf(groups, 3, 10), quantileOf(groups, 1, 15), quantileOf(groups, 2, 20)]).toEqual([
      0.75, 0.25, 0.5,
    ])
    expect([quantileOf(groups, 0, 10), quantileOf(groups, 9, 99)]).toEqual([0, 1])
    expect([quantileOf(groups, Number.NaN, 10), quantileOf(groups, 1, Number.NaN)]).toEqual([0.5, 0.5])
  })

  it('is uniform within every group: mean one half, whatever the duration', () => {
    const { durations, watch, train } = log(1, 6000)
    const groups = fitDurationGroups(watch, durations, train)
    const shares = watch.map((time, row) => quantileOf(groups, time, durations[row] as number))
    for (let from = 10; from < 300; from += 58) {
      const own = shares.filter(
        (_, row) => (durations[row] as number) >= from && (durations[row] as number) < from + 58,
      )
      expect(own.reduce((a, b) => a + b, 0) / own.length).toBeCloseTo(0.5, 1)
    }
  })

  it('takes away the correlation with duration that the watch time has', () => {
    const { durations, watch, train } = log(2, 6000)
    const groups = fitDurationGroups(watch, durations, train)
    const shares = watch.map((time, row) => quantileOf(groups, time, durations[row] as number))
    expect(rankCorrelation(watch, durations)).toBeGreaterThan(0.3)
    expect(Math.abs(rankCorrelation(shares, durations))).toBeLessThan(0.05)
  })
})
