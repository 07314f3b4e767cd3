import * as tf from '@tensorflow/tfjs'
import { softplus } from '../../../nn/losses.ts'

/**
 * Logit of σ(a)·σ(b), both of two independent things (PAL, Guo et al. 2019: seen, and taken up once seen):
 *   ln p = −softplus(−a) − softplus(−b),   ln(1 − p) = logsumexp(−softplus(a), −softplus(−a) − softplus(b)),
 * the second being "not the one, or the one and not the other": exact, without a clamp. a [B, T], b [B, 1] → [B, T].
 */
export function bothHappen(a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D {
  const notA = softplus(tf.neg(a))
  const logBoth = tf.neg(tf.add(notA, softplus(tf.neg(b))))
  const first = tf.neg(softplus(a))
  const second = tf.neg(tf.add(notA, softplus(b)))
  // ln(eᵘ + eᵛ) = u + softplus(v − u)
  return tf.sub(logBoth, tf.add(first, softplus(tf.sub(second, first))))
}
