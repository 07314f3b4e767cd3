import * as tf from '@tensorflow/tfjs'
import { constant } from '../../../nn/stop-gradient.ts'

/** Values as they are kept for serving: all or some rows of `whole`, which sets their scale. */
export type Stored = (values: tf.Tensor2D, whole: tf.Tensor2D) => tf.Tensor2D

export const asFloats: Stored = (values) => values

/**
 * Simulated 8-bit weights, one scale for a matrix: s = max|w| / 127, w ← w + sg(s · round(w / s) − w). Forward takes the
 * rounded values, gradients pass straight through (Bengio, Léonard and Courville 2013; Jacob et al. 2018).
 */
export const asBytes: Stored = (values, whole) => {
  const scale = tf.add(tf.div(tf.max(tf.abs(whole)), 127), 1e-12)
  const error = constant(values, (w) => tf.sub(tf.mul(tf.round(tf.div(w, scale)), scale), w))
  return tf.add(values, error)
}
