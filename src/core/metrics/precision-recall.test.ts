import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { precisionRecall } from './precision-recall.ts'

const f32 = (...values: number[]): Float32Array => Float32Array.from(values)

describe('precision and recall', () => {
  it('match the hand-worked case', () => {
    // From the top: 1, 0, 1, 0. AP = ½ · 1 + ½ · ⅔. Recall ½ is reached at precision 1, recall 1 at ⅔.
    const found = precisionRecall(f32(0, 1, 0, 1), f32(0.1, 0.35, 0.4, 0.8))
    expect(found?.averagePrecision).toBeCloseTo(0.5 + 1 / 3, 12)
    expect(found?.prevalence).toBe(0.5)
    expect(found?.curve.y[0]).toBe(1)
    // Grid point 31 of 63 is recall .492, before the first positive is used up.
    expect(found?.curve.y[31]).toBe(1)
    expect(found?.curve.y[63]).toBeCloseTo(2 / 3, 6)
    // Recall 42/63 = ⅔: a positive and a third, and one negative.
    expect(found?.curve.y[42]).toBeCloseTo(4 / 3 / (4 / 3 + 1), 6)
  })

  it('equal the definition at every threshold', () => {
    const rows = fc.array(fc.record({ y: fc.constantFrom(0, 1), s: fc.integer({ min: -4, max: 4 }) }), {
      minLength: 1,
      maxLength: 50,
    })
    fc.assert(
      fc.property(rows, (list) => {
        const y = Float32Array.from(list, (row) => row.y)
        const s = Float32Array.from(list, (row) => row.s)
        const found = precisionRecall(y, s)
        const positives = y.reduce((a, b) => a + b, 0)
        if (positives === 0 || positives === y.length) {
          expect(found).toBeNull()
          return
        }
        let [before, expected] = [0, 0]
        for (const threshold of [...new Set(s)].sort((a, b) => b - a)) {
          const taken = list.filter((row) => row.s >= threshold)
          const right = taken.filter((row) => row.y === 1).length
          expected += ((right - before) / positives) * (right / taken.length)
          before = right
        }
        expect(found?.averagePrecision).toBeCloseTo(expected, 10)
        for (const value of found?.curve.y ?? []) {
          expect(value).toBeGreaterThan(0)
          expect(value).toBeLessThanOrEqual(1)
        }
        // All positives are taken at the last threshold that has one.
        const least = Math.min(...list.filter((row) => row.y === 1).map((row) => row.s))
        const all = list.filter((row) => row.s >= least).length
        expect(found?.curve.y[63]).toBeCloseTo(positives / all, 5)
      }),
      { seed: 1, numRuns: 80 },
    )
  })

  it('are the prevalence all along when all scores are tied, and 1 when no negative is above', () => {
    for (const value of precisionRecall(f32(1, 0, 0, 0), f32(2, 2, 2, 2))?.curve.y ?? []) {
      expect(value).toBeCloseTo(0.25, 6)
    }
    expect([...(precisionRecall(f32(0, 1, 1), f32(0, 1, 2))?.curve.y ?? [])]).toEqual(Array(64).fill(1))
  })

  it('depend on the order alone', () => {
    const [y, s] = [f32(0, 1, 1, 0, 1), f32(-2, -1, 0, 1, 2)]
    expect(precisionRecall(y, s)).toEqual(
      precisionRecall(
        y,
        s.map((x) => Math.exp(x)),
      ),
    )
  })
})
