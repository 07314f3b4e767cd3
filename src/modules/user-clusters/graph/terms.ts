import * as tf from '@tensorflow/tfjs'
import { unit } from '../../../nn/nearest.ts'
import { stopGradient } from '../../../nn/stop-gradient.ts'

/** Spread that the variance term asks of cluster values and of centroid keys. */
const VALUE_SPREAD = 0.3
const KEY_SPREAD = 1

/** KL(p̄ ‖ uniform) = Σ_k p̄_k ln(K p̄_k), p̄ the mean of assignment [B, K]: 0 when even, ln K when one cluster takes all. */
export function balance(assignment: tf.Tensor2D): tf.Scalar {
  const mean = tf.mean(assignment, 0)
  const clusters = assignment.shape[1]
  return tf.sum(tf.mul(mean, tf.log(tf.add(tf.mul(mean, clusters), 1e-8))))
}

/** Mean entropy of a row's membership, −Σ_k w_bk ln w_bk, in nats: 0 when hard, ln K when undecided. */
export const sharpness = (assignment: tf.Tensor2D): tf.Scalar =>
  tf.neg(tf.mean(tf.sum(tf.mul(assignment, tf.log(tf.add(assignment, 1e-8))), 1)))

/** mean_b Σ_k sg(w_bk) ‖q_b − m_k‖² of memberships and squared distances [B, K]: soft k-means. */
export const commitment = (assignment: tf.Tensor2D, distances: tf.Tensor2D): tf.Scalar =>
  tf.mean(tf.sum(tf.mul(stopGradient(assignment), distances), 1))

/**
 * VICReg's terms over K ≥ 2 clusters, C being the covariance matrix of columns (divisor K − 1):
 *   covariance = (1/d) Σ_{i≠j} C_ij² over the values [K, d]
 *   variance   = mean_i relu(γ − √(C_ii + 1e-4)) over the values at γ = .3, plus the same over the keys at γ = 1
 * Both are at least 0. Values and keys lie side by side, so that one product gives every covariance.
 */
export function separation(
  values: tf.Tensor2D,
  keys: tf.Tensor2D,
): { readonly covariance: tf.Scalar; readonly variance: tf.Scalar } {
  const [clusters, d] = values.shape
  const width = keys.shape[1]
  const n = d + width
  const amongValues = Float32Array.from({ length: n * n }, (_, i) => {
    const row = Math.floor(i / n)
    const column = i % n
    return row !== column && row < d && column < d ? 1 / d : 0
  })
  const goal = Float32Array.from({ length: n }, (_, i) => (i < d ? VALUE_SPREAD : KEY_SPREAD))
  const share = Float32Array.from({ length: n }, (_, i) => 1 / (i < d ? d : width))
  const centred = aboutMean(tf.concat([values, keys], 1) as tf.Tensor2D)
  const c = tf.mul<tf.Tensor2D>(tf.matMul(centred, centred, true), 1 / (clusters - 1))
  const variances = tf.sum(tf.mul(c, tf.eye(n)), 0)
  const lack = tf.relu(tf.sub(tf.tensor1d(goal), tf.sqrt(tf.add(variances, 1e-4))))
  return {
    covariance: tf.sum(tf.mul(tf.square(c), tf.tensor2d(amongValues, [n, n]))),
    variance: tf.sum(tf.mul(lack, tf.tensor1d(share))),
  }
}

/**
 * Σ_{i≠j} cos²(m_i − m̄, m_j − m̄) / (K(K − 1)) over the values [K, d], in (0, 1]: never 0, for directions
 * about their mean span at most min(d, K − 1) dimensions (Welch 1974; `welchFloor` in the view).
 */
export function orthogonality(values: tf.Tensor2D): tf.Scalar {
  const clusters = values.shape[0]
  const directions = unit(aboutMean(values))
  const gram = tf.matMul(directions, directions, false, true)
  const others = tf.mul(tf.square(gram), tf.sub(1, tf.eye(clusters)))
  return tf.mul(tf.sum(others), 1 / (clusters * (clusters - 1)))
}

/** Rows of [K, N] less their mean. */
function aboutMean(rows: tf.Tensor2D): tf.Tensor2D {
  const clusters = rows.shape[0]
  const centre = Float32Array.from(
    { length: clusters * clusters },
    (_, i) => (i % (clusters + 1) === 0 ? 1 : 0) - 1 / clusters,
  )
  return tf.matMul(tf.tensor2d(centre, [clusters, clusters]), rows)
}
