import { Matrix, SingularValueDecomposition } from 'ml-matrix'

export interface Projection {
  /** [rows, components] row-major. */
  readonly projected: Float32Array
  /** Share of the variance that the components hold, 0 to 1; 1 when the points do not vary. */
  readonly explained: number
}

/**
 * Principal component analysis of points [rows, width] to the first `components` axes. Each axis points so that its
 * largest loading is positive: equal data give equal pictures.
 */
export function pca(points: Float32Array, rows: number, width: number, components: number): Projection {
  const data = new Matrix(rows, width)
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < width; c++) data.set(r, c, points[r * width + c] as number)
  }
  const centred = data.center('column')
  const covariance = centred.transpose().mmul(centred).div(Math.max(1, rows))
  const svd = new SingularValueDecomposition(covariance)
  const projected = new Float32Array(rows * components)
  for (let axis = 0; axis < Math.min(components, width); axis++) {
    const loadings = oriented(svd.leftSingularVectors.getColumn(axis))
    for (let r = 0; r < rows; r++) {
      let sum = 0
      for (let c = 0; c < width; c++) sum += centred.get(r, c) * (loadings[c] as number)
      projected[r * components + axis] = sum
    }
  }
  const total = svd.diagonal.reduce((a, b) => a + b, 0)
  const held = svd.diagonal.slice(0, components).reduce((a, b) => a + b, 0)
  return { projected, explained: total > 0 ? Math.min(1, held / total) : 1 }
}

function oriented(loadings: readonly number[]): number[] {
  const largest = loadings.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0)
  return largest < 0 ? loadings.map((value) => -value) : [...loadings]
}
