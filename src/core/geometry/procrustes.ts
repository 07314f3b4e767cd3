import { Matrix, SingularValueDecomposition } from 'ml-matrix'
import type { Points } from './compactness.ts'

/** x ↦ s (x − a) R + b: turned, reflected, scaled and moved. */
export interface Similarity {
  readonly from: readonly number[]
  readonly to: readonly number[]
  readonly scale: number
  /** [width, width], orthogonal. */
  readonly turn: readonly (readonly number[])[]
}

/**
 * The similarity that brings points nearest to others of the same number, in the sum of squared distances (Schönemann and
 * Carroll 1970): with X and Y about their means and XᵀY = U Σ Vᵀ, R = U Vᵀ and s = tr Σ / ‖X‖². The narrower of the two
 * has zeros for the dimensions it lacks. Where either does not vary, s = 1: there is nothing to scale by.
 */
export function alignment(points: Points, target: Points): Similarity {
  if (points.rows !== target.rows) throw new RangeError(`alignment: ${points.rows} points and ${target.rows}`)
  const width = Math.max(points.width, target.width)
  const [x, y] = [centred(points, width), centred(target, width)]
  const svd = new SingularValueDecomposition(x.data.transpose().mmul(y.data))
  const turn = svd.leftSingularVectors.mmul(svd.rightSingularVectors.transpose())
  const trace = svd.diagonal.reduce((sum, value) => sum + value, 0)
  const spread = x.data.norm('frobenius') ** 2
  return {
    from: x.mean,
    to: y.mean,
    scale: trace > 0 && spread > 0 ? trace / spread : 1,
    turn: turn.to2DArray(),
  }
}

/** Points under a similarity, [rows, its width]. */
export function aligned({ rows, width, values }: Points, { from, to, scale, turn }: Similarity): Points {
  const wide = from.length
  const moved = new Float32Array(rows * wide)
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < wide; c++) {
      let sum = 0
      for (let k = 0; k < wide; k++) {
        const own = k < width ? (values[r * width + k] as number) : 0
        sum += (own - (from[k] as number)) * (turn[k]?.[c] as number)
      }
      moved[r * wide + c] = scale * sum + (to[c] as number)
    }
  }
  return { rows, width: wide, values: moved }
}

function centred({ rows, width, values }: Points, wide: number) {
  const data = new Matrix(rows, wide)
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < width; c++) data.set(r, c, values[r * width + c] as number)
  }
  const mean = rows === 0 ? new Array<number>(wide).fill(0) : data.mean('column')
  return { data: data.subRowVector(mean), mean }
}
