import * as tf from '@tensorflow/tfjs'
import type { BuildContext, Layer } from '../../../model/stage.ts'
import { binaryCrossEntropy, meanOverRows } from '../../../nn/losses.ts'
import { columnsOf, scalarsOf } from '../../../nn/parts-of.ts'
import { type Pair, pairsOf } from './paths.ts'

/** Each task's own cross-entropy of its marginal logit, a scalar for each task. */
export const ownLosses = (
  logits: tf.Tensor2D,
  labels: tf.Tensor2D,
  weights: tf.Tensor2D | null,
): tf.Scalar[] => scalarsOf(meanOverRows(binaryCrossEntropy(logits, labels), weights))

/** Σ over pairs of mean relu(p_later − p_required): the consistency penalty, AITM's calibrator. */
export function excess(logits: tf.Tensor2D, pairs: readonly Pair[]): tf.Scalar {
  const columns = columnsOf(tf.sigmoid(logits), logits.shape[1])
  return tf.addN(
    pairs.map(({ later, required }) =>
      tf.mean(tf.relu(tf.sub(columns[later] as tf.Tensor, columns[required] as tf.Tensor))),
    ),
  ) as tf.Scalar
}

/** Tasks side by side, with or without the penalty. */
export function independent(context: BuildContext, isPenalised: boolean): Layer<'relate'> {
  const pairs = pairsOf(context.tasks)
  return {
    shape: context.shape,
    apply({ batch, logits, weights }) {
      const out = { logits, taskLosses: ownLosses(logits, batch.labels, weights) }
      return isPenalised ? { out, losses: { hinge: excess(logits, pairs) } } : { out }
    },
  }
}
