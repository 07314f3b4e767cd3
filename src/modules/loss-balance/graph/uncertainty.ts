import * as tf from '@tensorflow/tfjs'
import type { BuildContext } from '../../../model/stage.ts'
import { scalarsOf } from '../../../nn/parts-of.ts'
import type { Method } from './method.ts'

/**
 * Kendall, Gal and Cipolla 2018, in the form for classification: Σ_t e^{−s_t} L_t + ½ Σ_t s_t with s_t = ln σ_t², trained
 * with the model from 0. At rest e^{−s_t} = 1 / 2L_t.
 */
export function uncertainty(context: BuildContext): Method {
  const count = context.tasks.length
  const logVariance = context.variable('loss-balance/log-variance', [count], new Float32Array(count))
  return () => ({
    weights: scalarsOf(tf.exp(tf.neg(logVariance)) as tf.Tensor1D),
    losses: { uncertainty: tf.mul(tf.sum(logVariance), 0.5) as tf.Scalar },
  })
}
