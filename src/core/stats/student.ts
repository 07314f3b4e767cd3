import { betaLower, gammaTails, logBeta, logGamma, whereTail } from './tails.ts'

/** Quantile of Student's t with `degrees` degrees of freedom: t with P(T ≤ t) = p, 0 < p < 1. */
export function studentQuantile(p: number, degrees: number): number {
  if (!(p > 0 && p < 1 && degrees >= 1)) throw new RangeError(`studentQuantile(${p}, ${degrees})`)
  if (p === 0.5) return 0
  if (p < 0.5) return -upperStudent(p, degrees)
  return upperStudent(1 - p, degrees)
}

/** t with P(T > t) = p, 0 < p < ½. */
function upperStudent(p: number, degrees: number): number {
  const half = degrees / 2
  const logB = logBeta(half, 0.5)
  const tail = (t: number): number => betaLower(half, 0.5, degrees / (degrees + t * t), logB) / 2
  const scale = -Math.exp(-logB) / Math.sqrt(degrees)
  const density = (t: number): number => scale * Math.exp(-(half + 0.5) * Math.log1p((t * t) / degrees))
  // Fisher's first term beyond the normal.
  const z = aboutNormal(p)
  return whereTail(p, z + (z ** 3 + z) / (4 * degrees), tail, density)
}

/** Quantile of the standard normal, 0 < p < 1. */
export function normalQuantile(p: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`normalQuantile(${p})`)
  if (p === 0.5) return 0
  return p < 0.5 ? -upperNormal(p) : upperNormal(1 - p)
}

/** z with P(Z > z) = p, 0 < p < ½. */
function upperNormal(p: number): number {
  const density = (z: number): number => -Math.exp(-(z * z) / 2) / Math.sqrt(2 * Math.PI)
  return whereTail(p, aboutNormal(p), normalTail, density)
}

/** z with P(Z > z) = p, 0 < p < ½, to about a hundredth, and never 0. */
function aboutNormal(p: number): number {
  // Near the middle the tail falls from ½ along a line.
  if (p > 0.45) return (0.5 - p) * Math.sqrt(2 * Math.PI)
  const far = Math.sqrt(-2 * Math.log(p))
  return far - (2.30753 + 0.27061 * far) / (1 + far * (0.99229 + 0.04481 * far))
}

/** Quantile of chi-square with `degrees` degrees of freedom, 0 < p < 1. */
export function chiSquareQuantile(p: number, degrees: number): number {
  if (!(p > 0 && p < 1 && degrees >= 1)) throw new RangeError(`chiSquareQuantile(${p}, ${degrees})`)
  const half = degrees / 2
  const logG = logGamma(half)
  const density = (x: number): number => Math.exp((half - 1) * Math.log(x) - x - logG)
  const spread = 1 / (9 * half)
  const cube = half * (1 - spread + normalQuantile(p) * Math.sqrt(spread)) ** 3
  const power = Math.exp((Math.log(p) + logGamma(half + 1)) / half)
  // Wilson and Hilferty's cube; below it the distribution is a power of x.
  const start = Math.max(cube, p < 0.5 ? power : 0)
  return p < 0.5
    ? 2 * whereTail(p, start, (x) => gammaTails(half, x).lower, density)
    : 2 *
        whereTail(
          1 - p,
          start,
          (x) => gammaTails(half, x).upper,
          (x) => -density(x),
        )
}

/** P(Z > x) of the standard normal. */
export const normalTail = (x: number): number =>
  x < 0 ? 1 - normalTail(-x) : gammaTails(0.5, (x * x) / 2).upper / 2

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
