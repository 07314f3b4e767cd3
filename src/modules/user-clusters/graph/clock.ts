import * as tf from '@tensorflow/tfjs'
import type { Initializer } from '../../../nn/initializer.ts'

/**
 * Counts its calls in a state variable: gives [1], 1 on every `every`-th call and 0 on the others. The count is a value of
 * the model and not of the program, so that a step is the same program at every step.
 */
export function clock(init: Initializer, name: string, every: number): () => tf.Tensor1D {
  const count = init.variable(name, [1], new Float32Array(1), { state: true })
  return () => {
    const next = tf.add(count, 1)
    const isDue = tf.cast(tf.greaterEqual(next, every), 'float32') as tf.Tensor1D
    count.assign(tf.mul(next, tf.sub(1, isDue)))
    return isDue
  }
}

/** x (1 − mask) + y mask: to the bit x where the mask is 0 and y where it is 1; the mask is broadcast. */
export const blended = (x: tf.Tensor, y: tf.Tensor, mask: tf.Tensor): tf.Tensor =>
  tf.add(tf.mul(x, tf.sub(1, mask)), tf.mul(y, mask))

/** A write needs a training step before it. */
export const NO_STEP = 'user-clusters: a step was committed without a forward pass'
