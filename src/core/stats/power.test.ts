import { describe, expect, it } from 'vitest'
import { stream } from '../rng.ts'
import { jointHalfWidth } from './joint.ts'
import { detectableDifference, whatSettles } from './power.ts'
import { deviation, mean } from './student.ts'

describe('the detectable difference', () => {
  it('is z(.975) + z(.8) errors where users are the only noise', () => {
    // 1.959964 + .841621; the power from the far side, Φ(−2.8 − 1.96), is nothing.
    expect(detectableDifference({ seedError: 0, degrees: 2, userError: 4 })).toBeCloseTo(4 * 2.801585, 3)
    expect(detectableDifference({ seedError: 0, degrees: 2, userError: 0 })).toBe(0)
  })

  it('is that of a t-test', () => {
    // A paired t-test of 5 has power .80 at an effect of 1.68 deviations, of 10 at .9963 (Cohen 1988; pwr.t.test).
    expect(detectableDifference({ seedError: 1 / Math.sqrt(5), degrees: 4, userError: 0 })).toBeCloseTo(
      1.68,
      1,
    )
    expect(detectableDifference({ seedError: 1 / Math.sqrt(10), degrees: 9, userError: 0 })).toBeCloseTo(
      0.9963,
      2,
    )
  })

  it.each([3, 5, 10])('is found 8 times in 10 with %i seeds', (seeds) => {
    const noise = { seedError: 0.002 / Math.sqrt(seeds), degrees: seeds - 1, userError: 0.001 }
    const delta = detectableDifference(noise)
    const random = stream(3, `power/${seeds}`)
    const trials = 2000
    let found = 0
    for (let trial = 0; trial < trials; trial++) {
      const user = 0.001 * random.normal()
      const values = Array.from({ length: seeds }, () => delta + user + 0.002 * random.normal())
      const seedError = deviation(values) / Math.sqrt(seeds)
      if (mean(values) > jointHalfWidth({ ...noise, seedError })) found++
    }
    // Three standard errors of a share of .8 in 2,000.
    expect(Math.abs(found / trials - 0.8)).toBeLessThan(0.027)
  })
})

describe('what would settle it', () => {
  const bars = { rope: 0.001, within: 0.05, apart: 0.05 }
  const seen = { delta: 0.01, seedDeviation: 0.01, userError: 0, seeds: 3 }

  it('is the first number of seeds at which the interval leaves 0 out', () => {
    // s = Δ: t(.975, n − 1) < √n first at n = 7: 2.4469 < 2.6458; at n = 6, 2.5706 > 2.4495.
    expect(whatSettles(seen, bars)).toEqual({ seeds: 4, users: null })
    expect(whatSettles({ ...seen, delta: -0.01 }, bars)).toEqual({ seeds: 4, users: null })
  })

  it('is later where Holm asks for more, but not where the grey zone settles it', () => {
    expect(whatSettles(seen, { ...bars, apart: 0.01 }).seeds).toBeGreaterThan(4)
    // ±.03 around .01 leaves .02 of room: t·s/√n < 2s first at n = 4, 3.1824/2 = 1.59 < 2 (n = 3: 2.48).
    expect(whatSettles(seen, { rope: 0.03, within: 0.05, apart: 0.01 })).toEqual({ seeds: 1, users: null })
  })

  it('is one at least, and nothing where a hundred more would not do', () => {
    expect(whatSettles({ ...seen, seedDeviation: 0.0001 }, bars).seeds).toBe(1)
    expect(whatSettles({ ...seen, delta: 0.001 }, { ...bars, rope: 0 })).toEqual({ seeds: null, users: null })
    expect(whatSettles({ ...seen, delta: 0 }, { ...bars, rope: 0 })).toEqual({ seeds: null, users: null })
  })

  it('is times the users where their noise alone is too wide', () => {
    // 1.959964 · .01 against .0126525: 1.549 times too wide, and its square is 2.4. Seeds that agree add nothing.
    const wide = { delta: (1.959964 * 0.01) / Math.sqrt(2.4), seedDeviation: 0, userError: 0.01, seeds: 3 }
    const { seeds, users } = whatSettles(wide, bars)
    expect(seeds).toBeNull()
    expect(users).toBeCloseTo(2.4, 5)
  })

  it('is users and seeds where both are too wide, and then it would do', () => {
    const wide = { delta: 0.01, seedDeviation: 0.01, userError: 0.01, seeds: 3 }
    const { seeds, users } = whatSettles(wide, bars)
    expect(seeds).toBeGreaterThan(0)
    const n = 3 + (seeds ?? 0)
    const userError = 0.01 / Math.sqrt(users ?? 0)
    const half = jointHalfWidth({ seedError: 0.01 / Math.sqrt(n), degrees: n - 1, userError })
    expect(half).toBeCloseTo(0.01, 8)
  })
})
