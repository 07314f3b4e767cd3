import * as tf from '@tensorflow/tfjs'

/**
 * Columns of [B, n] as n tensors [B, 1]. One column is given back as it is: the gradient of a split into a single part
 * is not defined in tfjs (it is handed a tensor where it expects a list).
 */
export function columnsOf(matrix: tf.Tensor2D, count: number): tf.Tensor2D[] {
  return count === 1 ? [matrix] : tf.split(matrix, count, 1)
}

/** Elements of [n] as n scalars; one element is a reshape, for the reason above. */
export function scalarsOf(vector: tf.Tensor1D): tf.Scalar[] {
  if (vector.shape[0] === 1) return [tf.reshape(vector, []) as tf.Scalar]
  return tf.unstack(vector) as tf.Scalar[]
}
