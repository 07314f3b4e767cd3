import * as tf from '@tensorflow/tfjs'

/** Chance of being seen at each position relative to the best, from train rates; id 0, an unknown position, counts as the best. */
export function propensities(rates: Float32Array): Float32Array {
  const best = rates.subarray(1).reduce((most, rate) => Math.max(most, rate), 0)
  return rates.map((rate, id) => (id === 0 || best === 0 ? 1 : rate / best))
}

/** Weights divided by their mean over the batch, for each task: [B, T], columns of mean 1. */
export const selfNormalised = (weights: tf.Tensor2D): tf.Tensor2D =>
  tf.div<tf.Tensor2D>(weights, tf.mean(weights, 0, true))
