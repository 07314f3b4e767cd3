// Arguments that name tensors are byte offsets; sizes and strides count elements. Reads may pass a tensor's end by up
// to 12 bytes, writes never do.

import { exp4, log1p4, log4, putFew, sigmoid4, tanh4 } from './math.as'

const ADD: i32 = 0
const SUB: i32 = 1
const MUL: i32 = 2
const DIV: i32 = 3
const MIN: i32 = 4
const MAX: i32 = 5
const POW: i32 = 6
const EQUAL: i32 = 7
const GREATER: i32 = 8
const GREATER_EQUAL: i32 = 9
const SQUARED_DIFFERENCE: i32 = 10

@inline
function vector(op: i32, x: v128, y: v128): v128 {
  if (op == ADD) return f32x4.add(x, y)
  if (op == SUB) return f32x4.sub(x, y)
  if (op == MUL) return f32x4.mul(x, y)
  if (op == DIV) return f32x4.div(x, y)
  if (op == MIN) return f32x4.min(x, y)
  if (op == MAX) return f32x4.max(x, y)
  const one = f32x4.splat(1)
  if (op == EQUAL) return v128.and(f32x4.eq(x, y), one)
  if (op == GREATER) return v128.and(f32x4.gt(x, y), one)
  if (op == GREATER_EQUAL) return v128.and(f32x4.ge(x, y), one)
  const d = f32x4.sub(x, y)
  return f32x4.mul(d, d)
}

function power(x: f32, y: f32): f32 {
  if (y == 2) return x * x
  if (y == 0.5) return sqrt(x)
  if (y == -0.5) return 1 / sqrt(x)
  if (y == 1) return x
  if (y == -1) return 1 / x
  if (y == 3) return x * x * x
  if (y == -1.5) return 1 / (x * sqrt(x))
  return Mathf.pow(x, y)
}

/** One row: y[i] = op(a[i·sa], b[i·sb]), sa and sb 0 or 1, or any stride for a row of one by one. */
@inline
function row(op: i32, a: usize, b: usize, y: usize, n: i32, sa: i32, sb: i32): void {
  if (op == POW || sa > 1 || sb > 1) {
    for (let i = 0; i < n; i++) {
      const x = load<f32>(a + (<usize>(i * sa) << 2))
      const z = load<f32>(b + (<usize>(i * sb) << 2))
      store<f32>(y + (<usize>i << 2), op == POW ? power(x, z) : f32x4.extract_lane(vector(op, f32x4.splat(x), f32x4.splat(z)), 0))
    }
    return
  }
  const end = y + (<usize>(n & ~3) << 2)
  const rest = n & 3
  if (sa == 1 && sb == 1) {
    while (y < end) {
      v128.store(y, vector(op, v128.load(a), v128.load(b)))
      a += 16
      b += 16
      y += 16
    }
    if (rest != 0) putFew(y, vector(op, v128.load(a), v128.load(b)), rest)
  } else if (sa == 1) {
    const right = v128.load32_splat(b)
    while (y < end) {
      v128.store(y, vector(op, v128.load(a), right))
      a += 16
      y += 16
    }
    if (rest != 0) putFew(y, vector(op, v128.load(a), right), rest)
  } else if (sb == 1) {
    const left = v128.load32_splat(a)
    while (y < end) {
      v128.store(y, vector(op, left, v128.load(b)))
      b += 16
      y += 16
    }
    if (rest != 0) putFew(y, vector(op, left, v128.load(b)), rest)
  } else {
    const both = vector(op, v128.load32_splat(a), v128.load32_splat(b))
    while (y < end) {
      v128.store(y, both)
      y += 16
    }
    if (rest != 0) putFew(y, both, rest)
  }
}

/** Sizes and strides lie at `at`: four sizes, four strides of a, four of b. */
@inline
function nested(op: i32, a: usize, b: usize, y: usize, at: usize): void {
  const d0 = load<i32>(at)
  const d1 = load<i32>(at, 4)
  const d2 = load<i32>(at, 8)
  const d3 = load<i32>(at, 12)
  const a3 = load<i32>(at, 28)
  const b3 = load<i32>(at, 44)
  const width = <usize>d3 << 2
  for (let i = 0; i < d0; i++) {
    for (let j = 0; j < d1; j++) {
      let left = a + (<usize>(i * load<i32>(at, 16) + j * load<i32>(at, 20)) << 2)
      let right = b + (<usize>(i * load<i32>(at, 32) + j * load<i32>(at, 36)) << 2)
      const nextA = <usize>load<i32>(at, 24) << 2
      const nextB = <usize>load<i32>(at, 40) << 2
      for (let k = 0; k < d2; k++) {
        row(op, left, right, y, d3, a3, b3)
        left += nextA
        right += nextB
        y += width
      }
    }
  }
}

