import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stream } from '../rng.ts'
import { isotonicFit, isotonicMapped } from './isotonic.ts'
import { recalibration } from './recalibration.ts'
import { calibrationError, equalCountBins, expectedCalibrationError, reliability } from './reliability.ts'

const f32 = (...values: number[]): Float32Array => Float32Array.from(values)
/** Labels and probabilities with many ties. */
const rows = fc
  .array(fc.record({ y: fc.constantFrom(0, 1), p: fc.integer({ min: 1, max: 15 }) }), {
    minLength: 1,
    maxLength: 60,
  })
  .map((list) => ({
    y: Float32Array.from(list, ({ y }) => y),
    p: Float32Array.from(list, ({ p }) => p / 16),
  }))

/** Rows whose labels are drawn from logit p′ = a + b·logit p. */
function drawn(n: number, a: number, b: number, name: string) {
  const random = stream(11, name)
  const p = Float32Array.from({ length: n }, () => 1 / (1 + Math.exp(-(random.normal() - 1))))
  const y = p.map((value) => {
    const z = a + b * Math.log(value / (1 - value))
    return Number(random.uniform() < 1 / (1 + Math.exp(-z)))
  })
  return { p, y, random }
}
/** Poisson(1)-like weights: counts of n draws with replacement. */
function resampled(n: number, random: { int(n: number): number }): Float32Array {
  const weights = new Float32Array(n)
  for (let i = 0; i < n; i++) {
    const at = random.int(n)
    weights[at] = (weights[at] as number) + 1
  }
  return weights
}

describe('equal-count bins', () => {
  it('keep all rows, do not part ties, and rise', () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 20 }), ({ y, p }, wanted) => {
        const bins = reliability(y, p, equalCountBins(p, wanted))
        expect(bins.length).toBeLessThanOrEqual(wanted)
        expect(bins.reduce((sum, bin) => sum + bin.rows, 0)).toBe(y.length)
        expect(bins.reduce((sum, bin) => sum + bin.positives, 0)).toBe(y.reduce((a, b) => a + b, 0))
        for (const [i, bin] of bins.entries()) {
          expect(bin.rows).toBeGreaterThan(0)
          if (i > 0) expect(bin.from).toBeGreaterThan(bins[i - 1]?.to ?? 1)
          expect(bin.predicted).toBeGreaterThanOrEqual(bin.from - 1e-6)
          expect(bin.predicted).toBeLessThanOrEqual(bin.to + 1e-6)
        }
      }),
      { seed: 1, numRuns: 80 },
    )
  })

  it('are of one size where there are no ties', () => {
    const p = Float32Array.from({ length: 150 }, (_, i) => ((i * 37) % 150) / 151)
    expect(reliability(new Float32Array(150), p).map((bin) => bin.rows)).toEqual(Array(15).fill(10))
  })

  it('match the hand-worked case, Wilson and all', () => {
    // Two bins of two: predicted .15 and .7, observed ½ and 1. Wilson of 1 in 2: centre ½, half-width
    // z/(1 + z²/2)·√(1/8 + z²/16) with z² = 3.8415: .6712 · .6039 = .4053.
    const [low, high] = reliability(
      f32(0, 1, 1, 1),
      f32(0.1, 0.2, 0.6, 0.8),
      equalCountBins(f32(0.1, 0.2, 0.6, 0.8), 2),
    )
    expect(low).toMatchObject({ rows: 2, positives: 1, observed: 0.5 })
    expect(low?.predicted).toBeCloseTo(0.15, 6)
    expect(low?.low).toBeCloseTo(0.0947, 3)
    expect(low?.high).toBeCloseTo(0.9053, 3)
    expect(high?.predicted).toBeCloseTo(0.7, 6)
    expect(high?.observed).toBe(1)
  })

  it('of a perfect model hold the predicted rate within their interval 95 times in 100', () => {
    let inside = 0
    let bins = 0
    for (let world = 0; world < 40; world++) {
      const { p, y } = drawn(3000, 0, 1, `perfect/${world}`)
      for (const bin of reliability(y, p)) {
        bins++
        if (bin.low <= bin.predicted && bin.predicted <= bin.high) inside++
      }
    }
    // Binomial(600, .95) less three standard errors.
    expect(inside / bins).toBeGreaterThan(0.923)
  })
})

