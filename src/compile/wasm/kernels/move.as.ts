import { putFew } from './math.as'

@inline
function run(x: usize, y: usize, n: i32): void {
  if (n >= 64) {
    memory.copy(y, x, <usize>n << 2)
    return
  }
  let i = 0
  for (; i <= n - 4; i += 4) v128.store(y + (<usize>i << 2), v128.load(x + (<usize>i << 2)))
  if (i < n) putFew(y + (<usize>i << 2), v128.load(x + (<usize>i << 2)), n - i)
}

/** `rows` runs of `width` elements, from every `from` to every `to` elements. */
export function copy(x: usize, y: usize, rows: i32, width: i32, from: i32, to: i32): void {
  for (let r = 0; r < rows; r++) {
    run(x, y, width)
    x += <usize>from << 2
    y += <usize>to << 2
  }
}

export function fill(y: usize, value: f32, n: i32): void {
  const four = f32x4.splat(value)
  let i = 0
  for (; i <= n - 4; i += 4) v128.store(y + (<usize>i << 2), four)
  if (i < n) putFew(y + (<usize>i << 2), four, n - i)
}

/** Rows of x [outer, rows, width] by ids, for each of `outer`. */
export function gather(x: usize, ids: usize, y: usize, outer: i32, rows: i32, count: i32, width: i32): void {
  const bytes = <usize>width << 2
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < count; i++) {
      run(x + <usize>load<i32>(ids + (<usize>i << 2)) * bytes, y, width)
      y += bytes
    }
    x += <usize>rows * bytes
  }
}

/** Adds dy[i] to row ids[i] of y, in the order of i, for those rows that leave the remainder `part` by `parts`. */
export function scatter(dy: usize, ids: usize, y: usize, count: i32, width: i32, part: i32, parts: i32): void {
  const bytes = <usize>width << 2
  for (let i = 0; i < count; i++) {
    const id = load<i32>(ids + (<usize>i << 2))
    if (parts == 1 || id % parts == part) {
      const to = y + <usize>id * bytes
      let d = 0
      for (; d <= width - 4; d += 4) {
        const at = <usize>d << 2
        v128.store(to + at, f32x4.add(v128.load(to + at), v128.load(dy + at)))
      }
      if (d < width) {
        const at = <usize>d << 2
        putFew(to + at, f32x4.add(v128.load(to + at), v128.load(dy + at)), width - d)
      }
    }
    dy += bytes
  }
}

/** y [count, depth]: on where ids[i] is the column, else off. */
export function oneHot(ids: usize, y: usize, count: i32, depth: i32, on: f32, off: f32): void {
  fill(y, off, count * depth)
  for (let i = 0; i < count; i++) {
    const id = load<i32>(ids + (<usize>i << 2))
    if (id >= 0 && id < depth) store<f32>(y + (<usize>(i * depth + id) << 2), on)
  }
}

/** Adam with decoupled shrink. Scalars lie at `at`: step size, ε (both with the bias corrections), β₁, 1−β₁, β₂, 1−β₂. */
export function adam(p: usize, m: usize, v: usize, g: usize, n: i32, shrink: f32, at: usize): void {
  const s = v128.load32_splat(at)
  const e = v128.load32_splat(at, 4)
  const b1 = v128.load32_splat(at, 8)
  const r1 = v128.load32_splat(at, 12)
  const b2 = v128.load32_splat(at, 16)
  const r2 = v128.load32_splat(at, 20)
  const k = f32x4.splat(shrink)
  for (let i = 0; i < n; i += 4) {
    const gradient = v128.load(g)
    const first = f32x4.add(f32x4.mul(b1, v128.load(m)), f32x4.mul(r1, gradient))
    const second = f32x4.add(f32x4.mul(b2, v128.load(v)), f32x4.mul(f32x4.mul(r2, gradient), gradient))
    const moved = f32x4.mul(f32x4.sub(v128.load(p), f32x4.div(f32x4.mul(s, first), f32x4.add(f32x4.sqrt(second), e))), k)
    if (i <= n - 4) {
      v128.store(m, first)
      v128.store(v, second)
      v128.store(p, moved)
    } else {
      putFew(m, first, n & 3)
      putFew(v, second, n & 3)
      putFew(p, moved, n & 3)
    }
    p += 16
    m += 16
    v += 16
    g += 16
  }
}
