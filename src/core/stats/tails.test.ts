import jstat from 'jstat'
import { describe, expect, it } from 'vitest'
import { chiSquareQuantile, normalQuantile, normalTail, studentQuantile } from './student.ts'
import { betaLower, gammaTails, logGamma } from './tails.ts'

const LEVELS = [1e-6, 0.0005, 0.01, 0.025, 0.1, 0.3, 0.4999, 0.5, 0.5001, 0.8, 0.95, 0.975, 0.995, 0.9999]
const DEGREES = [1, 1.5, 2, 3, 4.7, 9, 30, 200, 5000]

/** Apart by at most a share of the value, or of 1 where it is less. */
function near(value: number, wanted: number, share: number, of: string): void {
  expect(Math.abs(value - wanted) / Math.max(1, Math.abs(wanted)), `${of}: ${value}, ${wanted}`).toBeLessThan(
    share,
  )
}

describe('tails of distributions', () => {
  it('are what factorials, exponentials and powers say', () => {
    for (let n = 1, factorial = 1; n < 20; factorial *= n++)
      near(logGamma(n), Math.log(factorial), 1e-14, `Γ(${n})`)
    near(logGamma(0.5), Math.log(Math.PI) / 2, 1e-14, 'Γ(½)')
    near(logGamma(0.25) + logGamma(0.75), Math.log(Math.PI * Math.SQRT2), 1e-14, 'Γ(¼)Γ(¾)')
    for (const x of [0.01, 0.5, 1, 1.9, 2.1, 7, 40]) {
      near(gammaTails(1, x).upper / Math.exp(-x), 1, 1e-13, 'e^-x')
      near(gammaTails(2, x).upper / ((1 + x) * Math.exp(-x)), 1, 1e-12, '(1 + x)e^-x')
      const { lower, upper } = gammaTails(3.3, x)
      near(lower + upper, 1, 1e-15, 'both tails')
    }
    for (const x of [0, 0.001, 0.2, 0.5, 0.9, 1]) {
      near(betaLower(3, 1, x), x ** 3, 1e-14, 'x³')
      near(betaLower(2, 2, x), 3 * x ** 2 - 2 * x ** 3, 1e-14, '3x² − 2x³')
    }
  })

  it('have the quantiles of Cauchy, of two degrees and of the exponential', () => {
    for (const p of LEVELS) {
      const cauchy = -Math.cos(Math.PI * p) / Math.sin(Math.PI * p)
      near(studentQuantile(p, 1), cauchy, 1e-11, `t1 ${p}`)
      near(studentQuantile(p, 2), ((2 * p - 1) * Math.SQRT2) / (2 * Math.sqrt(p * (1 - p))), 1e-11, `t2 ${p}`)
      near(chiSquareQuantile(p, 2) / (-2 * Math.log1p(-p)), 1, 1e-12, `χ²2 ${p}`)
    }
  })

  it('are what a reference implementation says', () => {
    for (const p of LEVELS) {
      near(normalQuantile(p), jstat.normal.inv(p, 0, 1), 1e-9, `z ${p}`)
      near(normalTail(jstat.normal.inv(p, 0, 1)), 1 - p, 1e-9, `tail ${p}`)
      for (const degrees of DEGREES) {
        near(studentQuantile(p, degrees), jstat.studentt.inv(p, degrees), 1e-7, `t ${p} ${degrees}`)
        near(chiSquareQuantile(p, degrees), jstat.chisquare.inv(p, degrees), 1e-7, `χ² ${p} ${degrees}`)
      }
    }
  })

  it('come back from their quantiles', () => {
    for (const p of LEVELS) {
      near(normalTail(-normalQuantile(p)) / p, 1, 1e-13, `z ${p}`)
      for (const degrees of DEGREES)
        near(
          gammaTails(degrees / 2, chiSquareQuantile(p, degrees) / 2).lower / p,
          1,
          1e-10,
          `χ² ${p} ${degrees}`,
        )
    }
  })
})
