/**
 * exp and log from + − × ÷ alone, so that generated data has the same bytes in every JavaScript engine.
 * (The language leaves the last bits of Math.exp and Math.log to the engine; those four operations and the
 * square root are exact by IEEE 754.) Relative error below 1e-14 on the ranges used here.
 */
const LN2_HIGH = 0.6931471803691238
const LN2_LOW = 1.9082149292705877e-10

/** eˣ for |x| ≤ 700: x = k·ln 2 + r, |r| ≤ ln 2 / 2, Taylor series of e^r to the 14th term. */
export function portableExp(x: number): number {
  if (!(Math.abs(x) <= 700)) throw new RangeError(`portableExp: ${x} is outside ±700`)
  const k = Math.round(x / (LN2_HIGH + LN2_LOW))
  const r = x - k * LN2_HIGH - k * LN2_LOW
  let sum = 1
  for (let n = 14; n >= 1; n--) sum = 1 + (r / n) * sum
  return sum * powerOfTwo(k)
}

/** ln x for positive normal x: x = m·2ᵏ, m in [√½, √2), ln m = 2·atanh((m − 1)/(m + 1)). */
export function portableLog(x: number): number {
  if (!(x >= 2.3e-308 && x < Number.POSITIVE_INFINITY))
    throw new RangeError(`portableLog: ${x} is not positive`)
  let m = x
  let k = 0
  while (m >= Math.SQRT2) {
    m /= 2
    k++
  }
  while (m < Math.SQRT1_2) {
    m *= 2
    k--
  }
  const t = (m - 1) / (m + 1)
  const t2 = t * t
  let sum = 0
  for (let n = 23; n >= 1; n -= 2) sum = 1 / n + t2 * sum
  return k * LN2_HIGH + (2 * t * sum + k * LN2_LOW)
}

/** 1 / (1 + e⁻ᶻ), saturating to 0 or 1 beyond |z| = 700. */
export function portableSigmoid(z: number): number {
  return 1 / (1 + portableExp(Math.max(-700, Math.min(700, -z))))
}

function powerOfTwo(k: number): number {
  let result = 1
  const factor = k < 0 ? 0.5 : 2
  for (let n = Math.abs(k); n > 0; n--) result *= factor
  return result
}
