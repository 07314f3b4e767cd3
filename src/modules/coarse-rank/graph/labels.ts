import * as tf from '@tensorflow/tfjs'
import type { ConfigOf } from '../../../core/setting-spec.ts'
import type { Batch, BuildContext } from '../../../model/stage.ts'
import { columnOf } from '../../../nn/embedding.ts'
import { binaryCrossEntropy, softplus } from '../../../nn/losses.ts'
import type { coarseRank } from '../spec.ts'
import { positionColumn, type Scored } from './student.ts'

/** The first task's column of [B, T], [B, 1]. */
export const firstOf = (matrix: tf.Tensor2D): tf.Tensor2D => tf.slice(matrix, [0, 0], [matrix.shape[0], 1])

/** What the student learns from labels, a mean over the batch; a row whose position is missing was not shown. */
export function labelLoss(
  { exposure }: Pick<ConfigOf<typeof coarseRank.settings>, 'exposure'>,
  context: BuildContext,
): (scored: Scored, batch: Batch) => tf.Scalar {
  if (exposure === 'all') {
    return ({ logit }, { labels }) => tf.mean(binaryCrossEntropy(logit, firstOf(labels)))
  }
  const position = positionColumn(context)
  return ({ logit, passedOver }, { ids, labels }) => {
    const place = tf.cast(columnOf(ids, position), 'float32')
    const shown = tf.reshape(tf.minimum(place, 1), [-1, 1]) as tf.Tensor2D
    if (passedOver !== null) return threeClasses(logit, passedOver, shown, firstOf(labels))
    const own = tf.mul(binaryCrossEntropy(logit, firstOf(labels)), shown)
    return tf.div(tf.sum(own), tf.maximum(tf.sum(shown), 1))
  }
}

/**
 * ECM: mean of −ln softmax(0, a, b) at a row's class: not shown, shown and not taken up, taken up. Given what is ranked
 * by, r = b − ln(1 + eᵃ), and a: ln(1 + eᵃ + eᵇ) = ln(1 + eᵃ) + ln(1 + eʳ). All [B, 1].
 */
export function threeClasses(
  ranked: tf.Tensor2D,
  passedOver: tf.Tensor2D,
  shown: tf.Tensor2D,
  labels: tf.Tensor2D,
): tf.Scalar {
  const taken = tf.mul<tf.Tensor2D>(labels, shown)
  const wasPassed = tf.sub(shown, taken)
  const odds = softplus(passedOver)
  const own = tf.add(tf.mul(wasPassed, passedOver), tf.mul(taken, tf.add(ranked, odds)))
  return tf.mean(tf.sub(tf.add(odds, softplus(ranked)), own))
}
