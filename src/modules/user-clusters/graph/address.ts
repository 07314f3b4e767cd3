import * as tf from '@tensorflow/tfjs'
import { unit } from '../../../nn/nearest.ts'
import { constant } from '../../../nn/stop-gradient.ts'
import type { Config } from './attributes.ts'

type Addressing = Pick<Config, 'addressing' | 'temperature' | 'beta' | 'alpha' | 'topK'>

export interface Address {
  /** Logarithm of each cluster's weight up to a constant of the row [B, K]: the largest is the nearest cluster's. */
  readonly scores: tf.Tensor2D
  /** Soft membership [B, K]; rows sum to 1. */
  readonly assignment: tf.Tensor2D
}

/** Membership of queries [B, D] in clusters with keys [K, D]: the softmax of scores, over the clusters that are let in. */
export function address(query: tf.Tensor2D, keys: tf.Tensor2D, config: Addressing): Address {
  const scores = scoresOf(query, keys, config)
  const isMasked = config.topK > 0 && config.topK < (keys.shape[0] as number)
  if (!isMasked && config.addressing !== 'cosine-positive') return { scores, assignment: tf.softmax(scores) }
  // Before the softmax, so that what is shut out has a weight and a gradient of exactly 0.
  const shut = constant(scores, (s) =>
    tf.mul(tf.sub(letIn(s, isMasked ? config.topK : 0, config), 1), SHUT_OUT),
  )
  return { scores, assignment: tf.softmax(tf.add(scores, shut)) }
}

/** Far enough below any score for a weight of 0 in 32 bits. */
const SHUT_OUT = 1e5

function scoresOf(query: tf.Tensor2D, keys: tf.Tensor2D, config: Addressing): tf.Tensor2D {
  switch (config.addressing) {
    case 'l2': {
      // −‖q − m‖² / τ less ‖q‖² / τ, which is the same for all clusters and cancels.
      const halfNorms = tf.mul(0.5, tf.sum(tf.square(keys), 1))
      const scores = tf.sub(tf.matMul(query, keys, false, true), halfNorms)
      return tf.mul<tf.Tensor2D>(scores, 2 / config.temperature)
    }
    case 'cosine':
    case 'cosine-positive':
      return tf.mul(tf.matMul(unit(query), unit(keys), false, true), config.beta)
    case 'student':
      return studentScores(squaredDistances(query, keys), config.alpha)
    default:
      return config.addressing satisfies never
  }
}

/** ‖q − m‖² of queries [B, D] and keys [K, D]: [B, K], at least 0 whatever the rounding. */
export function squaredDistances(query: tf.Tensor2D, keys: tf.Tensor2D): tf.Tensor2D {
  const norms = tf.add(tf.sum(tf.square(query), 1, true), tf.sum(tf.square(keys), 1))
  return tf.relu(tf.sub<tf.Tensor2D>(norms, tf.mul(2, tf.matMul(query, keys, false, true))))
}

/** ln of Student's t kernel, (1 + D/α)^(−(α+1)/2): van der Maaten and Hinton; eq. 1 of Xie et al. 2016. */
export const studentScores = (distances: tf.Tensor2D, alpha: number): tf.Tensor2D =>
  tf.mul<tf.Tensor2D>(tf.log1p(tf.div(distances, alpha)), -(alpha + 1) / 2)

/**
 * Which clusters a row may belong to [B, K], 0 or 1: those with fewer than topK larger scores (0: all), and with
 * cosine-positive those of positive similarity. The nearest is always among them; ties come in together.
 */
function letIn(scores: tf.Tensor2D, topK: number, { addressing }: Addressing): tf.Tensor2D {
  const larger = tf.cast(tf.greater(tf.expandDims(scores, 1), tf.expandDims(scores, 2)), 'float32')
  const rank = tf.sum(larger, 2)
  const within = (most: number): tf.Tensor2D => tf.cast(tf.greaterEqual(tf.scalar(most), rank), 'float32')
  const near = topK > 0 ? within(topK - 1) : null
  const positive = addressing === 'cosine-positive' ? tf.maximum(tf.step(scores), within(0)) : null
  if (near === null) return (positive ?? tf.onesLike(scores)) as tf.Tensor2D
  return positive === null ? near : tf.mul(near, positive)
}
