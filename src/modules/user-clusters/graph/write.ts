import * as tf from '@tensorflow/tfjs'
import { activityDeciles } from '../../../core/data/activity.ts'
import type { Batch, BuildContext } from '../../../model/stage.ts'
import { type Config, userIds } from './attributes.ts'

// c [B, K]: what each row writes with in each cluster. m_k = Σ_b c_bk: write mass of each cluster [K].

const EPSILON = 1e-6

export const massOf = (c: tf.Tensor2D): tf.Tensor1D => tf.sum(c, 0)

/** Σ_b c_bk x_b / (m_k + ε): rows x [B, N] as means by cluster [K, N]. */
const meansOf = (c: tf.Tensor2D, x: tf.Tensor2D): tf.Tensor2D =>
  tf.div<tf.Tensor2D>(tf.matMul(c, x, true), tf.expandDims(tf.add(massOf(c), EPSILON), 1))

/** η_k = 1 − (1 − η)^m_k [K, 1]: how far m_k writes of strength η, one after another, go. */
const strengthOf = (c: tf.Tensor2D, rate: number): tf.Tensor2D =>
  tf.expandDims(tf.sub(1, tf.exp(tf.mul(massOf(c), Math.log(1 - rate)))), 1) as tf.Tensor2D

/**
 * A batch of NTM's erase and add (Graves et al. 2014, eq. 3 and 4) as one write, memory [K, N], erase and add [B, N]:
 *   M′_k = M_k ⊙ (1 − η_k Ē_k) + η_k Ā_k,   Ē and Ā the means by cluster of e and a.
 * One row with a one-hot membership is eq. 3 and 4 with w = η.
 */
export function erasedAndAdded(
  memory: tf.Tensor2D,
  c: tf.Tensor2D,
  erase: tf.Tensor2D,
  add: tf.Tensor2D,
  rate: number,
): { readonly memory: tf.Tensor2D; readonly added: tf.Tensor2D } {
  const strength = strengthOf(c, rate)
  const left = tf.mul(memory, tf.sub(1, tf.mul(strength, meansOf(c, erase))))
  const added = tf.mul<tf.Tensor2D>(strength, meansOf(c, add))
  return { memory: tf.add(left, added), added }
}

/** η_k Σ_b c_bk x_b / (m_k + ε): what a draw to the rows of each cluster adds [K, N], once η_k M_k is erased. */
export const addedBy = (c: tf.Tensor2D, x: tf.Tensor2D, rate: number): tf.Tensor2D =>
  tf.mul(strengthOf(c, rate), meansOf(c, x))

/** Σ_n |x_kn| of [K, N]: a mass by cluster [K]. */
export const magnitudeOf = (x: tf.Tensor2D): tf.Tensor1D => tf.sum(tf.abs(x), 1)

/** M_k + η_k (Σ_b c_bk x_b / (m_k + ε) − M_k): the memory drawn to the rows of each cluster. */
export function drawnTo(memory: tf.Tensor2D, c: tf.Tensor2D, x: tf.Tensor2D, rate: number): tf.Tensor2D {
  return tf.add(memory, tf.mul(strengthOf(c, rate), tf.sub(meansOf(c, x), memory)))
}

/**
 * κ_b [B, 1]: what a row counts for in a write, 0 where the user's embedding is silent. Stratified: in inverse proportion
 * to the share that the user's activity decile has in the batch, 1 on average over the batch.
 */
export function writeWeights(config: Config, context: BuildContext): (batch: Batch) => tf.Tensor2D {
  if (config.writeWeight === 'all') return ({ userMask }) => userMask
  const users = userIds(context)
  const deciles = Int32Array.from(activityDeciles(context.userActivity()))
  return (batch) => {
    const of = tf.gather(tf.tensor1d(deciles, 'int32'), users.of(batch))
    const member = tf.cast(tf.oneHot(of, 11), 'float32') as tf.Tensor2D
    const weights = tf.reciprocal(tf.sum(tf.mul(member, tf.mean(member, 0)), 1, true))
    return tf.mul<tf.Tensor2D>(tf.div(weights, tf.mean(weights)), batch.userMask)
  }
}
