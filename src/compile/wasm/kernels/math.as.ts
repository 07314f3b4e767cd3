// Functions of four floats at once, by polynomials whose coefficients are those of Cephes' single-precision library
// (S. L. Moshier); errors stated against correctly rounded results, measured over each whole range.

@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c)
  return f32x4.add(f32x4.mul(a, b), c)
}

/** eˣ; 0 below −87.3, ∞ above 88.72; NaN stays NaN. At most 2 units in the last place. */
@inline
export function exp4(x: v128): v128 {
  const most = f32x4.splat(88.72283)
  const least = f32x4.splat(-87.33654)
  const bounded = f32x4.min(f32x4.max(x, least), most)
  const n = f32x4.nearest(f32x4.mul(bounded, f32x4.splat(1.44269504)))
  let r = f32x4.sub(bounded, f32x4.mul(n, f32x4.splat(0.693359375)))
  r = f32x4.sub(r, f32x4.mul(n, f32x4.splat(-2.12194440e-4)))
  let p = f32x4.splat(1.9875691500e-4)
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.3981999507e-3))
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(8.3334519073e-3))
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(4.1665795894e-2))
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.6666665459e-1))
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(5.0000001201e-1))
  p = f32x4.add(f32x4.add(f32x4.mul(p, f32x4.mul(r, r)), r), f32x4.splat(1))
  // 2ⁿ in two factors: n reaches 128.
  const whole = i32x4.trunc_sat_f32x4_s(n)
  const half = i32x4.shr_s(whole, 1)
  const low = i32x4.shl(i32x4.add(half, i32x4.splat(127)), 23)
  const high = i32x4.shl(i32x4.add(i32x4.sub(whole, half), i32x4.splat(127)), 23)
  const y = f32x4.mul(f32x4.mul(p, low), high)
  const over = v128.bitselect(f32x4.splat(Infinity), y, f32x4.gt(x, most))
  return v128.andnot(over, f32x4.lt(x, least))
}

/** ln x for x ≥ the least normal number; −∞ at 0, NaN below. At most 2 units in the last place. */
@inline
export function log4(x: v128): v128 {
  const one = f32x4.splat(1)
  let exponent = i32x4.sub(i32x4.shr_u(x, 23), i32x4.splat(126))
  let m = v128.or(v128.and(x, i32x4.splat(0x007fffff)), i32x4.splat(0x3f000000))
  const small = f32x4.lt(m, f32x4.splat(0.707106781))
  exponent = i32x4.add(exponent, small)
  m = f32x4.sub(f32x4.add(m, v128.and(m, small)), one)
  const e = f32x4.convert_i32x4_s(exponent)
  const z = f32x4.mul(m, m)
  let p = f32x4.splat(7.0376836292e-2)
  p = f32x4.add(f32x4.mul(p, m), f32x4.splat(-1.1514610310e-1))
  p = f32x4.add(f32x4.mul(p, m), f32x4.splat(1.1676998740e-1))
  p = f32x4.add(f32x4.mul(p, m), f32x4.splat(-1.2420140846e-1))
  p = f32x4.add(f32x4.mul(p, m), f32x4.splat(1.4249322787e-1))
  p = f32x4.add(f32x4.mul(p, m), f32x4.splat(-1.6668057665e-1))
  p = f32x4.add(f32x4.mul(p, m), f32x4.splat(2.0000714765e-1))
  p = f32x4.add(f32x4.mul(p, m), f32x4.splat(-2.4999993993e-1))
  p = f32x4.add(f32x4.mul(p, m), f32x4.splat(3.3333331174e-1))
  let y = f32x4.mul(f32x4.mul(p, m), z)
  y = f32x4.add(y, f32x4.mul(e, f32x4.splat(-2.12194440e-4)))
  y = f32x4.sub(y, f32x4.mul(z, f32x4.splat(0.5)))
  y = f32x4.add(f32x4.add(m, y), f32x4.mul(e, f32x4.splat(0.693359375)))
  y = v128.bitselect(f32x4.splat(-Infinity), y, f32x4.eq(x, f32x4.splat(0)))
  y = v128.bitselect(x, y, f32x4.eq(x, f32x4.splat(Infinity)))
  return v128.bitselect(y, f32x4.splat(NaN), f32x4.ge(x, f32x4.splat(0)))
}

/** ln(1 + x) for x > −1: the rounding of 1 + x is divided out (W. Kahan). */
@inline
export function log1p4(x: v128): v128 {
  const one = f32x4.splat(1)
  const u = f32x4.add(one, x)
  const d = f32x4.sub(u, one)
  const y = f32x4.mul(log4(u), f32x4.div(x, d))
  const exact = v128.or(f32x4.eq(u, one), f32x4.eq(u, f32x4.splat(Infinity)))
  return v128.bitselect(x, y, exact)
}

@inline
export function sigmoid4(x: v128): v128 {
  const one = f32x4.splat(1)
  return f32x4.div(one, f32x4.add(one, exp4(f32x4.neg(x))))
}

/** tanh x: a polynomial below .625, by exponentials above. */
@inline
export function tanh4(x: v128): v128 {
  const one = f32x4.splat(1)
  const size = f32x4.abs(x)
  const z = f32x4.mul(x, x)
  let p = f32x4.splat(-5.70498872745e-3)
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(2.06390887954e-2))
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(-5.37397155531e-2))
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(1.33314422036e-1))
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(-3.33332819422e-1))
  const near = f32x4.add(f32x4.mul(f32x4.mul(p, z), x), x)
  const e = exp4(f32x4.add(size, size))
  const far = f32x4.sub(one, f32x4.div(f32x4.splat(2), f32x4.add(e, one)))
  const signed = v128.or(far, v128.and(x, i32x4.splat(0x80000000)))
  return v128.bitselect(near, signed, f32x4.lt(size, f32x4.splat(0.625)))
}

/** The first `n` < 4 lanes. */
@inline
export function putFew(y: usize, x: v128, n: i32): void {
  if (n > 0) store<f32>(y, f32x4.extract_lane(x, 0))
  if (n > 1) store<f32>(y, f32x4.extract_lane(x, 1), 4)
  if (n > 2) store<f32>(y, f32x4.extract_lane(x, 2), 8)
}
