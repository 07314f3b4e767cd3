/** Lanczos' coefficients for g = 7, the first of which stands alone. */
const LEADING = 0.99999999999980993
const LANCZOS = [
  676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905,
  -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
]
const TINY = 1e-300
const CLOSE = 1e-16
/** More than any tail takes whose parameters are below some millions. */
const MOST_TERMS = 10_000

/** ln Γ(x), x > 0. */
export function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x)
  const base = x + 6.5
  let sum = LEADING
  for (let i = 0; i < LANCZOS.length; i++) sum += (LANCZOS[i] as number) / (x + i)
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(base) - base + Math.log(sum)
}

/** P(X ≤ x) and P(X > x) of the gamma distribution with shape a and scale 1, each to its own precision. */
export function gammaTails(a: number, x: number): { readonly lower: number; readonly upper: number } {
  if (x <= 0) return { lower: 0, upper: 1 }
  const weight = Math.exp(a * Math.log(x) - x - logGamma(a))
  if (x < a + 1) {
    let term = 1 / a
    let sum = term
    for (let i = 1; i <= MOST_TERMS && term > sum * CLOSE; i++) {
      term *= x / (a + i)
      sum += term
    }
    return { lower: sum * weight, upper: 1 - sum * weight }
  }
  const upper = weight / upperFraction(a, x)
  return { lower: 1 - upper, upper }
}

/** x + 1 − a − 1(1 − a)/(x + 3 − a − 2(2 − a)/(x + 5 − a − …)), by Lentz' method. */
function upperFraction(a: number, x: number): number {
  let value = x + 1 - a
  let c = value
  let d = 0
  for (let i = 1; i <= MOST_TERMS; i++) {
    const top = i * (a - i)
    const base = x + 1 - a + 2 * i
    d = 1 / (base + top * d || TINY)
    c = base + top / c || TINY
    value *= c * d
    if (Math.abs(c * d - 1) <= CLOSE) break
  }
  return value
}

/** ln B(a, b). */
export const logBeta = (a: number, b: number): number => logGamma(a) + logGamma(b) - logGamma(a + b)

/** P(X ≤ x) of the beta distribution, 0 ≤ x ≤ 1. */
export function betaLower(a: number, b: number, x: number, logB = logBeta(a, b)): number {
  if (x <= 0) return 0
  if (x > (a + 1) / (a + b + 2)) return 1 - betaLower(b, a, 1 - x, logB)
  return Math.exp(a * Math.log(x) + b * Math.log1p(-x) - logB) / (a * betaFraction(a, b, x))
}

/** 1 + d₁/(1 + d₂/(1 + …)) of the incomplete beta, by Lentz' method, two terms a step. */
function betaFraction(a: number, b: number, x: number): number {
  let value = 1 - ((a + b) * x) / (a + 1)
  let c = value
  let d = 1
  for (let m = 1; m <= MOST_TERMS; m++) {
    const at = a + 2 * m
    const even = (m * (b - m) * x) / ((at - 1) * at)
    d = 1 / (1 + even * d || TINY)
    c = 1 + even / c || TINY
    value *= c * d
    const odd = (-(a + m) * (a + b + m) * x) / (at * (at + 1))
    d = 1 / (1 + odd * d || TINY)
    c = 1 + odd / c || TINY
    value *= c * d
    if (Math.abs(c * d - 1) <= CLOSE) break
  }
  return value
}

/**
 * x > 0 with tail(x) = p, by Newton's steps of the tail's logarithm along that of x, in which tails are nearly straight.
 * `density` is that of x, positive where the tail grows with it.
 */
export function whereTail(
  p: number,
  start: number,
  tail: (x: number) => number,
  density: (x: number) => number,
): number {
  let x = start
  for (let i = 0; i < 100; i++) {
    const value = tail(x)
    const step = (value * Math.log(value / p)) / (x * density(x))
    x *= Math.exp(-step)
    // The next step would be about the square of this one.
    if (!(Math.abs(step) > 1e-8)) break
  }
  return x
}
