// AssemblyScript, not TypeScript: compiled by the build to WebAssembly with SIMD. Arguments that name tensors are byte
// offsets into the one memory; sizes and strides count elements. Every sum has a fixed order.

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

// @ts-ignore: a decorator of AssemblyScript
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

// @ts-ignore: a decorator of AssemblyScript
@inline
function scalar(op: i32, x: f32, y: f32): f32 {
  if (op == ADD) return x + y
  if (op == SUB) return x - y
  if (op == MUL) return x * y
  if (op == DIV) return x / y
  if (op == MIN) return min(x, y)
  if (op == MAX) return max(x, y)
  if (op == POW) return y == 2 ? x * x : y == 0.5 ? sqrt(x) : y == -0.5 ? 1 / sqrt(x) : y == 1 ? x : y == -1 ? 1 / x : y == 3 ? x * x * x : y == -1.5 ? 1 / (x * sqrt(x)) : Mathf.pow(x, y)
  if (op == EQUAL) return x == y ? 1 : 0
  if (op == GREATER) return x > y ? 1 : 0
  if (op == GREATER_EQUAL) return x >= y ? 1 : 0
  return (x - y) * (x - y)
}

/** One row: y[i] = op(a[i·sa], b[i·sb]), sa and sb 0 or 1. */
// @ts-ignore: a decorator of AssemblyScript
@inline
function row(op: i32, a: usize, b: usize, y: usize, n: i32, sa: i32, sb: i32): void {
  let i = 0
  if (op != POW) {
    if (sa == 1 && sb == 1) {
      for (; i <= n - 4; i += 4) {
        const at = <usize>i << 2
        v128.store(y + at, vector(op, v128.load(a + at), v128.load(b + at)))
      }
    } else if (sa == 1) {
      const right = v128.load32_splat(b)
      for (; i <= n - 4; i += 4) {
        const at = <usize>i << 2
        v128.store(y + at, vector(op, v128.load(a + at), right))
      }
    } else if (sb == 1) {
      const left = v128.load32_splat(a)
      for (; i <= n - 4; i += 4) {
        const at = <usize>i << 2
        v128.store(y + at, vector(op, left, v128.load(b + at)))
      }
    }
  }
  for (; i < n; i++) {
    store<f32>(y + (<usize>i << 2), scalar(op, load<f32>(a + (<usize>(i * sa) << 2)), load<f32>(b + (<usize>(i * sb) << 2))))
  }
}

// @ts-ignore: a decorator of AssemblyScript
@inline
function nested(op: i32, a: usize, b: usize, y: usize, d0: i32, d1: i32, d2: i32, d3: i32, a0: i32, a1: i32, a2: i32, a3: i32, b0: i32, b1: i32, b2: i32, b3: i32): void {
  for (let i = 0; i < d0; i++) {
    for (let j = 0; j < d1; j++) {
      for (let k = 0; k < d2; k++) {
        const left = a + (<usize>(i * a0 + j * a1 + k * a2) << 2)
        const right = b + (<usize>(i * b0 + j * b1 + k * b2) << 2)
        row(op, left, right, y, d3, a3, b3)
        y += <usize>d3 << 2
      }
    }
  }
}

/** Element-wise operation of two tensors of four dimensions, broadcast by strides of 0. */
export function binary(op: i32, a: usize, b: usize, y: usize, d0: i32, d1: i32, d2: i32, d3: i32, a0: i32, a1: i32, a2: i32, a3: i32, b0: i32, b1: i32, b2: i32, b3: i32): void {
  if (op == ADD) nested(ADD, a, b, y, d0, d1, d2, d3, a0, a1, a2, a3, b0, b1, b2, b3)
  else if (op == SUB) nested(SUB, a, b, y, d0, d1, d2, d3, a0, a1, a2, a3, b0, b1, b2, b3)
  else if (op == MUL) nested(MUL, a, b, y, d0, d1, d2, d3, a0, a1, a2, a3, b0, b1, b2, b3)
  else if (op == DIV) nested(DIV, a, b, y, d0, d1, d2, d3, a0, a1, a2, a3, b0, b1, b2, b3)
  else if (op == MIN) nested(MIN, a, b, y, d0, d1, d2, d3, a0, a1, a2, a3, b0, b1, b2, b3)
  else if (op == MAX) nested(MAX, a, b, y, d0, d1, d2, d3, a0, a1, a2, a3, b0, b1, b2, b3)
  else if (op == POW) nested(POW, a, b, y, d0, d1, d2, d3, a0, a1, a2, a3, b0, b1, b2, b3)
  else if (op == EQUAL) nested(EQUAL, a, b, y, d0, d1, d2, d3, a0, a1, a2, a3, b0, b1, b2, b3)
  else if (op == GREATER) nested(GREATER, a, b, y, d0, d1, d2, d3, a0, a1, a2, a3, b0, b1, b2, b3)
  else if (op == GREATER_EQUAL) nested(GREATER_EQUAL, a, b, y, d0, d1, d2, d3, a0, a1, a2, a3, b0, b1, b2, b3)
  else nested(SQUARED_DIFFERENCE, a, b, y, d0, d1, d2, d3, a0, a1, a2, a3, b0, b1, b2, b3)
}

