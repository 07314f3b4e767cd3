import { Matrix, SingularValueDecomposition } from 'ml-matrix'
import type { Points } from './compactness.ts'

export interface Projection {
  /** [rows, components] row-major. */
  readonly projected: Float32Array
  /** Share of the variance that the components hold, 0 to 1; 1 when the points do not vary. */
  readonly explained: number
}

/** A centre and axes through it, each of length 1. */
export interface Axes {
  readonly mean: readonly number[]
  /** [components, width], by variance. */
  readonly loadings: readonly (readonly number[])[]
}

/**
 * Principal component analysis of points [rows, width] to the first `components` axes. Each axis points so that its
 * largest loading is positive: equal data give equal pictures.
 */
export function pca(points: Float32Array, rows: number, width: number, components: number): Projection {
  const axes = principalAxes({ rows, width, values: points }, components)
  const { projected, shares } = projectedOn(axes, { rows, width, values: points })
  return {
    projected: wide(projected, rows, axes.loadings.length, components),
    explained: Math.min(
      1,
      shares.reduce((sum, share) => sum + share, 0),
    ),
  }
}

/** Centre and main axes of points, as many as asked for or as there are dimensions. */
export function principalAxes({ rows, width, values }: Points, components: number): Axes {
  const data = new Matrix(rows, width)
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < width; c++) data.set(r, c, values[r * width + c] as number)
  }
  const mean = rows === 0 ? new Array<number>(width).fill(0) : data.mean('column')
  const centred = data.subRowVector(mean)
  const covariance = centred.transpose().mmul(centred).div(Math.max(1, rows))
  const svd = new SingularValueDecomposition(covariance)
  const count = Math.min(components, width)
  const loadings = Array.from({ length: count }, (_, axis) =>
    oriented(svd.leftSingularVectors.getColumn(axis)),
  )
  return { mean, loadings }
}

/**
 * Points on axes, and the share of the points' own variance that each axis holds. All is 0 and the first share 1 where
 * they do not vary.
 */
export function projectedOn(
  { mean, loadings }: Axes,
  { rows, width, values }: Points,
): { readonly projected: Float32Array; readonly shares: readonly number[] } {
  const count = loadings.length
  const projected = new Float32Array(rows * count)
  for (let r = 0; r < rows; r++) {
    for (const [axis, own] of loadings.entries()) {
      let sum = 0
      for (let c = 0; c < width; c++)
        sum += ((values[r * width + c] as number) - (mean[c] as number)) * (own[c] as number)
      projected[r * count + axis] = sum
    }
  }
  const total = variances(values, rows, width).reduce((sum, one) => sum + one, 0)
  const held = variances(projected, rows, count)
  const isFlat = !(total > 0)
  return { projected, shares: held.map((one, axis) => (isFlat ? (axis === 0 ? 1 : 0) : one / total)) }
}

/** Variance of each column. */
function variances(values: Float32Array, rows: number, width: number): readonly number[] {
  return Array.from({ length: width }, (_, c) => {
    let [sum, squares] = [0, 0]
    for (let r = 0; r < rows; r++) sum += (values[r * width + c] as number) / rows
    for (let r = 0; r < rows; r++) squares += ((values[r * width + c] as number) - sum) ** 2 / rows
    return squares
  })
}

function oriented(loadings: readonly number[]): number[] {
  const largest = loadings.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0)
  return largest < 0 ? loadings.map((value) => -value) : [...loadings]
}

/** Rows of `from` columns with zeros behind, to `to` columns. */
function wide(values: Float32Array, rows: number, from: number, to: number): Float32Array {
  if (from === to) return values
  const padded = new Float32Array(rows * to)
  for (let r = 0; r < rows; r++) padded.set(values.subarray(r * from, (r + 1) * from), r * to)
  return padded
}
