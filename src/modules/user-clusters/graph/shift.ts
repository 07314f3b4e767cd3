import * as tf from '@tensorflow/tfjs'
import type { Batch, BuildContext } from '../../../model/stage.ts'
import { lookup } from '../../../nn/embedding.ts'
import { normalValues } from '../../../nn/initializer.ts'
import { type Config, userIds } from './attributes.ts'

export interface Shift {
  /** The user's own offset δ [B, d]; zero for unseen users, silent where the user id is dropped. */
  of(batch: Batch): tf.Tensor2D
  /** Mean of δ over the train rows, [1, d]. */
  mean(): tf.Tensor2D
  /** mean_b ω_b ‖δ_b‖². */
  intra(batch: Batch, shift: tf.Tensor2D): tf.Scalar
}

/** The table δ [users, d], shrunk like the user id. */
export function shiftTable(config: Config, context: BuildContext): Shift {
  const users = userIds(context)
  const d = context.shape.embeddingDim
  const start = normalValues(context.rng('user-clusters/shift'), users.vocabSize * d, 0.02)
  start.fill(0, 0, d)
  const table = context.variable('user-clusters/shift', [users.vocabSize, d], start, {
    shrink: true,
  }) as tf.Tensor as tf.Tensor2D
  const weights = config.intraWeight === 'user' ? userWeights(context.userActivity()) : null
  return {
    of: (batch) => tf.mul(lookup(table, users.of(batch)), batch.userMask),
    mean: () => {
      const activity = context.userActivity()
      const total = activity.reduce((sum, rows) => sum + rows, 0)
      return tf.matMul(tf.tensor2d([Array.from(activity, (rows) => rows / total)]), table)
    },
    intra(batch, shift) {
      const norms = tf.sum(tf.square(shift), 1)
      if (weights === null) return tf.mean(norms)
      return tf.mean(tf.mul(norms, tf.gather(tf.tensor1d(weights), users.of(batch))))
    },
  }
}

/**
 * ω_u = n̄ / n_u by user id, n_u the user's train rows and n̄ their mean over train users: over an epoch each user counts
 * once, as under a Gaussian prior δ_u ~ N(0, 1/2λ). 0 for users absent from train, whose δ is 0.
 */
export function userWeights(activity: Int32Array): Float32Array {
  const present = activity.filter((rows) => rows > 0)
  const mean = present.reduce((sum, rows) => sum + rows, 0) / Math.max(1, present.length)
  return Float32Array.from(activity, (rows) => (rows === 0 ? 0 : mean / rows))
}
