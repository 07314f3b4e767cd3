import * as tf from '@tensorflow/tfjs'

/** Binary cross-entropy of each row from logits, max(z, 0) − z·y + log1p(e^−|z|): same shape as z. Never negative. */
export function binaryCrossEntropy<T extends tf.Tensor>(logits: T, labels: T): T {
  return tf.add(
    tf.sub(tf.relu(logits), tf.mul(logits, labels)),
    tf.log1p(tf.exp(tf.neg(tf.abs(logits)))),
  ) as T
}

/** Squared distances of rows of q [B, D] to rows of m [K, D], ‖q‖² + ‖m‖² − 2 q·mᵀ, rounding below 0 cut off: [B, K]. */
export function squaredDistances(q: tf.Tensor2D, m: tf.Tensor2D): tf.Tensor2D {
  const qq = tf.sum(tf.square(q), 1, true)
  const mm = tf.reshape(tf.sum(tf.square(m), 1), [1, -1])
  return tf.relu(tf.sub(tf.add(qq, mm), tf.mul(2, tf.matMul(q, m, false, true)))) as tf.Tensor2D
}