/** The same of integers: sums, differences and products; equality as 0 and 1. */
export function integers(op: i32, a: usize, b: usize, y: usize, d0: i32, d1: i32, d2: i32, d3: i32, a0: i32, a1: i32, a2: i32, a3: i32, b0: i32, b1: i32, b2: i32, b3: i32): void {
  for (let i = 0; i < d0; i++) {
    for (let j = 0; j < d1; j++) {
      for (let k = 0; k < d2; k++) {
        for (let l = 0; l < d3; l++) {
          const left = load<i32>(a + (<usize>(i * a0 + j * a1 + k * a2 + l * a3) << 2))
          const right = load<i32>(b + (<usize>(i * b0 + j * b1 + k * b2 + l * b3) << 2))
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
const TO_FLOAT: i32 = 12

// @ts-ignore: a decorator of AssemblyScript
@inline
function one(op: i32, x: f32): f32 {
  if (op == EXP) return Mathf.exp(x)
  if (op == LOG) return Mathf.log(x)
  if (op == LOG1P) return Mathf.log1p(x)
  if (op == SIGMOID) return 1 / (1 + Mathf.exp(-x))
  if (op == TANH) return Mathf.tanh(x)
  if (op == NEG) return -x
  if (op == ABS) return abs(x)
  if (op == SQRT) return sqrt(x)
  if (op == RSQRT) return 1 / sqrt(x)
  if (op == RELU) return x > 0 ? x : 0
  if (op == SQUARE) return x * x
  return 1 / x
}

// @ts-ignore: a decorator of AssemblyScript
@inline
function four(op: i32, x: v128): v128 {
  const zero = f32x4.splat(0)
  if (op == NEG) return f32x4.neg(x)
  if (op == ABS) return f32x4.abs(x)
  if (op == SQRT) return f32x4.sqrt(x)
  if (op == RSQRT) return f32x4.div(f32x4.splat(1), f32x4.sqrt(x))
  if (op == RELU) return v128.and(x, f32x4.gt(x, zero))
  if (op == SQUARE) return f32x4.mul(x, x)
  return f32x4.div(f32x4.splat(1), x)
}

// @ts-ignore: a decorator of AssemblyScript
@inline
function wide(op: i32, x: usize, y: usize, n: i32): void {
  let i = 0
  for (; i <= n - 4; i += 4) v128.store(y + (<usize>i << 2), four(op, v128.load(x + (<usize>i << 2))))
  for (; i < n; i++) store<f32>(y + (<usize>i << 2), one(op, load<f32>(x + (<usize>i << 2))))
}

// @ts-ignore: a decorator of AssemblyScript
@inline
function narrow(op: i32, x: usize, y: usize, n: i32): void {
  for (let i = 0; i < n; i++) store<f32>(y + (<usize>i << 2), one(op, load<f32>(x + (<usize>i << 2))))
}

/** y[i] = op(x[i]); exponentials and logarithms are AssemblyScript's own, the same on every machine. */
export function unary(op: i32, x: usize, y: usize, n: i32): void {
  if (op == NEG) wide(NEG, x, y, n)
  else if (op == ABS) wide(ABS, x, y, n)
  else if (op == SQRT) wide(SQRT, x, y, n)
  else if (op == RSQRT) wide(RSQRT, x, y, n)
  else if (op == RELU) wide(RELU, x, y, n)
  else if (op == SQUARE) wide(SQUARE, x, y, n)
  else if (op == RECIPROCAL) wide(RECIPROCAL, x, y, n)
  else if (op == EXP) narrow(EXP, x, y, n)
  else if (op == LOG) narrow(LOG, x, y, n)
  else if (op == LOG1P) narrow(LOG1P, x, y, n)
  else if (op == SIGMOID) narrow(SIGMOID, x, y, n)
  else if (op == TANH) narrow(TANH, x, y, n)
  else if (op == TO_FLOAT) for (let i = 0; i < n; i++) store<f32>(y + (<usize>i << 2), <f32>load<i32>(x + (<usize>i << 2)))
}

/** y[i] = 1 where x[i] > 0, else alpha. */
export function step(x: usize, y: usize, n: i32, alpha: f32): void {
  const above = f32x4.splat(1)
  const below = f32x4.splat(alpha)
  const zero = f32x4.splat(0)
  let i = 0
  for (; i <= n - 4; i += 4) {
    const at = <usize>i << 2
    v128.store(y + at, v128.bitselect(above, below, f32x4.gt(v128.load(x + at), zero)))
  }
  for (; i < n; i++) store<f32>(y + (<usize>i << 2), load<f32>(x + (<usize>i << 2)) > 0 ? 1 : alpha)
}

/** y[o, i] = scale · Σ over r of x[o, r, i]. */
export function sum(x: usize, y: usize, outer: i32, size: i32, inner: i32, scale: f32): void {
  if (inner == 1) {
    for (let o = 0; o < outer; o++) {
      let four = f32x4.splat(0)
      let r = 0
      for (; r <= size - 4; r += 4) four = f32x4.add(four, v128.load(x + (<usize>r << 2)))
      let total = f32x4.extract_lane(four, 0) + f32x4.extract_lane(four, 1) + (f32x4.extract_lane(four, 2) + f32x4.extract_lane(four, 3))
      for (; r < size; r++) total += load<f32>(x + (<usize>r << 2))
      store<f32>(y + (<usize>o << 2), total * scale)
      x += <usize>size << 2
    }
    return
  }
  const width = <usize>inner << 2
  const factor = f32x4.splat(scale)
  for (let o = 0; o < outer; o++) {
    let i = 0
    for (; i <= inner - 4; i += 4) {
      let total = f32x4.splat(0)
      let at = x + (<usize>i << 2)
      for (let r = 0; r < size; r++) {
        total = f32x4.add(total, v128.load(at))
        at += width
      }
      v128.store(y + (<usize>i << 2), f32x4.mul(total, factor))
    }
    for (; i < inner; i++) {
      let total: f32 = 0
      let at = x + (<usize>i << 2)
      for (let r = 0; r < size; r++) {
        total += load<f32>(at)
        at += width
      }
      store<f32>(y + (<usize>i << 2), total * scale)
    }
    x += <usize>size * width
    y += width
  }
}

/** y[o, i] = max over r of x[o, r, i]. */
export function maximum(x: usize, y: usize, outer: i32, size: i32, inner: i32): void {
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++) {
      let best = load<f32>(x + (<usize>i << 2))
      for (let r = 1; r < size; r++) best = max(best, load<f32>(x + (<usize>(r * inner + i) << 2)))
      store<f32>(y + (<usize>i << 2), best)
    }
    x += <usize>(size * inner) << 2
    y += <usize>inner << 2
  }
}

/** Softmax over rows of `size`. */
export function softmax(x: usize, y: usize, rows: i32, size: i32): void {
  for (let r = 0; r < rows; r++) {
    let best = load<f32>(x)
    for (let i = 1; i < size; i++) best = max(best, load<f32>(x + (<usize>i << 2)))
    let total: f32 = 0
    for (let i = 0; i < size; i++) {
      const value = Mathf.exp(load<f32>(x + (<usize>i << 2)) - best)
      total += value
      store<f32>(y + (<usize>i << 2), value)
    }
    for (let i = 0; i < size; i++) store<f32>(y + (<usize>i << 2), load<f32>(y + (<usize>i << 2)) / total)
    x += <usize>size << 2
    y += <usize>size << 2
  }
}

/** `rows` runs of `width` elements, from every `from` to every `to` elements. */
export function copy(x: usize, y: usize, rows: i32, width: i32, from: i32, to: i32): void {
  const bytes = <usize>width << 2
  for (let r = 0; r < rows; r++) {
    memory.copy(y, x, bytes)
    x += <usize>from << 2
    y += <usize>to << 2
  }
}

export function fill(y: usize, value: f32, n: i32): void {
  for (let i = 0; i < n; i++) store<f32>(y + (<usize>i << 2), value)
}

/** Rows of x [outer, rows, width] by ids, for each of `outer`. */
export function gather(x: usize, ids: usize, y: usize, outer: i32, rows: i32, count: i32, width: i32): void {
  const bytes = <usize>width << 2
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < count; i++) {
      const from = x + <usize>load<i32>(ids + (<usize>i << 2)) * bytes
      if (width == 1) store<f32>(y, load<f32>(from))
      else memory.copy(y, from, bytes)
      y += bytes
    }
    x += <usize>rows * bytes
  }
}

/** y [rows, width] = Σ over i with ids[i] = row of dy[i], in the order of i. */
export function scatter(dy: usize, ids: usize, y: usize, count: i32, rows: i32, width: i32): void {
  memory.fill(y, 0, (<usize>rows * <usize>width) << 2)
  const bytes = <usize>width << 2
  for (let i = 0; i < count; i++) {
    const to = y + <usize>load<i32>(ids + (<usize>i << 2)) * bytes
    let d = 0
    for (; d <= width - 4; d += 4) {
      const at = <usize>d << 2
      v128.store(to + at, f32x4.add(v128.load(to + at), v128.load(dy + at)))
    }
    for (; d < width; d++) {
      const at = <usize>d << 2
      store<f32>(to + at, load<f32>(to + at) + load<f32>(dy + at))
    }
    dy += bytes
  }
}

/** y [count, depth]: on where ids[i] is the column, else off. */
export function oneHot(ids: usize, y: usize, count: i32, depth: i32, on: f32, off: f32): void {
  for (let i = 0; i < count; i++) {
    const id = load<i32>(ids + (<usize>i << 2))
    for (let d = 0; d < depth; d++) {
      store<f32>(y, d == id ? on : off)
      y += 4
    }
  }
}

/** Adam with decoupled shrink; step size and epsilon carry the bias corrections. */
export function adam(p: usize, m: usize, v: usize, g: usize, n: i32, size: f32, epsilon: f32, beta1: f32, rest1: f32, beta2: f32, rest2: f32, shrink: f32): void {
  const b1 = f32x4.splat(beta1)
  const r1 = f32x4.splat(rest1)
  const b2 = f32x4.splat(beta2)
  const r2 = f32x4.splat(rest2)
  const s = f32x4.splat(size)
  const e = f32x4.splat(epsilon)
  const k = f32x4.splat(shrink)
  let i = 0
  for (; i <= n - 4; i += 4) {
    const at = <usize>i << 2
    const gradient = v128.load(g + at)
    const first = f32x4.add(f32x4.mul(b1, v128.load(m + at)), f32x4.mul(r1, gradient))
    const second = f32x4.add(f32x4.mul(b2, v128.load(v + at)), f32x4.mul(f32x4.mul(r2, gradient), gradient))
    v128.store(m + at, first)
    v128.store(v + at, second)
    const moved = f32x4.sub(v128.load(p + at), f32x4.div(f32x4.mul(s, first), f32x4.add(f32x4.sqrt(second), e)))
    v128.store(p + at, f32x4.mul(moved, k))
  }
  for (; i < n; i++) {
    const at = <usize>i << 2
    const gradient = load<f32>(g + at)
    const first = beta1 * load<f32>(m + at) + rest1 * gradient
    const second = beta2 * load<f32>(v + at) + rest2 * gradient * gradient
    store<f32>(m + at, first)
    store<f32>(v + at, second)
    store<f32>(p + at, (load<f32>(p + at) - (size * first) / (sqrt(second) + epsilon)) * shrink)
  }
}

/** y [columns, rows] = x [rows, columns] transposed. */
function transpose(x: usize, y: usize, rows: i32, columns: i32): void {
  for (let r = 0; r < rows; r++) {
    let to = y + (<usize>r << 2)
    for (let c = 0; c < columns; c++) {
      store<f32>(to, load<f32>(x))
      x += 4
      to += <usize>rows << 2
    }
  }
}

/** Columns of b in panels of eight, row after row, padded with 0: [n/8, k, 8]. */
function packed(b: usize, to: usize, k: i32, n: i32, isTransposed: i32): void {
  for (let j = 0; j < n; j += 8) {
    const width = min(8, n - j)
    for (let l = 0; l < k; l++) {
      if (isTransposed == 0 && width == 8) {
        const from = b + (<usize>(l * n + j) << 2)
        v128.store(to, v128.load(from))
        v128.store(to, v128.load(from, 16), 16)
      } else {
        for (let c = 0; c < 8; c++) {
          const at = isTransposed == 0 ? l * n + j + c : (j + c) * k + l
          store<f32>(to + (<usize>c << 2), c < width ? load<f32>(b + (<usize>at << 2)) : 0)
        }
      }
      to += 32
    }
  }
}

// @ts-ignore: a decorator of AssemblyScript
@inline
function put(c: usize, low: v128, high: v128, width: i32): void {
  if (width == 8) {
    v128.store(c, low)
    v128.store(c, high, 16)
    return
  }
  if (width > 0) store<f32>(c, f32x4.extract_lane(low, 0))
  if (width > 1) store<f32>(c, f32x4.extract_lane(low, 1), 4)
  if (width > 2) store<f32>(c, f32x4.extract_lane(low, 2), 8)
  if (width > 3) store<f32>(c, f32x4.extract_lane(low, 3), 12)
  if (width > 4) store<f32>(c, f32x4.extract_lane(high, 0), 16)
  if (width > 5) store<f32>(c, f32x4.extract_lane(high, 1), 20)
  if (width > 6) store<f32>(c, f32x4.extract_lane(high, 2), 24)
}

/**
 * c [m, n] = a·b, a [m, k] or transposed [k, m], b [k, n] or transposed [n, k]. Tiles of four rows by eight columns; each
 * element is summed over k in ascending order. `scratch` holds k·⌈n/8⌉·8 elements, and m·k more when a is transposed.
 */
export function gemm(a: usize, b: usize, c: usize, m: i32, k: i32, n: i32, transA: i32, transB: i32, scratch: usize): void {
  packed(b, scratch, k, n, transB)
  if (transA != 0) {
    const turned = scratch + (<usize>(k * ((n + 7) & ~7)) << 2)
    transpose(a, turned, k, m)
    a = turned
  }
  const wide = <usize>k << 2
  const out = <usize>n << 2
  for (let j = 0; j < n; j += 8) {
    const panel = scratch + (<usize>(j * k) << 2)
    const width = min(8, n - j)
    let i = 0
    for (; i <= m - 4; i += 4) {
      let x0 = a + <usize>i * wide
      let x1 = x0 + wide
      let x2 = x1 + wide
      let x3 = x2 + wide
      let p = panel
      let c00 = f32x4.splat(0)
      let c01 = c00
      let c10 = c00
      let c11 = c00
      let c20 = c00
      let c21 = c00
      let c30 = c00
      let c31 = c00
      for (let l = 0; l < k; l++) {
        const b0 = v128.load(p)
        const b1 = v128.load(p, 16)
        p += 32
        const a0 = v128.load32_splat(x0)
        c00 = f32x4.add(c00, f32x4.mul(a0, b0))
        c01 = f32x4.add(c01, f32x4.mul(a0, b1))
        const a1 = v128.load32_splat(x1)
        c10 = f32x4.add(c10, f32x4.mul(a1, b0))
        c11 = f32x4.add(c11, f32x4.mul(a1, b1))
        const a2 = v128.load32_splat(x2)
        c20 = f32x4.add(c20, f32x4.mul(a2, b0))
        c21 = f32x4.add(c21, f32x4.mul(a2, b1))
        const a3 = v128.load32_splat(x3)
        c30 = f32x4.add(c30, f32x4.mul(a3, b0))
        c31 = f32x4.add(c31, f32x4.mul(a3, b1))
        x0 += 4
        x1 += 4
        x2 += 4
        x3 += 4
      }
      const to = c + <usize>i * out + (<usize>j << 2)
      put(to, c00, c01, width)
      put(to + out, c10, c11, width)
      put(to + 2 * out, c20, c21, width)
      put(to + 3 * out, c30, c31, width)
    }
    for (; i < m; i++) {
      let x0 = a + <usize>i * wide
      let p = panel
      let c0 = f32x4.splat(0)
      let c1 = c0
      for (let l = 0; l < k; l++) {
        const a0 = v128.load32_splat(x0)
        c0 = f32x4.add(c0, f32x4.mul(a0, v128.load(p)))
        c1 = f32x4.add(c1, f32x4.mul(a0, v128.load(p, 16)))
        p += 32
        x0 += 4
      }
      put(c + <usize>i * out + (<usize>j << 2), c0, c1, width)
    }
  }
}
