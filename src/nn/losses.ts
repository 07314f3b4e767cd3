import * as tf from '@tensorflow/tfjs'

/** Binary cross-entropy of each row from logits, max(z, 0) − z·y + log1p(e^−|z|): same shape as z. Never negative. */
export function binaryCrossEntropy<T extends tf.Tensor>(logits: T, labels: T): T {
  return tf.add(
    tf.sub(tf.relu(logits), tf.mul(logits, labels)),
    tf.log1p(tf.exp(tf.neg(tf.abs(logits)))),
  ) as T
}

/** ln(1 + eˣ) without overflow; −softplus(−z) is ln σ(z). */
export const softplus = (x: tf.Tensor): tf.Tensor2D =>
  tf.add(tf.relu(x), tf.log1p(tf.exp(tf.neg(tf.abs(x))))) as tf.Tensor2D

/** Mean over the rows of losses [B, T], each row weighed where weights [B, T] are given: [T]. */
export function meanOverRows(losses: tf.Tensor2D, weights: tf.Tensor2D | null): tf.Tensor1D {
  return tf.mean(weights === null ? losses : tf.mul(losses, weights), 0)
}
