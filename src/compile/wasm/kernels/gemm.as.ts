// c [m, n] = a·b in tiles of four rows by eight columns; each element is summed over k in ascending order.

import { madd } from './math.as'

/** Columns of b in panels of eight, row after row, padded with 0: [⌈n/8⌉, k, 8]; b is [k, n], or [n, k] if transposed. */
export function pack(b: usize, to: usize, k: i32, n: i32, isTransposed: i32): void {
  for (let j = 0; j < n; j += 8) {
    const width = min(8, n - j)
    if (isTransposed == 0) panelOf(b + (<usize>j << 2), to, k, n, width)
    else turnedPanel(b + (<usize>(j * k) << 2), to, k, width)
    to += <usize>k << 5
  }
}

@inline
function panelOf(b: usize, to: usize, k: i32, n: i32, width: i32): void {
  const next = <usize>n << 2
  for (let l = 0; l < k; l++) {
    if (width == 8) {
      v128.store(to, v128.load(b))
      v128.store(to, v128.load(b, 16), 16)
    } else {
      for (let c = 0; c < 8; c++) store<f32>(to + (<usize>c << 2), c < width ? load<f32>(b + (<usize>c << 2)) : 0)
    }
    b += next
    to += 32
  }
}

/** Up to eight rows of k as columns. */
@inline
function turnedPanel(b: usize, to: usize, k: i32, width: i32): void {
  const next = <usize>k << 2
  if (width < 8) {
    for (let l = 0; l < k; l++) {
      for (let c = 0; c < 8; c++) store<f32>(to + (<usize>c << 2), c < width ? load<f32>(b + <usize>c * next) : 0)
      b += 4
      to += 32
    }
    return
  }
  let l = 0
  for (; l <= k - 4; l += 4) {
    turned4(b, to, next)
    turned4(b + 4 * next, to + 16, next)
    b += 16
    to += 128
  }
  for (; l < k; l++) {
    for (let c = 0; c < 8; c++) store<f32>(to + (<usize>c << 2), load<f32>(b + <usize>c * next))
    b += 4
    to += 32
  }
}

/** Four rows of four, `next` bytes apart, as four columns 32 bytes apart. */
@inline
function turned4(b: usize, to: usize, next: usize): void {
  const r0 = v128.load(b)
  const r1 = v128.load(b + next)
  const r2 = v128.load(b + 2 * next)
  const r3 = v128.load(b + 3 * next)
  const a = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5)
  const c = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5)
  const d = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7)
  const e = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7)
  v128.store(to, v128.shuffle<f32>(a, c, 0, 1, 4, 5))
  v128.store(to, v128.shuffle<f32>(a, c, 2, 3, 6, 7), 32)
  v128.store(to, v128.shuffle<f32>(d, e, 0, 1, 4, 5), 64)
  v128.store(to, v128.shuffle<f32>(d, e, 2, 3, 6, 7), 96)
}

/** Columns of a [k, m] in panels of four: [⌈m/4⌉, k, 4]; what lies beyond the last column is never used. */
function packColumns(a: usize, to: usize, k: i32, m: i32): void {
  const next = <usize>m << 2
  for (let i = 0; i < m; i += 4) {
    let from = a + (<usize>i << 2)
    for (let l = 0; l < k; l++) {
      v128.store(to, v128.load(from))
      from += next
      to += 16
    }
  }
}

