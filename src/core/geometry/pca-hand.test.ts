import { describe, expect, it } from 'vitest'
import { pca, principalAxes, projectedOn } from './pca.ts'

const rounded = (values: Float32Array): number[] =>
  Array.from(values, (value) => Math.round(value * 1e5) / 1e5 + 0)

describe('pca worked by hand', () => {
  it('orders axes by variance and leaves aligned points as they are', () => {
    // Variances 1 and 16: the second axis comes first.
    const points = Float32Array.of(1, 4, 1, -4, -1, 4, -1, -4)
    const { projected, explained } = pca(points, 4, 2, 2)
    expect(rounded(projected)).toEqual([4, 1, -4, 1, 4, -1, -4, -1])
    expect(explained).toBe(1)
    expect(pca(points, 4, 2, 1).explained).toBeCloseTo(16 / 17, 9)
  })

  it('turns a diagonal onto one axis, in the direction of its largest loading', () => {
    // Loadings (−.6, .8) have their largest positive already; points lie at −5, 0 and 5 along them.
    const { projected, explained } = pca(Float32Array.of(3, -4, 0, 0, -3, 4), 3, 2, 2)
    expect(rounded(projected)).toEqual([-5, 0, 0, 0, 5, 0])
    expect(explained).toBeCloseTo(1, 9)
  })

  it('is not moved by what is added to all points', () => {
    const points = Float32Array.of(1, 2, 0, 5, 4, 4, 3, -2)
    const moved = points.map((value, i) => value + (i % 2 === 0 ? 64 : -32))
    expect(rounded(pca(moved, 4, 2, 2).projected)).toEqual(rounded(pca(points, 4, 2, 2).projected))
  })

  it('leaves axes beyond the width at 0, and a single point at the origin', () => {
    expect(rounded(pca(Float32Array.of(-1, 1), 2, 1, 2).projected)).toEqual([-1, 0, 1, 0])
    expect(pca(Float32Array.of(7, 8, 9), 1, 3, 2)).toEqual({ projected: new Float32Array(2), explained: 1 })
  })

  it('of no points is no points', () => {
    expect(pca(new Float32Array(0), 0, 3, 2)).toEqual({ projected: new Float32Array(0), explained: 1 })
  })
})

describe('the share of each axis', () => {
  it('equals scikit-learn 1.9.1’s PCA.explained_variance_ratio_', () => {
    const values = Float32Array.from({ length: 240 }, (_, at) => {
      const [k, j] = [Math.floor(at / 4), at % 4]
      return Math.sin(1.7 * k + 2.3 * j) * (j + 1) + 0.3 * (k % 3)
    })
    const points = { rows: 60, width: 4, values }
    const { shares } = projectedOn(principalAxes(points, 2), points)
    expect(shares[0]).toBeCloseTo(0.7133427852051077, 6)
    expect(shares[1]).toBeCloseTo(0.27325535644058263, 6)
  })

  it('is of other points their own, on axes that are not theirs', () => {
    // Axes of points along the first dimension, looked at by points of variance 1 and 4 in the first two.
    const along = { rows: 2, width: 2, values: Float32Array.of(-1, 0, 1, 0) }
    const others = { rows: 4, width: 2, values: Float32Array.of(1, 2, 1, -2, -1, 2, -1, -2) }
    expect(projectedOn(principalAxes(along, 1), others).shares[0]).toBeCloseTo(0.2, 9)
  })
})
