import * as tf from '@tensorflow/tfjs'

/** Σ a ⊙ b, summed in two goes of about √n each: on a device many share the work of both. */
export function dot(a: tf.Tensor, b: tf.Tensor): tf.Scalar {
  const product = tf.mul(a, b)
  const rows = largestDivisor(product.size, Math.ceil(Math.sqrt(product.size)))
  return tf.sum(tf.sum(tf.reshape(product, [product.size / rows, rows]), 1))
}

function largestDivisor(n: number, most: number): number {
  for (let divisor = most; divisor > 1; divisor--) if (n % divisor === 0) return divisor
  return 1
}