/** Element-wise operation of two tensors of four dimensions, broadcast by strides of 0. */
export function binary(op: i32, a: usize, b: usize, y: usize, at: usize): void {
  if (op == ADD) nested(ADD, a, b, y, at)
  else if (op == SUB) nested(SUB, a, b, y, at)
  else if (op == MUL) nested(MUL, a, b, y, at)
  else if (op == DIV) nested(DIV, a, b, y, at)
  else if (op == MIN) nested(MIN, a, b, y, at)
  else if (op == MAX) nested(MAX, a, b, y, at)
  else if (op == POW) nested(POW, a, b, y, at)
  else if (op == EQUAL) nested(EQUAL, a, b, y, at)
  else if (op == GREATER) nested(GREATER, a, b, y, at)
  else if (op == GREATER_EQUAL) nested(GREATER_EQUAL, a, b, y, at)
  else nested(SQUARED_DIFFERENCE, a, b, y, at)
}

/** The same of integers: sums, differences and products; equality as 0 and 1. */
export function integers(op: i32, a: usize, b: usize, y: usize, at: usize): void {
  const d0 = load<i32>(at)
  const d1 = load<i32>(at, 4)
  const d2 = load<i32>(at, 8)
  const d3 = load<i32>(at, 12)
  for (let i = 0; i < d0; i++) {
    for (let j = 0; j < d1; j++) {
      for (let k = 0; k < d2; k++) {
        for (let l = 0; l < d3; l++) {
          const left = load<i32>(a + (<usize>(i * load<i32>(at, 16) + j * load<i32>(at, 20) + k * load<i32>(at, 24) + l * load<i32>(at, 28)) << 2))
          const right = load<i32>(b + (<usize>(i * load<i32>(at, 32) + j * load<i32>(at, 36) + k * load<i32>(at, 40) + l * load<i32>(at, 44)) << 2))
          if (op == EQUAL) store<f32>(y, left == right ? 1 : 0)
          else store<i32>(y, op == ADD ? left + right : op == SUB ? left - right : left * right)
          y += 4
        }
      }
    }
  }
}

const NEG: i32 = 0
const ABS: i32 = 1
const EXP: i32 = 2
const LOG: i32 = 3
const LOG1P: i32 = 4
const SQRT: i32 = 5
const RSQRT: i32 = 6
const RELU: i32 = 7
const SIGMOID: i32 = 8
const SQUARE: i32 = 9
const TANH: i32 = 10
const RECIPROCAL: i32 = 11
const ROUND: i32 = 12
const TO_FLOAT: i32 = 13

@inline
function four(op: i32, x: v128): v128 {
  if (op == NEG) return f32x4.neg(x)
  if (op == ABS) return f32x4.abs(x)
  if (op == EXP) return exp4(x)
  if (op == LOG) return log4(x)
  if (op == LOG1P) return log1p4(x)
  if (op == SQRT) return f32x4.sqrt(x)
  if (op == RSQRT) return f32x4.div(f32x4.splat(1), f32x4.sqrt(x))
  if (op == RELU) return v128.and(x, f32x4.gt(x, f32x4.splat(0)))
  if (op == SIGMOID) return sigmoid4(x)
  if (op == SQUARE) return f32x4.mul(x, x)
  if (op == TANH) return tanh4(x)
  if (op == RECIPROCAL) return f32x4.div(f32x4.splat(1), x)
  if (op == ROUND) return f32x4.nearest(x)
  return f32x4.convert_i32x4_s(x)
}

@inline
function each(op: i32, x: usize, y: usize, n: i32): void {
  const end = y + (<usize>(n & ~3) << 2)
  while (y < end) {
    v128.store(y, four(op, v128.load(x)))
    x += 16
    y += 16
  }
  if ((n & 3) != 0) putFew(y, four(op, v128.load(x)), n & 3)
}

/** y[i] = op(x[i]). */
export function unary(op: i32, x: usize, y: usize, n: i32): void {
  if (op == NEG) each(NEG, x, y, n)
  else if (op == ABS) each(ABS, x, y, n)
  else if (op == EXP) each(EXP, x, y, n)
  else if (op == LOG) each(LOG, x, y, n)
  else if (op == LOG1P) each(LOG1P, x, y, n)
  else if (op == SQRT) each(SQRT, x, y, n)
  else if (op == RSQRT) each(RSQRT, x, y, n)
  else if (op == RELU) each(RELU, x, y, n)
  else if (op == SIGMOID) each(SIGMOID, x, y, n)
  else if (op == SQUARE) each(SQUARE, x, y, n)
  else if (op == TANH) each(TANH, x, y, n)
  else if (op == RECIPROCAL) each(RECIPROCAL, x, y, n)
  else if (op == ROUND) each(ROUND, x, y, n)
  else each(TO_FLOAT, x, y, n)
}

/** y[i] = 1 where x[i] > 0, else alpha. */
export function step(x: usize, y: usize, n: i32, alpha: f32): void {
  const above = f32x4.splat(1)
  const below = f32x4.splat(alpha)
  const zero = f32x4.splat(0)
  const end = y + (<usize>(n & ~3) << 2)
  while (y < end) {
    v128.store(y, v128.bitselect(above, below, f32x4.gt(v128.load(x), zero)))
    x += 16
    y += 16
  }
  if ((n & 3) != 0) putFew(y, v128.bitselect(above, below, f32x4.gt(v128.load(x), zero)), n & 3)
}
