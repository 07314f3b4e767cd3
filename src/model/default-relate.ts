import * as tf from '@tensorflow/tfjs'
import { binaryCrossEntropy } from '../nn/losses.ts'
import { scalarsOf } from '../nn/parts-of.ts'
import type { BuildContext, Layer } from './stage.ts'

/** No relation between tasks: binary cross-entropy of each, the mean over the batch. */
export function independentTasks(context: BuildContext): Layer<'relate'> {
  return {
    shape: context.shape,
    apply({ batch, logits }) {
      const losses = tf.mean(binaryCrossEntropy(logits, batch.labels), 0)
      return { out: { logits, taskLosses: scalarsOf(losses as tf.Tensor1D) } }
    },
  }
}
