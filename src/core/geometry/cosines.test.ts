import { describe, expect, it } from 'vitest'
import { stream } from '../rng.ts'
import { cosineMatrix, lowestReach, separation, seriated } from './cosines.ts'

describe('the separation of points', () => {
  it('matches the hand-worked triangle 3, 4, 5', () => {
    // (0,0) lies at the origin: it has no direction.
    expect(separation(Float32Array.from([0, 0, 3, 0, 0, 4]), 2)).toEqual({
      least: 3,
      median: 4,
      alike: null,
      pairs: 3,
    })
  })
  it('does not exist for one point', () => {
    expect(separation(new Float32Array(2), 2)).toBeNull()
  })
  it('has the largest cosine of the matrix of all pairs', () => {
    const rng = stream(1, 'cosines')
    const points = Float32Array.from({ length: 7 * 4 }, () => rng.normal())
    const all = cosineMatrix(points, 4)
    const pairs = all.flatMap((row, i) => row.filter((_, j) => j > i))
    expect(separation(points, 4)?.alike).toBe(Math.max(...pairs))
    for (const [i, row] of all.entries()) {
      expect(row[i]).toBeCloseTo(1, 6)
      for (const [j, value] of row.entries()) expect(value).toBe(all[j]?.[i])
    }
  })
})

describe('the lowest largest cosine', () => {
  it('is reached by a simplex and by a cross of axes', () => {
    // The corners of a triangle in the plane: 120° apart.
    const half = Math.sqrt(3) / 2
    const triangle = Float32Array.from([1, 0, -0.5, half, -0.5, -half])
    expect(separation(triangle, 2)?.alike).toBeCloseTo(lowestReach(3, 2)?.value ?? Number.NaN, 6)
    const cross = Float32Array.from([1, 0, -1, 0, 0, 1, 0, -1])
    expect(separation(cross, 2)?.alike).toBe(lowestReach(4, 2)?.value)
    expect(lowestReach(4, 2)?.kind).toBe('zero')
  })
  it('is never beaten by points at random', () => {
    const rng = stream(2, 'cosines')
    for (const [count, dimensions] of [
      [2, 1],
      [3, 2],
      [4, 2],
      [5, 2],
      [4, 3],
      [6, 3],
      [9, 4],
    ] as const) {
      const reach = lowestReach(count, dimensions)
      for (let i = 0; i < 200; i++) {
        const points = Float32Array.from({ length: count * dimensions }, () => rng.normal())
        expect(separation(points, dimensions)?.alike).toBeGreaterThanOrEqual((reach?.value ?? 0) - 1e-6)
      }
    }
    expect(lowestReach(5, 2)).toEqual({ kind: 'above', value: 0 })
    expect(lowestReach(1, 8)).toBeNull()
  })
})

it('puts planted blocks of alike directions side by side', () => {
  const rng = stream(3, 'cosines')
  const block = [0, 1, 2, 0, 1, 2, 2, 1, 0]
  const points = Float32Array.from(
    block.flatMap((b) => [0, 1, 2].map((c) => (c === b ? 1 : 0) + 0.1 * rng.normal())),
  )
  const order = seriated(cosineMatrix(points, 3))
  expect([...order].sort((a, b) => a - b)).toEqual(block.map((_, i) => i))
  const changes = order.slice(1).filter((i, at) => block[i] !== block[order[at] as number])
  expect(changes.length).toBe(2)
})
