import { studentQuantile } from './student.ts'

/** What looking again and again costs: levels of single looks, and what they come to over all of them. */
export interface Looks {
  /** Level at which every look is held, so that all looks together alarm falsely with probability α. */
  nominal(alpha: number): number
  /** α of all looks together at which a look's own p-value is the nominal level: valid at any look, however chosen. */
  anytime(p: number): number
}

/** Fewest values for a t-statistic that is looked at. */
const FIRST = 3
const NODES = 64
/** ln of the least nominal level of the table, and its points: dense where levels are large. */
const LEAST = Math.log(1e-12)
const POINTS = 24
/** Below this level the integral has too few digits left: the sum over looks, which is never less, stands for it. */
const LEAST_INTEGRATED = 1e-7

/**
 * Repeated looks at one mean, after 3, 4, … `most` values, with one nominal level for all of them (Pocock, Biometrika
 * 64, 1977). What they come to is found by integrating from look to look over the samples that have not yet crossed
 * (Armitage, McPherson & Rowe, JRSS A 132, 1969), here for Student's t itself: the direction of n independent normal
 * values is uniform on the sphere, and given aₙ = Σx/‖x‖ the next is
 *   aₙ₊₁ = aₙ cos θ + sin θ,   θ on (−π/2, π/2) with density ∝ cosⁿ⁻¹θ,   t = a √(n − 1) / √(n − a²).
 * Exact for normal values of a spread that is not known. A noise that all values share only makes looks more alike, and
 * alarms fewer.
 */
export function looksUntil(most: number): Looks {
  const known = KNOWN.get(most)
  if (known !== undefined) return known
  const totals: number[] = []
  const levelAt = (i: number): number => LEAST * (i / POINTS) ** 2
  const totalAt = (i: number): number => {
    totals[i] ??= Math.log(Math.min(1, crossing(Math.exp(levelAt(i)), most)))
    return totals[i]
  }
  const looks: Looks = {
    nominal: (alpha) => Math.exp(inverted(totalAt, levelAt, Math.log(alpha))),
    anytime: (p) => (p === 0 ? 0 : Math.exp(Math.min(0, inverted(levelAt, totalAt, Math.log(p))))),
  }
  KNOWN.set(most, looks)
  return looks
}
const KNOWN = new Map<number, Looks>()

/** Probability that |t| of some look from the third value to the last passes its two-sided quantile of this level. */
export function crossing(level: number, most: number): number {
  if (most <= FIRST || level >= 1) return level
  const bounded = level * (most - FIRST + 1)
  if (level < LEAST_INTEGRATED) return bounded
  const bounds = Array.from({ length: most + 1 }, (_, n) => (n < FIRST ? 0 : boundOf(level, n)))
  // Probability of crossing at some look after n, from a at n: from the last look backwards.
  let later: (a: number) => number = () => 0
  for (let n = most - 1; n >= FIRST; n--) {
    const after = later
    const bound = bounds[n] as number
    const density = (theta: number): number => Math.cos(theta) ** (n - 1)
    const all = integral(density, -Math.PI / 2, Math.PI / 2)
    const values = Float64Array.from({ length: NODES + 1 }, (_, i) => {
      const a = bound * Math.sin((Math.PI / 2) * (i / NODES))
      const stays = (theta: number): number =>
        density(theta) * (1 - after(a * Math.cos(theta) + Math.sin(theta)))
      const parts = staying(a, bounds[n + 1] as number).map(([from, to]) => integral(stays, from, to))
      return Math.max(0, 1 - parts.reduce((sum, part) => sum + part, 0) / all)
    })
    later = (a) => interpolated(values, Math.asin(Math.min(1, Math.abs(a) / bound)) * (2 / Math.PI) * NODES)
  }
  // The cosine of a uniform direction in three dimensions is uniform: a₃ on (−√3, √3).
  const first = bounds[FIRST] as number
  const total = level + integral(later, 0, first, 16) / Math.sqrt(FIRST)
  return Math.min(total, bounded)
}

/** |a| at which |t| over n values is its two-sided quantile. */
function boundOf(level: number, n: number): number {
  const t = studentQuantile(1 - level / 2, n - 1)
  return Math.sqrt((n * t * t) / (n - 1 + t * t))
}

/** Angles at which |a cos θ + sin θ| = ρ |sin(θ + φ)| stays below the bound; ρ² = 1 + a², tan φ = a. */
function staying(a: number, bound: number): readonly (readonly [number, number])[] {
  const half = Math.PI / 2
  const reach = Math.sqrt(1 + a * a)
  if (bound >= reach) return [[-half, half]]
  const phase = Math.atan(a)
  const width = Math.asin(bound / reach)
  return [-Math.PI, 0, Math.PI].flatMap((turn) => {
    const from = Math.max(-half, turn - phase - width)
    const to = Math.min(half, turn - phase + width)
    return from < to ? [[from, to] as const] : []
  })
}

/** Gauss–Legendre with 16 nodes on each of some equal pieces of the interval. */
function integral(f: (x: number) => number, from: number, to: number, pieces = 2): number {
  const half = (to - from) / pieces / 2
  let sum = 0
  for (let piece = 0; piece < pieces; piece++) {
    const middle = from + (2 * piece + 1) * half
    for (const [x, weight] of GAUSS) sum += weight * (f(middle - half * x) + f(middle + half * x))
  }
  return sum * half
}

/** Positive nodes of the 16-point rule and their weights: zeros of the Legendre polynomial, by Newton's method. */
const GAUSS: readonly (readonly [x: number, weight: number])[] = Array.from({ length: 8 }, (_, i) => {
  let x = Math.cos((Math.PI * (i + 0.75)) / 16.5)
  let slope = 1
  for (let step = 0; step < 8; step++) {
    let [before, value] = [1, x]
    for (let k = 2; k <= 16; k++) [before, value] = [value, ((2 * k - 1) * x * value - (k - 1) * before) / k]
    slope = (16 * (x * value - before)) / (x * x - 1)
    x -= value / slope
  }
  return [x, 2 / ((1 - x * x) * slope * slope)]
})

/** Through four neighbours (Lagrange), `at` counted in steps of the grid. The function is even, so the grid is mirrored at 0. */
function interpolated(values: Float64Array, at: number): number {
  const last = values.length - 1
  const base = Math.max(-1, Math.min(last - 3, Math.floor(at) - 1))
  const value = (i: number): number => values[Math.abs(base + i)] as number
  const u = at - base
  return (
    (value(0) * (u - 1) * (u - 2) * (3 - u)) / 6 +
    (value(1) * u * (u - 2) * (u - 3)) / 2 +
    (value(2) * u * (u - 1) * (3 - u)) / 2 +
    (value(3) * u * (u - 1) * (u - 2)) / 6
  )
}

/**
 * y at the place where x is passed, linear between points 0 … POINTS at which both fall; beyond the last, along the last
 * piece.
 */
function inverted(xAt: (i: number) => number, yAt: (i: number) => number, x: number): number {
  let [left, right] = [0, POINTS]
  while (right - left > 1) {
    const middle = (left + right) >> 1
    if (xAt(middle) >= x) left = middle
    else right = middle
  }
  const [from, to] = [xAt(left), xAt(right)]
  return from === to ? yAt(left) : yAt(left) + ((x - from) / (to - from)) * (yAt(right) - yAt(left))
}
