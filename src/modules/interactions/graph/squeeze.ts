import * as tf from '@tensorflow/tfjs'
import type { BuildContext } from '../../../model/stage.ts'
import { dense } from '../../../nn/dense.ts'

/**
 * SENet of FiBiNET (Huang et al. 2019, §3.2): z_f = mean_d e_f, A = relu(W₂ relu(W₁ z)), V = A ⊙ E, one weight ≥ 0 for
 * each field; max(1, ⌊F / reduction⌋) units between, no biases.
 */
export function squeezeExcitation(
  context: BuildContext,
  fieldCount: number,
  reduction: number,
): (fields: tf.Tensor3D) => tf.Tensor3D {
  const units = Math.max(1, Math.floor(fieldCount / reduction))
  const squeeze = dense(context, 'interactions/senet/squeeze', fieldCount, units, { bias: null })
  const excite = dense(context, 'interactions/senet/excite', units, fieldCount, { bias: null })
  return (fields) => {
    const weights = tf.relu(excite(tf.relu(squeeze(tf.mean(fields, 2) as tf.Tensor2D))))
    return tf.mul(fields, tf.expandDims(weights, 2)) as tf.Tensor3D
  }
}
