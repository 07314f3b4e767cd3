import * as tf from '@tensorflow/tfjs'
import type { Batch, BuildContext } from '../../../model/stage.ts'
import { lookup } from '../../../nn/embedding.ts'
import { normalValues } from '../../../nn/initializer.ts'

/** Width of the module's own embedding of each prior. */
const PRIOR_WIDTH = 4

export interface Priors {
  readonly width: number
  /** [B, priors · 4]. */
  of(batch: Batch): tf.Tensor2D
}

/** Own embeddings of the prior features, side by side. */
export function priorEmbeddings(context: BuildContext): Priors {
  const columns = context.fields.flatMap((field, i) => (field.roles.includes('prior') ? [i] : []))
  if (columns.length === 0) throw new Error('prior-gate: no prior feature')
  const offsets: number[] = []
  let vocabSize = 0
  for (const column of columns) {
    offsets.push(vocabSize)
    vocabSize += context.fields[column]?.vocabSize as number
  }
  const table = context.variable(
    'prior-gate/priors',
    [vocabSize, PRIOR_WIDTH],
    // The layers that read these start at zero, so these must not.
    normalValues(context.rng('prior-gate/priors'), vocabSize * PRIOR_WIDTH, 0.5),
  ) as tf.Tensor as tf.Tensor2D
  const width = columns.length * PRIOR_WIDTH
  return {
    width,
    of: ({ ids }) => {
      const own = tf.add(tf.gather(ids, tf.tensor1d(columns, 'int32'), 1), tf.tensor1d(offsets, 'int32'))
      return tf.reshape(lookup(table, tf.reshape(own, [-1]) as tf.Tensor1D), [-1, width]) as tf.Tensor2D
    },
  }
}
