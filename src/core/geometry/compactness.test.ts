import { describe, expect, it } from 'vitest'
import { stream } from '../rng.ts'
import { apart, daviesBouldin, type Points, radii, silhouette, simplifiedSilhouette } from './compactness.ts'

const points = (rows: readonly (readonly number[])[]): Points => ({
  rows: rows.length,
  width: rows[0]?.length ?? 0,
  values: Float32Array.from(rows.flat()),
})
// Two pairs on a line, at 0, 2 and 10, 12; centroids at 1 and 11.
const LINE = points([[0], [2], [10], [12]])
const CENTRES = points([[1], [11]])
const PAIRS = [0, 0, 1, 1]

describe('on a line of two pairs', () => {
  it('centroids are 10 apart', () => {
    expect(apart(CENTRES)).toEqual({ least: 10, mean: 10 })
    expect(apart(points([[1]]))).toBeNull()
  })
  it('radii are the root of the mean squared distance, weighed by membership', () => {
    const hard = Float32Array.of(1, 0, 1, 0, 0, 1, 0, 1)
    expect(radii(LINE, CENTRES, hard)).toEqual([1, 1])
    // Half of the point at 10 belongs to the first: √((1 + 1 + ½ · 81) / 2.5).
    const soft = Float32Array.of(1, 0, 1, 0, 0.5, 0.5, 0, 1)
    expect(radii(LINE, CENTRES, soft)[0]).toBeCloseTo(Math.sqrt(42.5 / 2.5), 6)
    expect(radii(LINE, CENTRES, new Float32Array(8))).toEqual([0, 0])
  })
  it('Davies and Bouldin’s index is (1 + 1) / 10', () => {
    expect(daviesBouldin(LINE, CENTRES, PAIRS)).toBeCloseTo(0.2, 12)
    expect(daviesBouldin(LINE, CENTRES, [0, 0, 0, 0])).toBeNull()
  })
  it('the simplified silhouette is the mean of (b − a)/b with a = 1', () => {
    // b = 11, 9, 9, 11.
    const wanted = (2 * (10 / 11) + 2 * (8 / 9)) / 4
    expect(simplifiedSilhouette(LINE, CENTRES, PAIRS)).toBeCloseTo(wanted, 12)
  })
  it('the silhouette is the mean of (b − a)/b with a = 2', () => {
    // b = 11 and 9 for each pair.
    const wanted = (2 * (9 / 11) + 2 * (7 / 9)) / 4
    expect(silhouette(LINE, PAIRS)).toBeCloseTo(wanted, 12)
    expect(silhouette(LINE, [0, 0, 0, 0])).toBeNull()
    // Alone, a point counts 0.
    expect(silhouette(points([[0], [5]]), [0, 1])).toBe(0)
  })
})

describe('on random points', () => {
  const rng = stream(4, 'compactness')
  const random = (rows: number, scale: number, from = 0): number[][] =>
    Array.from({ length: rows }, () => [from + scale * rng.normal(), scale * rng.normal()])
  const cloud = [...random(20, 0.1), ...random(20, 0.1, 5)]
  const centroids = points([
    [0, 0],
    [5, 0],
  ])
  const right = cloud.map((_, i) => (i < 20 ? 0 : 1))
  const wrong = cloud.map((_, i) => i % 2)

  it('a right grouping scores better than a wrong one, within the ranges', () => {
    const scores = (assigned: number[]) => [
      silhouette(points(cloud), assigned) ?? Number.NaN,
      simplifiedSilhouette(points(cloud), centroids, assigned) ?? Number.NaN,
    ]
    for (const score of scores(right)) expect(score).toBeGreaterThan(0.9)
    for (const score of scores(wrong)) expect(score).toBeLessThan(0.1)
    for (const score of [...scores(right), ...scores(wrong)]) expect(Math.abs(score)).toBeLessThanOrEqual(1)
  })
  it('no score changes with the unit of length, but lengths do', () => {
    const scaled = (by: number, of: Points): Points => ({ ...of, values: of.values.map((x) => by * x) })
    const [one, other] = [points(cloud), scaled(4, points(cloud))]
    expect(silhouette(other, right)).toBeCloseTo(silhouette(one, right) ?? Number.NaN, 6)
    expect(daviesBouldin(other, scaled(4, centroids), right)).toBeCloseTo(
      daviesBouldin(one, centroids, right) ?? Number.NaN,
      6,
    )
    expect(apart(scaled(4, centroids))?.mean).toBeCloseTo(20, 6)
  })
})

describe('on points of a formula', () => {
  it('the silhouette equals scikit-learn 1.9.1’s silhouette_score', () => {
    const cloud = points(
      Array.from({ length: 60 }, (_, k) =>
        [0, 1, 2, 3].map((j) => Math.sin(1.7 * k + 2.3 * j) * (j + 1) + 0.3 * (k % 3)),
      ),
    )
    const groups = Array.from({ length: 60 }, (_, k) => ((k * k + 3 * k) % 7) % 5)
    expect(silhouette(cloud, groups)).toBeCloseTo(-0.055515944412427846, 7)
    expect(
      silhouette(
        cloud,
        groups.map((_, k) => k % 3),
      ),
    ).toBeCloseTo(-0.04793721633557514, 7)
  })
})
