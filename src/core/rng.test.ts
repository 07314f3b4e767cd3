import { describe, expect, it } from 'vitest'
import { stream } from './rng.ts'

const draws = (seed: number, name: string, n: number): number[] => {
  const random = stream(seed, name)
  return Array.from({ length: n }, () => random.uniform())
}

describe('named streams', () => {
  it('repeat with the same seed and name', () => {
    expect(draws(1, 'epoch/3', 50)).toEqual(draws(1, 'epoch/3', 50))
  })

  it('differ by name and by seed', () => {
    expect(draws(1, 'a', 5)).not.toEqual(draws(1, 'b', 5))
    expect(draws(1, 'a', 5)).not.toEqual(draws(2, 'a', 5))
  })

  it('are uniform: mean 1/2 and variance 1/12', () => {
    const values = draws(7, 'uniform', 20_000)
    const mean = values.reduce((a, b) => a + b, 0) / values.length
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
    expect(mean).toBeCloseTo(0.5, 2)
    expect(variance).toBeCloseTo(1 / 12, 2)
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...values)).toBeLessThan(1)
  })

  it('draw normals with mean 0 and variance 1', () => {
    const random = stream(3, 'normal')
    const values = Array.from({ length: 20_000 }, () => random.normal())
    const mean = values.reduce((a, b) => a + b, 0) / values.length
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
    expect(mean).toBeCloseTo(0, 1)
    expect(variance).toBeCloseTo(1, 1)
  })

  it('draw integers evenly below the bound', () => {
    const random = stream(4, 'int')
    const counts = new Array<number>(7).fill(0)
    for (let i = 0; i < 14_000; i++) {
      const value = random.int(7)
      counts[value] = (counts[value] as number) + 1
    }
    expect(() => random.int(0)).toThrow(RangeError)
    // 2,000 each; four standard errors are 166.
    for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(166)
  })

  it('permute without loss', () => {
    const order = stream(5, 'permutation').permutation(1000)
    expect(Array.from(order).sort((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, i) => i))
    expect(Array.from(order)).not.toEqual(Array.from({ length: 1000 }, (_, i) => i))
  })
})