describe('expected calibration error', () => {
  it('is the weighted mean gap of the bins', () => {
    // (2·|.15 − .5| + 2·|.7 − 1|) / 4
    const p = f32(0.1, 0.2, 0.6, 0.8)
    expect(expectedCalibrationError(f32(0, 1, 1, 1), p, equalCountBins(p, 2))).toBeCloseTo(0.325, 6)
    expect(expectedCalibrationError(f32(), f32())).toBeNull()
  })

  it('equals its definition from the bins, and counts weights as copies of rows', () => {
    fc.assert(
      fc.property(rows, ({ y, p }) => {
        const binning = equalCountBins(p, 5)
        const gaps = reliability(y, p, binning).map(
          ({ rows: n, predicted, observed }) => n * Math.abs(predicted - observed),
        )
        const expected = gaps.reduce((a, b) => a + b, 0) / y.length
        expect(expectedCalibrationError(y, p, binning)).toBeCloseTo(expected, 6)
        const twice = new Float32Array(y.length).fill(2)
        expect(expectedCalibrationError(y, p, binning, twice)).toBeCloseTo(expected, 6)
      }),
      { seed: 2, numRuns: 100 },
    )
  })

  it('has an interval that tells a model that is off from a perfect one', () => {
    const errorOf = (a: number) => {
      const { p, y, random } = drawn(2000, a, 1, `ece/${a}`)
      return calibrationError(
        y,
        p,
        Array.from({ length: 200 }, () => resampled(2000, random)),
      )
    }
    const perfect = errorOf(0)
    expect(perfect.low).toBeLessThan(perfect.perfect ?? 0)
    expect(perfect.high).toBeLessThan(2 * (perfect.perfect ?? 0))
    const off = errorOf(1)
    // Of these rows the mean of |p′ − p| is about .2.
    expect(off.low).toBeGreaterThan(0.15)
    expect(off.low).toBeLessThan(off.ece ?? 0)
    expect(off.high).toBeGreaterThan(off.ece ?? 1)
    expect(calibrationError(f32(1), f32(0.5), [])).toMatchObject({ ece: 0.5, low: null, high: null })
  })

  it('of perfect models is on average what is said of them', () => {
    let [seen, said] = [0, 0]
    for (let world = 0; world < 30; world++) {
      const { p, y } = drawn(1500, 0, 1, `floor/${world}`)
      const { ece, perfect } = calibrationError(y, p, [])
      seen += ece ?? 0
      said += perfect ?? 0
    }
    expect(seen / said).toBeGreaterThan(0.93)
    expect(seen / said).toBeLessThan(1.07)
  })
})

