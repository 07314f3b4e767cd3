import { describe, expect, it } from 'vitest'
import { stream } from '../rng.ts'
import { crossing, looksUntil } from './sequential.ts'
import { studentQuantile } from './student.ts'

/** Share of samples of normal values without a mean that cross at some look. */
function simulated(level: number, most: number, trials: number): number {
  const random = stream(5, `looks/${most}`)
  const bounds = Array.from({ length: most + 1 }, (_, n) =>
    n < 3 ? Number.POSITIVE_INFINITY : studentQuantile(1 - level / 2, n - 1),
  )
  let crossed = 0
  for (let trial = 0; trial < trials; trial++) {
    let [sum, squares] = [0, 0]
    for (let n = 1; n <= most; n++) {
      const x = random.normal()
      sum += x
      squares += x * x
      const error = Math.sqrt((squares - (sum * sum) / n) / (n - 1) / n)
      if (n < 3 || Math.abs(sum / n) <= (bounds[n] as number) * error) continue
      crossed++
      break
    }
  }
  return crossed / trials
}

describe('looking again and again', () => {
  it('costs nothing when there is one look', () => {
    for (const p of [0.3, 0.05, 0.001]) expect(crossing(p, 3)).toBe(p)
  })

  it.each([4, 8, 20])('has the chance of a false alarm that simulation finds, up to %i values', (most) => {
    const trials = 60_000
    const expected = crossing(0.02, most)
    const error = Math.sqrt((expected * (1 - expected)) / trials)
    expect(Math.abs(simulated(0.02, most, trials) - expected)).toBeLessThan(3.5 * error)
  })

  it('lies between one look and as many independent ones', () => {
    for (const p of [0.05, 1e-3, 1e-8]) {
      for (const most of [4, 10, 20]) {
        expect(crossing(p, most)).toBeGreaterThan(p)
        expect(crossing(p, most)).toBeLessThanOrEqual(p * (most - 2) * (1 + 1e-9))
      }
    }
  })

  it('has a nominal level that comes to α, and a p-value that is its inverse', () => {
    const looks = looksUntil(12)
    for (const alpha of [0.05, 0.05 / 15, 0.001]) {
      expect(crossing(looks.nominal(alpha), 12) / alpha).toBeCloseTo(1, 1)
      expect(looks.anytime(looks.nominal(alpha))).toBeCloseTo(alpha, 10)
    }
    expect(looks.anytime(1)).toBe(1)
    expect(looks.anytime(0)).toBe(0)
  })

  it('asks more of each look, the more looks there are', () => {
    const levels = [4, 6, 10, 20].map((most) => looksUntil(most).nominal(0.05))
    expect(levels).toEqual([...levels].sort((a, b) => b - a))
  })
})
