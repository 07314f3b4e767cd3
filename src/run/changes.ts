/** How a tap changed between two readings of it. */
export interface Change {
  /** Step of the later reading. */
  readonly step: number
  /** ‖X − X₀‖ / ‖X₀‖ of all its values; 0 where both are 0. */
  readonly drift: number
  /** Share of rows of [rows, n ≥ 2] whose largest entry is now another one; null for other shapes. */
  readonly churn: number | null
}
interface Reading {
  readonly step: number
  readonly shape: readonly number[]
  readonly values: Float32Array
}

/** Null where the two cannot be compared: other shapes, or not one after the other. */
export function changeOf(before: Reading, after: Reading): Change | null {
  if (after.step <= before.step || String(after.shape) !== String(before.shape)) return null
  let [moved, length] = [0, 0]
  for (let i = 0; i < after.values.length; i++) {
    const old = before.values[i] as number
    moved += ((after.values[i] as number) - old) ** 2
    length += old ** 2
  }
  const drift = moved === 0 ? 0 : Math.sqrt(moved / length)
  return { step: after.step, drift, churn: churnOf(before, after) }
}

function churnOf(before: Reading, after: Reading): number | null {
  const [rows = 0, width = 0] = after.shape
  if (after.shape.length !== 2 || width < 2 || rows === 0) return null
  const largest = (values: Float32Array, row: number): number => {
    let best = 0
    for (let i = 1; i < width; i++) {
      if ((values[row * width + i] as number) > (values[row * width + best] as number)) best = i
    }
    return best
  }
  let changed = 0
  for (let row = 0; row < rows; row++) {
    if (largest(before.values, row) !== largest(after.values, row)) changed++
  }
  return changed / rows
}
