import { binaryCrossEntropy, meanOverRows } from '../nn/losses.ts'
import { scalarsOf } from '../nn/parts-of.ts'
import type { BuildContext, Layer } from './stage.ts'

/** No relation between tasks: binary cross-entropy of each, the mean over the batch. */
export function independentTasks(context: BuildContext): Layer<'relate'> {
  return {
    shape: context.shape,
    apply({ batch, logits, weights }) {
      const losses = meanOverRows(binaryCrossEntropy(logits, batch.labels), weights)
      return { out: { logits, taskLosses: scalarsOf(losses) } }
    },
  }
}
