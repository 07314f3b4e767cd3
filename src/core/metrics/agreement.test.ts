import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { agreement } from './agreement.ts'

const grouping = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 30, maxLength: 30 })

describe('agreement of two groupings', () => {
  it('matches the hand-worked example', () => {
    // Planted 0 0 1 1, found 0 0 1 2. H(planted) = ln 2, H(found) = 1.5 ln 2, I = ln 2: homogeneity 1, completeness 2/3,
    // NMI 2/2.5 = .8. Pairs together in both: 1; in found 1, in planted 2, of 6: E = 1/3, (1 − 1/3)/(1.5 − 1/3) = 4/7.
    const found = agreement([0, 0, 1, 2], [0, 0, 1, 1])
    expect(found?.homogeneity).toBeCloseTo(1, 12)
    expect(found?.completeness).toBeCloseTo(2 / 3, 12)
    expect(found?.nmi).toBeCloseTo(0.8, 12)
    expect(found?.purity).toBe(1)
    expect(found?.ari).toBeCloseTo(4 / 7, 12)
  })

  it('matches the textbook example of three groups', () => {
    // Manning, Raghavan and Schütze 2008, fig. 16.4: 17 things, purity 12/17, NMI .36 there. I is .5654 bits and
    // the entropies are 1.5799 and 1.5222 bits: 2 · .5654 / 3.1021.
    const found = [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2]
    const planted = [0, 0, 0, 0, 0, 1, 0, 1, 1, 1, 1, 2, 0, 0, 2, 2, 2]
    const result = agreement(found, planted)
    expect(result?.purity).toBeCloseTo(12 / 17, 12)
    expect(result?.nmi).toBeCloseTo(0.36456, 5)
    // TP = 20, TP + FP = 40, TP + FN = 44 of 136 pairs: E = 40·44/136.
    const expected = (40 * 44) / 136
    expect(result?.ari).toBeCloseTo((20 - expected) / (42 - expected), 12)
  })

  it('is 1 throughout for the same grouping under other names', () => {
    fc.assert(
      fc.property(grouping, (groups) => {
        const result = agreement(
          groups.map((group) => 9 - group),
          groups,
        )
        for (const value of Object.values(result ?? {})) expect(value).toBeCloseTo(1, 9)
      }),
      { seed: 2 },
    )
  })

  it('keeps NMI, AMI and ARI when the groupings change places, and swaps homogeneity with completeness', () => {
    fc.assert(
      fc.property(grouping, grouping, (a, b) => {
        const [one, other] = [agreement(a, b), agreement(b, a)]
        expect(one?.nmi).toBeCloseTo(other?.nmi ?? Number.NaN, 9)
        expect(one?.ari).toBeCloseTo(other?.ari ?? Number.NaN, 9)
        expect(one?.ami).toBeCloseTo(other?.ami ?? Number.NaN, 9)
        expect(one?.homogeneity).toBeCloseTo(other?.completeness ?? Number.NaN, 9)
        for (const key of ['nmi', 'homogeneity', 'completeness'] as const) {
          expect(one?.[key]).toBeGreaterThanOrEqual(0)
          expect(one?.[key]).toBeLessThanOrEqual(1)
        }
      }),
      { seed: 3 },
    )
  })

  it('is 0 by NMI and by ARI not above it where one grouping says nothing of the other', () => {
    const result = agreement([0, 0, 1, 1], [0, 1, 0, 1])
    expect(result?.nmi).toBeCloseTo(0, 12)
    // No pair together in both; E = 2·2/6 = 2/3, (0 − 2/3)/(2 − 2/3) = −1/2.
    expect(result?.ari).toBeCloseTo(-0.5, 12)
  })

  it('equals scikit-learn 1.9.1: adjusted_rand_score, adjusted_mutual_info_score, normalized_mutual_info_score', () => {
    const i = [...Array(60).keys()]
    const a = i.map((n) => ((n * n + 3 * n) % 7) % 5)
    const b = i.map((n) => (n * 7 + Math.floor(n / 3)) % 4)
    const c = a.map((own, n) => (n % 6 === 0 ? (own + 1) % 5 : own))
    const one = i.map(() => 0)
    for (const [found, planted, ari, ami, nmi] of [
      [a, b, -0.015851325498770157, -0.03477773709959181, 0.01574390813155346],
      [a, c, 0.6480046740700205, 0.7014511669961806, 0.7169473352769197],
      // One cluster, and everything alone.
      [a, one, 0, 0, 0],
      [one, one, 1, 1, 1],
      [i, a, 0, 0, 0.3845281434750858],
      [i, i, 1, 1, 1],
      [i, one, 0, 0, 0],
    ] as const) {
      const result = agreement(found, planted)
      expect(result?.ari).toBeCloseTo(ari, 9)
      expect(result?.ami).toBeCloseTo(ami, 9)
      expect(result?.nmi).toBeCloseTo(nmi, 9)
    }
  })

  it('is null of nothing', () => {
    expect(agreement([], [])).toBeNull()
  })
})
