import { describe, expect, it } from 'vitest'
import { stream } from '../rng.ts'
import { agreement, kendall, recallOfBest } from './agreement.ts'

const rows = (n: number): Uint32Array => Uint32Array.from({ length: n }, (_, i) => i)

describe('Kendall’s τ_b', () => {
  it('is 1 for the same order, −1 for the reverse, whatever the scale', () => {
    const a = [3, 1, 2, 7, 5]
    const scaled = a.map((x) => Math.exp(x) - 4)
    expect(kendall(a, scaled, rows(5))).toBeCloseTo(1, 12)
    const reversed = a.map((x) => -x)
    expect(kendall(a, reversed, rows(5))).toBeCloseTo(-1, 12)
  })

  it('matches the hand-worked example with ties', () => {
    // Six pairs. a ties (1,2): 5 apart. b ties (3,4): 5 apart. Same order: 13, 14, 23, 24; tied by one: 12, 34.
    // (4 − 0) / √(5·5) = .8
    expect(kendall([1, 1, 2, 3], [1, 2, 4, 4], rows(4))).toBeCloseTo(0.8, 12)
  })

  it('is null where either score is constant, and 0 on average for random scores', () => {
    expect(kendall([1, 1, 1], [1, 2, 3], rows(3))).toBeNull()
    const rng = stream(1, 'kendall')
    const taus = Array.from({ length: 300 }, () => {
      const a = Array.from({ length: 12 }, () => rng.uniform())
      const b = Array.from({ length: 12 }, () => rng.uniform())
      return kendall(a, b, rows(12)) as number
    })
    // Standard deviation of one τ at n = 12: √(2(2n+5)/(9n(n−1))) = .22; of the mean of 300: .013.
    expect(Math.abs(taus.reduce((x, y) => x + y, 0) / 300)).toBeLessThan(0.05)
  })
})

describe('recall of the fine ranker’s best', () => {
  it('matches the hand-worked example', () => {
    // Eight rows: the fine ranker's best two are rows 0 and 1, the coarse ranker's best four 0, 2, 3, 4.
    const fine = [8, 7, 6, 5, 4, 3, 2, 1]
    const coarse = [8, 1, 7, 6, 5, 4, 3, 2]
    expect(recallOfBest(fine, coarse, rows(8))).toBe(0.5)
  })

  it('is 1 where the rankers agree', () => {
    const fine = [0.3, 0.9, 0.1, 0.7, 0.5]
    expect(recallOfBest(fine, fine, rows(5))).toBe(1)
  })
})

describe('agreement', () => {
  const fine = [8, 7, 6, 5, 4, 3, 2, 1, 1, 2, 3]
  const coarse = [8, 1, 7, 6, 5, 4, 3, 2, 3, 2, 1]
  const labels = [1, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1]
  const requests = [rows(8), Uint32Array.of(8, 9, 10)]

  it('leaves out requests of fewer than four rows', () => {
    expect(agreement(fine, coarse, labels, requests)).toMatchObject({ requests: 1, rows: 8 })
    expect(agreement(fine, coarse, labels, [Uint32Array.of(8, 9, 10)])).toEqual({
      requests: 0,
      rows: 0,
      recall: null,
      kendall: null,
      ndcg: null,
      cascade: null,
      alone: null,
    })
  })

  it('counts the positives that a cascade shows', () => {
    // The coarse ranker hands on 0, 2, 3, 4, of which the fine one shows 0 and 2: two of four positives. Alone it
    // shows 0 and 1: two of four.
    expect(agreement(fine, coarse, labels, requests)).toMatchObject({ cascade: 0.5, alone: 0.5 })
    const firstAlone = [1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    expect(agreement(fine, coarse, firstAlone, requests)).toMatchObject({ cascade: 0.5, alone: 1 })
  })

  it('is perfect for a student that is its teacher', () => {
    const same = agreement(fine, fine, labels, requests)
    expect(same).toMatchObject({ recall: 1, ndcg: 1 })
    expect(same.kendall).toBeCloseTo(1, 12)
    expect(same.cascade).toBe(same.alone)
  })
})