@inline
function put(c: usize, low: v128, high: v128, width: i32, adds: bool): void {
  if (adds) {
    low = f32x4.add(v128.load(c), low)
    high = f32x4.add(v128.load(c, 16), high)
  }
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

/** Up to four rows by eight columns; a's rows are `rowBytes` apart and its columns `columnBytes`, b's rows `next` bytes. */
@inline
function tile(a: usize, b: usize, c: usize, out: usize, k: i32, rowBytes: usize, columnBytes: usize, next: usize, rows: i32, width: i32, adds: bool): void {
  let x0 = a
  let x1 = a + rowBytes
  let x2 = x1 + rowBytes
  let x3 = x2 + rowBytes
  let c00 = f32x4.splat(0)
  let c01 = c00
  let c10 = c00
  let c11 = c00
  let c20 = c00
  let c21 = c00
  let c30 = c00
  let c31 = c00
  for (let l = 0; l < k; l++) {
    const b0 = v128.load(b)
    const b1 = v128.load(b, 16)
    b += next
    const a0 = v128.load32_splat(x0)
    c00 = madd(a0, b0, c00)
    c01 = madd(a0, b1, c01)
    const a1 = v128.load32_splat(x1)
    c10 = madd(a1, b0, c10)
    c11 = madd(a1, b1, c11)
    const a2 = v128.load32_splat(x2)
    c20 = madd(a2, b0, c20)
    c21 = madd(a2, b1, c21)
    const a3 = v128.load32_splat(x3)
    c30 = madd(a3, b0, c30)
    c31 = madd(a3, b1, c31)
    x0 += columnBytes
    x1 += columnBytes
    x2 += columnBytes
    x3 += columnBytes
  }
  put(c, c00, c01, width, adds)
  if (rows > 1) put(c + out, c10, c11, width, adds)
  if (rows > 2) put(c + 2 * out, c20, c21, width, adds)
  if (rows > 3) put(c + 3 * out, c30, c31, width, adds)
}

@inline
function single(a: usize, b: usize, c: usize, k: i32, next: usize, width: i32, adds: bool): void {
  let c0 = f32x4.splat(0)
  let c1 = c0
  for (let l = 0; l < k; l++) {
    const a0 = v128.load32_splat(a)
    c0 = madd(a0, v128.load(b), c0)
    c1 = madd(a0, v128.load(b, 16), c1)
    b += next
    a += 4
  }
  put(c, c0, c1, width, adds)
}

export const PLAIN: i32 = 0
export const PACKED: i32 = 1
export const TURNED: i32 = 2

/**
 * One product. a is [m, k], or [k, m] when `turnsA`; b is [k, n] (PLAIN), [n, k] (TURNED) or panels (PACKED). `scratch`
 * holds ⌈n/8⌉·8·k elements for b turned, ⌈m/4⌉·4·k + 8·k for a turned.
 */
@inline
function product(a: usize, b: usize, c: usize, m: i32, k: i32, n: i32, turnsA: bool, formB: i32, adds: bool, scratch: usize): void {
  const out = <usize>n << 2
  if (formB == TURNED) {
    pack(b, scratch, k, n, 1)
    b = scratch
    scratch += <usize>(k * ((n + 7) & ~7)) << 2
    formB = PACKED
  }
  const columns = scratch
  if (turnsA) {
    packColumns(a, columns, k, m)
    scratch += <usize>(k * ((m + 3) & ~3)) << 2
  }
  const next: usize = formB == PACKED || turnsA ? 32 : out
  for (let j = 0; j < n; j += 8) {
    const width = min(8, n - j)
    let panel = formB == PACKED ? b + (<usize>(j * k) << 2) : b + (<usize>j << 2)
    if (turnsA && formB != PACKED) {
      panelOf(panel, scratch, k, n, width)
      panel = scratch
    }
    let to = c + (<usize>j << 2)
    if (turnsA) {
      let from = columns
      for (let i = 0; i < m; i += 4) {
        tile(from, panel, to, out, k, 4, 16, 32, m - i, width, adds)
        from += <usize>k << 4
        to += 4 * out
      }
    } else {
      const rowBytes = <usize>k << 2
      let from = a
      let i = 0
      for (; i <= m - 4; i += 4) {
        tile(from, panel, to, out, k, rowBytes, 4, next, 4, width, adds)
        from += 4 * rowBytes
        to += 4 * out
      }
      for (; i < m; i++) {
        single(from, panel, to, k, next, width, adds)
        from += rowBytes
        to += out
      }
    }
  }
}

/** `count` products, each operand so many bytes after the last. */
export function gemm(a: usize, b: usize, c: usize, scratch: usize, count: i32, nextA: i32, nextB: i32, nextC: i32, m: i32, k: i32, n: i32, turnsA: i32, formB: i32, adds: bool): void {
  for (let i = 0; i < count; i++) {
    product(a, b, c, m, k, n, turnsA != 0, formB, adds, scratch)
    a += nextA
    b += nextB
    c += nextC
  }
}
