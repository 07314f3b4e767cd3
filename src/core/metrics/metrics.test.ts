import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { auc } from './auc.ts'
import { gauc } from './gauc.ts'
import * as probability from './probability.ts'
import { ascending } from './rank.ts'
import { rocCurve } from './roc.ts'

const f32 = (...values: number[]): Float32Array => Float32Array.from(values)
/** Labels and scores with many ties. */
const rows = fc
  .array(fc.record({ y: fc.constantFrom(0, 1), s: fc.integer({ min: -4, max: 4 }) }), {
    minLength: 1,
    maxLength: 60,
  })
  .map((list) => ({ y: Float32Array.from(list, ({ y }) => y), s: Float32Array.from(list, ({ s }) => s / 3) }))

/** P(positive above negative) + ½ P(tie), pair by pair. */
function pairwise(y: Float32Array, s: Float32Array, w = new Float32Array(y.length).fill(1)): number | null {
  let wins = 0
  let pairs = 0
  for (let i = 0; i < y.length; i++) {
    for (let j = 0; j < y.length; j++) {
      if (y[i] !== 1 || y[j] !== 0) continue
      const weight = (w[i] as number) * (w[j] as number)
      pairs += weight
      if ((s[i] as number) > (s[j] as number)) wins += weight
      else if (s[i] === s[j]) wins += weight / 2
    }
  }
  return pairs === 0 ? null : wins / pairs
}

describe('auc', () => {
  it('equals the pairwise definition, ties and all', () => {
    fc.assert(
      fc.property(rows, ({ y, s }) => {
        const expected = pairwise(y, s)
        const value = auc(y, s)
        if (expected === null) expect(value).toBeNull()
        else expect(value).toBeCloseTo(expected, 10)
      }),
      { seed: 1, numRuns: 300 },
    )
  })

  it('equals the weighted pairwise definition', () => {
    fc.assert(
      fc.property(
        rows,
        fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 60, maxLength: 60 }),
        ({ y, s }, weights) => {
          const w = Float32Array.from(weights.slice(0, y.length))
          const expected = pairwise(y, s, w)
          const value = auc(y, s, w)
          if (expected === null) expect(value).toBeNull()
          else expect(value).toBeCloseTo(expected, 10)
        },
      ),
      { seed: 2, numRuns: 200 },
    )
  })

  it('is unchanged by any increasing map and mirrored by a decreasing one', () => {
    fc.assert(
      fc.property(rows, ({ y, s }) => {
        const value = auc(y, s)
        expect(
          auc(
            y,
            s.map((x) => Math.exp(x) * 3 + 1),
          ),
        ).toBe(value)
        if (value !== null)
          expect(
            auc(
              y,
              s.map((x) => -x),
            ),
          ).toBeCloseTo(1 - value, 10)
      }),
      { seed: 3, numRuns: 200 },
    )
  })

  it('is 1 when perfect, 0 when reversed, ½ when all are tied, null with one class', () => {
    expect(auc(f32(0, 0, 1), f32(1, 2, 3))).toBe(1)
    expect(auc(f32(1, 0, 0), f32(1, 2, 3))).toBe(0)
    expect(auc(f32(1, 0, 1), f32(2, 2, 2))).toBe(0.5)
    expect(auc(f32(1, 1), f32(1, 2))).toBeNull()
    expect(auc(f32(), f32())).toBeNull()
  })

  it('refuses scores that are not numbers', () => {
    expect(() => auc(f32(0, 1), f32(Number.NaN, 1))).toThrow(RangeError)
  })
})

describe('ascending', () => {
  it('sorts like the language does, negatives, zeros and infinities included', () => {
    const values = fc.array(fc.float({ noNaN: true }), { maxLength: 300 })
    fc.assert(
      fc.property(values, (list) => {
        const scores = Float32Array.from(list)
        const sorted = Array.from(ascending(scores), (i) => scores[i] as number)
        const expected = Array.from(scores).sort((a, b) => a - b)
        expect(sorted.map((x) => x + 0)).toEqual(expected.map((x) => x + 0))
      }),
      { seed: 4, numRuns: 200 },
    )
  })
})

