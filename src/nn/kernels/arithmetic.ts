/** Adam's scalars for one step, computed in 64 bits on the host (1 − β₂ in 32 bits drifts). */
export interface AdamScalars {
  /** lr·√(1 − β₂ᵗ) / (1 − β₁ᵗ). */
  readonly stepSize: number
  /** ε·√(1 − β₂ᵗ). */
  readonly epsilon: number
  readonly beta1: number
  readonly beta2: number
  /** Factor after the update: 1 leaves parameters alone (decoupled decay). */
  readonly shrink: number
}

/** Σ over n with ids[n] = v of dy[n], for dy [N, D] row-major, into out [V, D]. Ids outside 0 … V−1 are ignored. */
export function scatterRows(dy: Float32Array, ids: Int32Array, width: number, out: Float32Array): void {
  const rows = out.length / width
  for (let n = 0, from = 0; n < ids.length; n++, from += width) {
    const id = ids[n] as number
    if (id < 0 || id >= rows) continue
    const to = id * width
    for (let d = 0; d < width; d++) out[to + d] = (out[to + d] as number) + (dy[from + d] as number)
  }
}

/**
 * Adam (Kingma and Ba 2015) with decoupled shrink:
 *   m ← β₁m + (1−β₁)g,  v ← β₂v + (1−β₂)g²,  p ← (p − stepSize·m / (√v + ε)) · shrink
 */
export function adamRows(
  p: Float32Array,
  m: Float32Array,
  v: Float32Array,
  g: Float32Array,
  s: AdamScalars,
  out: { readonly p: Float32Array; readonly m: Float32Array; readonly v: Float32Array },
): void {
  const { stepSize, epsilon, beta1, beta2, shrink } = s
  const rest1 = 1 - beta1
  const rest2 = 1 - beta2
  for (let i = 0; i < g.length; i++) {
    const gradient = g[i] as number
    const first = beta1 * (m[i] as number) + rest1 * gradient
    const second = beta2 * (v[i] as number) + rest2 * gradient * gradient
    out.m[i] = first
    out.v[i] = second
    out.p[i] = ((p[i] as number) - (stepSize * first) / (Math.sqrt(second) + epsilon)) * shrink
  }
}
