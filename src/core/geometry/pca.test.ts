import { describe, expect, it } from 'vitest'
import { stream } from '../rng.ts'
import { pca } from './pca.ts'

/** Points whose variances along their three coordinates are 9, 1 and 4. */
function cloud(rows: number): Float32Array {
  const rng = stream(1, 'pca')
  return Float32Array.from({ length: rows * 3 }, (_, i) => ([3, 1, 2][i % 3] as number) * rng.normal() + 5)
}
const column = (values: Float32Array, width: number, c: number): number[] =>
  Array.from({ length: values.length / width }, (_, r) => values[r * width + c] as number)
const variance = (values: readonly number[]): number => {
  const mean = values.reduce((a, b) => a + b, 0) / values.length
  return values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length
}

describe('pca', () => {
  it('finds the axes of largest variance, in their order', () => {
    const points = cloud(4000)
    const { projected, explained } = pca(points, 4000, 3, 2)
    expect(variance(column(projected, 2, 0))).toBeCloseTo(9, -0.3)
    expect(variance(column(projected, 2, 1))).toBeCloseTo(4, -0.3)
    expect(explained).toBeCloseTo(13 / 14, 1)
  })

  it('has centred, uncorrelated components', () => {
    const { projected } = pca(cloud(500), 500, 3, 2)
    const [a, b] = [column(projected, 2, 0), column(projected, 2, 1)]
    expect(a.reduce((x, y) => x + y, 0) / 500).toBeCloseTo(0, 4)
    expect(a.reduce((sum, x, i) => sum + x * (b[i] as number), 0) / 500).toBeCloseTo(0, 3)
  })

  it('keeps distances when it keeps every component', () => {
    const points = cloud(20)
    const { projected, explained } = pca(points, 20, 3, 3)
    const distance = (values: Float32Array, i: number, j: number): number =>
      Math.hypot(...[0, 1, 2].map((c) => (values[i * 3 + c] as number) - (values[j * 3 + c] as number)))
    for (let i = 1; i < 20; i++) expect(distance(projected, 0, i)).toBeCloseTo(distance(points, 0, i), 4)
    expect(explained).toBeCloseTo(1, 6)
  })

  it('gives the same picture for the same points, turned so that the largest loading is positive', () => {
    const points = Float32Array.of(-1, -10, 0, 0, 1, 10)
    const { projected } = pca(points, 3, 2, 1)
    expect(pca(points, 3, 2, 1).projected).toEqual(projected)
    expect(projected[2]).toBeGreaterThan(0)
  })

  it('has nothing to explain where points do not vary', () => {
    expect(pca(new Float32Array(6).fill(2), 3, 2, 2)).toEqual({
      projected: new Float32Array(6),
      explained: 1,
    })
  })
})
