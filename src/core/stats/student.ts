import jstat from 'jstat'

/** Quantile of Student's t with `degrees` degrees of freedom: t with P(T ≤ t) = p, 0 < p < 1. */
export function studentQuantile(p: number, degrees: number): number {
  if (!(p > 0 && p < 1 && degrees >= 1)) throw new RangeError(`studentQuantile(${p}, ${degrees})`)
  return jstat.studentt.inv(p, degrees)
}

/** Quantile of the standard normal, 0 < p < 1. */
export function normalQuantile(p: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`normalQuantile(${p})`)
  return jstat.normal.inv(p, 0, 1)
}

/** Quantile of chi-square with `degrees` degrees of freedom, 0 < p < 1. */
export function chiSquareQuantile(p: number, degrees: number): number {
  if (!(p > 0 && p < 1 && degrees >= 1)) throw new RangeError(`chiSquareQuantile(${p}, ${degrees})`)
  return jstat.chisquare.inv(p, degrees)
}

/** P(Z > x) of the standard normal. */
export const normalTail = (x: number): number => jstat.normal.cdf(-x, 0, 1)

export const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length

/** Sample standard deviation, n − 1 in the denominator; NaN below two values. */
export function deviation(values: readonly number[]): number {
  const centre = mean(values)
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1))
}

/** Half-width of the two-sided 1 − α t-interval of a mean, t·s/√n; null below two values. */
export function meanHalfWidth(values: readonly number[], alpha = 0.05): number | null {
  const n = values.length
  return n < 2 ? null : (studentQuantile(1 - alpha / 2, n - 1) * deviation(values)) / Math.sqrt(n)
}