describe('rocCurve', () => {
  it('rises from 0 to 1, and its area is the AUC within the grid’s resolution', () => {
    fc.assert(
      fc.property(rows, ({ y, s }) => {
        const curve = rocCurve(y, s)
        const value = auc(y, s)
        if (curve === null || value === null) {
          expect([curve, value]).toEqual([null, null])
          return
        }
        let area = 0
        for (let i = 1; i < curve.x.length; i++) {
          expect(curve.y[i] as number).toBeGreaterThanOrEqual((curve.y[i - 1] as number) - 1e-6)
          area +=
            (((curve.y[i] as number) + (curve.y[i - 1] as number)) / 2) *
            ((curve.x[i] as number) - (curve.x[i - 1] as number))
        }
        expect(curve.y.at(-1)).toBeCloseTo(1, 6)
        // A vertical step can fall between two grid points.
        expect(Math.abs(area - value)).toBeLessThan(1.01 / 63)
      }),
      { seed: 5, numRuns: 200 },
    )
  })

  it('is the diagonal when all scores are tied', () => {
    const curve = rocCurve(f32(0, 1, 0, 1), f32(1, 1, 1, 1))
    for (let i = 0; i < 64; i++) expect(curve?.y[i]).toBeCloseTo(curve?.x[i] as number, 6)
  })
})

describe('logloss and calibration', () => {
  const rowsOf = (labels: Float32Array) => Uint32Array.from(labels, (_, row) => row)
  const logloss = (labels: Float32Array, p: Float32Array) =>
    probability.logloss(probability.rowLosses(labels, p), rowsOf(labels))
  const calibration = (labels: Float32Array, p: Float32Array) =>
    probability.calibration(labels, p, rowsOf(labels))

  it('match the hand-worked case', () => {
    // −(ln .8 + ln .4) / 2 and (.8 + .6) / 1
    expect(logloss(f32(1, 0), f32(0.8, 0.6))).toBeCloseTo(-(Math.log(0.8) + Math.log(0.4)) / 2, 6)
    expect(calibration(f32(1, 0), f32(0.8, 0.6))).toBeCloseTo(1.4, 6)
  })

  it('are least at the base rate among constants, where calibration is 1', () => {
    const y = f32(1, 0, 0, 0)
    const constant = (p: number) => logloss(y, f32(p, p, p, p)) as number
    expect(constant(0.25)).toBeLessThan(constant(0.24))
    expect(constant(0.25)).toBeLessThan(constant(0.26))
    expect(calibration(y, f32(0.25, 0.25, 0.25, 0.25))).toBeCloseTo(1, 6)
  })

  it('have no value without rows or positives', () => {
    expect(logloss(f32(), f32())).toBeNull()
    expect(calibration(f32(0, 0), f32(0.5, 0.5))).toBeNull()
  })
})

describe('gauc', () => {
  it('weighs users by rows and leaves out those with one class', () => {
    // User 0: AUC 1 on 2 rows; user 1: AUC 0 on 4 rows (2 pairs lost of 3+… all lost); user 2 has one class.
    const users = Int32Array.of(0, 0, 1, 1, 1, 1, 2, 2)
    const y = f32(0, 1, 1, 0, 0, 0, 1, 1)
    const s = f32(1, 2, 1, 2, 3, 4, 5, 6)
    expect(gauc(y, s, users)).toEqual({ gauc: 2 / 6, excluded: 1 / 3, users: 3 })
  })

  it('ignores what is constant within users', () => {
    fc.assert(
      fc.property(rows, ({ y, s }) => {
        const users = Int32Array.from(y, (_, i) => i % 5)
        const shifted = Float32Array.from(s, (value, i) => value + (users[i] as number) * 8)
        expect(gauc(y, shifted, users).gauc ?? -1).toBeCloseTo(gauc(y, s, users).gauc ?? -1, 6)
      }),
      { seed: 6, numRuns: 100 },
    )
  })

  it('equals AUC when there is one user, also beyond the pair-counting length', () => {
    const y = Float32Array.from({ length: 200 }, (_, i) => ((i * 7) % 3 === 0 ? 1 : 0))
    const s = Float32Array.from({ length: 200 }, (_, i) => (i * 13) % 11)
    expect(gauc(y, s, new Int32Array(200)).gauc).toBeCloseTo(auc(y, s) as number, 10)
  })
})
