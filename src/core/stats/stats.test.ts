import { describe, expect, it } from 'vitest'
import { stream } from '../rng.ts'
import { holm, jointHalfWidth, jointPValue } from './joint.ts'
import { deviation, mean, meanHalfWidth, normalQuantile, studentQuantile } from './student.ts'

describe('Student’s t', () => {
  it('matches the published table', () => {
    for (const [degrees, t] of [
      [1, 12.706],
      [2, 4.303],
      [4, 2.776],
      [9, 2.262],
      [30, 2.042],
    ] as const) {
      expect(studentQuantile(0.975, degrees)).toBeCloseTo(t, 3)
    }
    expect(normalQuantile(0.975)).toBeCloseTo(1.959964, 5)
  })

  it('gives the hand-worked interval of 1, 2, 3', () => {
    // s = 1, t(.975, 2) = 4.3027, half = 4.3027/√3
    expect(meanHalfWidth([1, 2, 3])).toBeCloseTo(4.30265 / Math.sqrt(3), 4)
    expect(meanHalfWidth([1])).toBeNull()
    expect(deviation([1, 2, 3])).toBe(1)
  })
})

describe('the joint interval', () => {
  const noise = { seedError: 0.002, degrees: 2, userError: 0.003 }

  it('is √((t·se)² + (z·se)²)', () => {
    expect(jointHalfWidth(noise)).toBeCloseTo(Math.hypot(4.302653 * 0.002, 1.959964 * 0.003), 6)
  })

  it('has the p-value at which its half-width is the difference', () => {
    for (const p of [0.01, 0.05, 0.3]) {
      expect(jointPValue(jointHalfWidth(noise, p), noise)).toBeCloseTo(p, 6)
      expect(jointPValue(-jointHalfWidth(noise, p), noise)).toBeCloseTo(p, 6)
    }
    expect(jointPValue(0, noise)).toBe(1)
  })

  it.each([3, 5])(
    'covers a true difference 94 to 98.8 percent of the time with %i seeds; a z-interval does not',
    (seeds) => {
      const random = stream(1, `coverage/${seeds}`)
      const trials = 3000
      let joint = 0
      let naive = 0
      for (let trial = 0; trial < trials; trial++) {
        const user = 0.001 * random.normal()
        const values = Array.from({ length: seeds }, () => user + 0.002 * random.normal())
        const seedError = deviation(values) / Math.sqrt(seeds)
        const half = jointHalfWidth({ seedError, degrees: seeds - 1, userError: 0.001 })
        if (Math.abs(mean(values)) <= half) joint++
        if (Math.abs(mean(values)) <= 1.959964 * seedError) naive++
      }
      expect(joint / trials).toBeGreaterThan(0.94)
      expect(joint / trials).toBeLessThan(0.988)
      expect(naive / trials).toBeLessThan(0.9)
    },
  )
})

describe('Holm', () => {
  it('matches the hand-worked case', () => {
    // Sorted .005, .011, .03, .04 against .0125, .0167, .025: the third fails, and with it the fourth.
    expect(holm([0.011, 0.04, 0.005, 0.03])).toEqual([true, false, true, false])
  })

  it('counts only what is tested, and never rejects more than without it', () => {
    expect(holm([null, 0.04, null])).toEqual([false, true, false])
    expect(holm([0.04, 0.9])).toEqual([false, false])
  })
})
