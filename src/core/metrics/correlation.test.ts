import { describe, expect, it } from 'vitest'
import { pearson, spearman } from './correlation.ts'

const floats = (...values: readonly number[]): Float32Array => Float32Array.from(values)

describe('correlation', () => {
  it('matches the hand-worked example', () => {
    // Ranks of a: 1, 2.5, 2.5, 4; of b: 2, 1, 3.5, 3.5. About 2.5: −1.5, 0, 0, 1.5 and −.5, −1.5, 1, 1.
    // Σ products .75 + 1.5 = 2.25; Σ squares 4.5 and 4.5: ρ = .5.
    expect(spearman(floats(1, 5, 5, 9), floats(3, 2, 8, 8))).toBeCloseTo(0.5, 12)
    // About the means 2 and 4: −1, 0, 1 and −2, −1, 3: 5 / √(2 · 14).
    expect(pearson([1, 2, 3], [2, 3, 7])).toBeCloseTo(5 / Math.sqrt(28), 12)
  })

  it('by ranks is unchanged by increasing maps, turns with the order, and is 1 with itself', () => {
    const [a, b] = [floats(0.3, -2, 5, 1.5, 0.9), floats(4, 1, 2, 9, 3)]
    const rho = spearman(a, b) as number
    expect(spearman(a.map(Math.exp), b)).toBeCloseTo(rho, 12)
    expect(
      spearman(
        a,
        b.map((x) => -x),
      ),
    ).toBeCloseTo(-rho, 12)
    expect(spearman(a, a)).toBeCloseTo(1, 12)
  })

  it('is none where a side is constant or there is one value', () => {
    expect(pearson([1, 1, 1], [1, 2, 3])).toBeNull()
    expect(spearman(floats(1), floats(2))).toBeNull()
  })
})
