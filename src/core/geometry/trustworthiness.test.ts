import { describe, expect, it } from 'vitest'
import { stream } from '../rng.ts'
import { type Points, squaredDistance } from './compactness.ts'
import { principalAxes, projectedOn } from './pca.ts'
import { nearest, trustworthiness } from './trustworthiness.ts'

const CLOUD: Points = {
  rows: 60,
  width: 4,
  values: Float32Array.from({ length: 240 }, (_, at) => {
    const [k, j] = [Math.floor(at / 4), at % 4]
    return Math.sin(1.7 * k + 2.3 * j) * (j + 1) + 0.3 * (k % 3)
  }),
}
const firstTwo: Points = {
  rows: 60,
  width: 2,
  values: CLOUD.values.filter((_, at) => at % 4 < 2),
}

describe('trustworthiness', () => {
  it('equals scikit-learn 1.9.1’s, of the first two dimensions and of two main axes', () => {
    expect(trustworthiness(CLOUD, firstTwo, 10)).toBeCloseTo(0.9028089887640449, 9)
    const { projected } = projectedOn(principalAxes(CLOUD, 2), CLOUD)
    const map = { rows: 60, width: 2, values: projected }
    expect(trustworthiness(CLOUD, map, 10)).toBeCloseTo(0.9994756554307116, 9)
    expect(trustworthiness(CLOUD, map, 3)).toBeCloseTo(0.993030303030303, 9)
  })

  it('is 1 of the points themselves, duplicates and all, and does not depend on scale', () => {
    expect(trustworthiness(CLOUD, CLOUD, 10)).toBe(1)
    const twice: Points = { rows: 120, width: 4, values: Float32Array.of(...CLOUD.values, ...CLOUD.values) }
    expect(trustworthiness(twice, twice, 10)).toBe(1)
    const scaled = { ...firstTwo, values: firstTwo.values.map((x) => 8 * x) }
    expect(trustworthiness(CLOUD, scaled, 10)).toBe(trustworthiness(CLOUD, firstTwo, 10))
  })

  it('is far lower of a map that knows nothing', () => {
    const order = stream(1, 'trust').permutation(60)
    const blind: Points = { rows: 60, width: 1, values: Float32Array.from(order) }
    expect(trustworthiness(CLOUD, blind, 10)).toBeLessThan(0.7)
  })

  it('is not told of too few points', () => {
    expect(trustworthiness(CLOUD, firstTwo, 30)).toBeNull()
    expect(trustworthiness(CLOUD, firstTwo, 29)).not.toBeNull()
  })
})

describe('the nearest points', () => {
  it('are those that sorting all by distance gives', () => {
    for (const i of [0, 17, 59]) {
      const all = [...Array(60).keys()].filter((j) => j !== i)
      all.sort((a, b) => squaredDistance(CLOUD, i, CLOUD, a) - squaredDistance(CLOUD, i, CLOUD, b))
      expect(nearest(CLOUD, i, 7)).toEqual(all.slice(0, 7))
    }
  })
})
