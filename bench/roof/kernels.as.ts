// Loops whose speed is known beforehand but for the machine, and the product's own matrix product.

import { gemm, pack } from '../../src/compile/wasm/kernels/gemm.as'
import { madd } from '../../src/compile/wasm/kernels/math.as'

/** A chain in which every turn waits for the one before: a multiplication and an addition of integers. */
export function chain(turns: i32, factor: i32): i32 {
  let x = factor
  for (let i = 0; i < turns; i++) x = x * factor + 1
  return x
}

/** Twelve independent chains x = x·a + b of four lanes, in registers alone: 96 operations a turn. */
export function madds(turns: i32, at: usize): f32 {
  const a = v128.load(at)
  const b = v128.load(at, 16)
  let c0 = a
  let c1 = b
  let c2 = a
  let c3 = b
  let c4 = a
  let c5 = b
  let c6 = a
  let c7 = b
  let c8 = a
  let c9 = b
  let c10 = a
  let c11 = b
  for (let i = 0; i < turns; i++) {
    c0 = madd(c0, a, b)
    c1 = madd(c1, a, b)
    c2 = madd(c2, a, b)
    c3 = madd(c3, a, b)
    c4 = madd(c4, a, b)
    c5 = madd(c5, a, b)
    c6 = madd(c6, a, b)
    c7 = madd(c7, a, b)
    c8 = madd(c8, a, b)
    c9 = madd(c9, a, b)
    c10 = madd(c10, a, b)
    c11 = madd(c11, a, b)
  }
  const low = f32x4.add(f32x4.add(f32x4.add(c0, c1), f32x4.add(c2, c3)), f32x4.add(c4, c5))
  const high = f32x4.add(f32x4.add(f32x4.add(c6, c7), f32x4.add(c8, c9)), f32x4.add(c10, c11))
  return f32x4.extract_lane(f32x4.add(low, high), 0)
}

/** x = y + 3 z over n floats: McCalpin's triad. */
export function triad(x: usize, y: usize, z: usize, n: i32): void {
  const scale = f32x4.splat(3)
  const bytes = <usize>n << 2
  for (let at: usize = 0; at < bytes; at += 16) {
    v128.store(x + at, f32x4.add(v128.load(y + at), f32x4.mul(scale, v128.load(z + at))))
  }
}

/** `turns` products of [m, k] by the panels of [k, n]. */
export function multiply(turns: i32, a: usize, panels: usize, c: usize, m: i32, k: i32, n: i32): void {
  for (let i = 0; i < turns; i++) gemm(a, panels, c, 0, 1, 0, 0, 0, m, k, n, 0, 1, false)
}

export { pack }

/** `turns` products of a [k, m] turned by [k, n], as gradients of weights are. */
export function turned(turns: i32, a: usize, b: usize, c: usize, scratch: usize, m: i32, k: i32, n: i32): void {
  for (let i = 0; i < turns; i++) gemm(a, b, c, scratch, 1, 0, 0, 0, m, k, n, 1, 0, false)
}
