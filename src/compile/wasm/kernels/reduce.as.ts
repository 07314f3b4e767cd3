import { exp4, putFew } from './math.as'

@inline
function across(x: v128): f32 {
  return f32x4.extract_lane(x, 0) + f32x4.extract_lane(x, 1) + (f32x4.extract_lane(x, 2) + f32x4.extract_lane(x, 3))
}

/** y[o, i] = scale · Σ over r of x[o, r, i], or that added to what y holds. */
export function sum(x: usize, y: usize, outer: i32, size: i32, inner: i32, scale: f32, adds: bool): void {
  if (inner == 1) {
    for (let o = 0; o < outer; o++) {
      let a = f32x4.splat(0)
      let b = a
      let r = 0
      for (; r <= size - 8; r += 8) {
        a = f32x4.add(a, v128.load(x))
        b = f32x4.add(b, v128.load(x, 16))
        x += 32
      }
      let total = across(f32x4.add(a, b))
      for (; r < size; r++) {
        total += load<f32>(x)
        x += 4
      }
      store<f32>(y, adds ? load<f32>(y) + total * scale : total * scale)
      y += 4
    }
    return
  }
  const width = <usize>inner << 2
  const factor = f32x4.splat(scale)
  const rest = inner & 3
  for (let o = 0; o < outer; o++) {
    let i = 0
    for (; i <= inner - 8; i += 8) {
      let a = f32x4.splat(0)
      let b = a
      let at = x + (<usize>i << 2)
      for (let r = 0; r < size; r++) {
        a = f32x4.add(a, v128.load(at))
        b = f32x4.add(b, v128.load(at, 16))
        at += width
      }
      const to = y + (<usize>i << 2)
      a = f32x4.mul(a, factor)
      b = f32x4.mul(b, factor)
      v128.store(to, adds ? f32x4.add(v128.load(to), a) : a)
      v128.store(to, adds ? f32x4.add(v128.load(to, 16), b) : b, 16)
    }
    for (; i < inner; i += 4) {
      let total = f32x4.splat(0)
      let at = x + (<usize>i << 2)
      for (let r = 0; r < size; r++) {
        total = f32x4.add(total, v128.load(at))
        at += width
      }
      const to = y + (<usize>i << 2)
      total = f32x4.mul(total, factor)
      if (adds) total = f32x4.add(v128.load(to), total)
      if (i <= inner - 4) v128.store(to, total)
      else putFew(to, total, rest)
    }
    x += <usize>size * width
    y += width
  }
}

/** y[i] = x[0, i] + x[1, i] + …, in this order. */
export function combine(x: usize, y: usize, groups: i32, stride: i32, n: i32): void {
  const next = <usize>stride << 2
  for (let i = 0; i < n; i += 4) {
    let total = v128.load(x)
    for (let g = 1; g < groups; g++) total = f32x4.add(total, v128.load(x + <usize>g * next))
    if (i <= n - 4) v128.store(y, total)
    else putFew(y, total, n & 3)
    x += 16
    y += 16
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
  const bytes = <usize>size << 2
  for (let r = 0; r < rows; r++) {
    let best = load<f32>(x)
    for (let i = 1; i < size; i++) best = max(best, load<f32>(x + (<usize>i << 2)))
    const top = f32x4.splat(best)
    for (let i = 0; i < size; i += 4) {
      const at = <usize>i << 2
      const value = exp4(f32x4.sub(v128.load(x + at), top))
      if (i <= size - 4) v128.store(y + at, value)
      else putFew(y + at, value, size & 3)
    }
    let total: f32 = 0
    for (let i = 0; i < size; i++) total += load<f32>(y + (<usize>i << 2))
    const by = f32x4.splat(total)
    for (let i = 0; i < size; i += 4) {
      const at = <usize>i << 2
      const value = f32x4.div(v128.load(y + at), by)
      if (i <= size - 4) v128.store(y + at, value)
      else putFew(y + at, value, size & 3)
    }
    x += bytes
    y += bytes
  }
}