describe('logistic recalibration', () => {
  it.each([
    [0, 1],
    [0.8, 1],
    [-0.5, 0.6],
    [0.2, 1.7],
  ])('finds intercept %f and slope %f', (a, b) => {
    const { p, y } = drawn(40_000, a, b, `recalibration/${a}/${b}`)
    const fit = recalibration(y, p)
    expect(Math.abs((fit?.intercept ?? 9) - a)).toBeLessThan(0.08)
    expect(Math.abs((fit?.slope ?? 9) - b)).toBeLessThan(0.08)
  })

  it('matches the case that can be worked by hand', () => {
    // Two probabilities, so the fit is exact: logit of the rates ¼ and ¾ (∓ln 3) at logits ∓ln 4. Slope ln 3/ln 4.
    const p = f32(0.2, 0.2, 0.2, 0.2, 0.8, 0.8, 0.8, 0.8)
    const fit = recalibration(f32(1, 0, 0, 0, 1, 1, 1, 0), p)
    expect(fit?.slope).toBeCloseTo(Math.log(3) / Math.log(4), 5)
    expect(fit?.intercept).toBeCloseTo(0, 5)
    // A row that counts twice is two rows.
    const [y, q] = [f32(1, 0, 0, 1, 0), f32(0.2, 0.2, 0.2, 0.8, 0.8)]
    const doubled = recalibration(f32(1, 0, 0, 1, 1, 0), f32(0.2, 0.2, 0.2, 0.8, 0.8, 0.8))
    const weighted = recalibration(y, q, f32(1, 1, 1, 2, 1))
    expect(weighted?.slope).toBeCloseTo(doubled?.slope ?? 0, 8)
    expect(weighted?.intercept).toBeCloseTo(doubled?.intercept ?? 0, 8)
  })

  it('makes its own fit perfect: the score is 0 at the maximum', () => {
    const { p, y } = drawn(3000, 0.4, 0.7, 'score')
    const fit = recalibration(y, p)
    let [g0, g1] = [0, 0]
    for (let i = 0; i < y.length; i++) {
      const x = Math.log((p[i] as number) / (1 - (p[i] as number)))
      const residual = (y[i] as number) - 1 / (1 + Math.exp(-((fit?.intercept ?? 0) + (fit?.slope ?? 0) * x)))
      g0 += residual
      g1 += residual * x
    }
    expect(g0).toBeCloseTo(0, 4)
    expect(g1).toBeCloseTo(0, 4)
  })

  it('has no value where no finite slope fits best', () => {
    expect(recalibration(f32(0, 0), f32(0.2, 0.7))).toBeNull()
    expect(recalibration(f32(0, 1, 1), f32(0.3, 0.3, 0.3))).toBeNull()
    expect(recalibration(f32(0, 0, 1, 1), f32(0.1, 0.2, 0.8, 0.9))).toBeNull()
    expect(recalibration(f32(), f32())).toBeNull()
  })
})

describe('isotonic regression', () => {
  it('is the min-max formula: max over a ≤ i of min over b ≥ i of the mean from a to b', () => {
    fc.assert(
      fc.property(rows, ({ y, p }) => {
        const values = [...new Set(p)].sort((a, b) => a - b)
        const sums = values.map((value) => {
          const own = [...y].filter((_, i) => p[i] === value)
          return { n: own.length, positives: own.reduce((a, b) => a + b, 0) }
        })
        const meanOf = (a: number, b: number): number => {
          const part = sums.slice(a, b + 1)
          return part.reduce((s, { positives }) => s + positives, 0) / part.reduce((s, { n }) => s + n, 0)
        }
        const expected = values.map((_, i) =>
          Math.max(
            ...values
              .slice(0, i + 1)
              .map((_, a) => Math.min(...values.slice(i).map((_, b) => meanOf(a, i + b)))),
          ),
        )
        const fit = isotonicFit(y, p)
        const mapped = fit === null ? [] : [...isotonicMapped(fit, Float32Array.from(values))]
        for (const [i, value] of expected.entries()) expect(mapped[i]).toBeCloseTo(value, 6)
      }),
      { seed: 3, numRuns: 200 },
    )
  })

  it('rises, keeps the mean, is flat beyond its ends and linear between blocks', () => {
    const fit = isotonicFit(f32(0, 1, 0, 1), f32(0.1, 0.3, 0.4, 0.8))
    expect([...(fit?.x ?? [])].map((x) => Number(x.toFixed(6)))).toEqual([0.1, 0.3, 0.4, 0.8])
    expect([...(fit?.y ?? [])]).toEqual([0, 0.5, 0.5, 1])
    const mapped = fit === null ? [] : [...isotonicMapped(fit, f32(0, 0.2, 0.35, 0.6, 1))]
    for (const [i, value] of [0, 0.25, 0.5, 0.75, 1].entries()) expect(mapped[i]).toBeCloseTo(value, 5)
    expect(isotonicFit(f32(), f32())).toBeNull()
  })

  it('leaves what is calibrated as it is', () => {
    const { p, y } = drawn(40_000, 0, 1, 'isotonic')
    const fit = isotonicFit(y, p)
    const mapped = fit === null ? [] : [...isotonicMapped(fit, f32(0.1, 0.3, 0.6))]
    for (const [i, value] of [0.1, 0.3, 0.6].entries())
      expect(Math.abs((mapped[i] ?? 9) - value)).toBeLessThan(0.04)
  })
})
