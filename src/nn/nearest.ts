import * as tf from '@tensorflow/tfjs'

/** One-hot of each row's largest score [B, K]; those that tie share the row. */
export function nearest(scores: tf.Tensor2D): tf.Tensor2D {
  const isLargest = tf.cast(tf.equal(scores, tf.max(scores, 1, true)), 'float32')
  return tf.div<tf.Tensor2D>(isLargest, tf.sum(isLargest, 1, true))
}

/** Rows of length 1; a row of zeros stays one. */
export const unit = (x: tf.Tensor2D): tf.Tensor2D =>
  tf.div<tf.Tensor2D>(x, tf.sqrt(tf.add(tf.sum(tf.square(x), 1, true), 1e-8)))
