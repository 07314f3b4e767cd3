import * as tf from '@tensorflow/tfjs'
import type { Layer } from '../../../model/stage.ts'

/**
 * The layer with its group representation replaced by its mean over the rows of the batch: what is left of a model when
 * nothing of a row can be read from its cluster.
 */
export function withMeanRead(layer: Layer<'represent'>): Layer<'represent'> {
  return {
    ...layer,
    apply(input, mode) {
      const result = layer.apply(input, mode)
      const [rows, count, d] = result.out.fields.shape
      const others = tf.slice(result.out.fields, [0, 0, 0], [rows, count - 1, d])
      const group = tf.slice(result.out.fields, [0, count - 1, 0], [rows, 1, d])
      const mean = tf.mul(tf.ones([rows, 1, 1]), tf.mean(group, 0, true))
      return { ...result, out: { ...result.out, fields: tf.concat([others, mean], 1) as tf.Tensor3D } }
    },
  }
}
