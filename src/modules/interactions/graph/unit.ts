import type * as tf from '@tensorflow/tfjs'
import type { Embedded } from '../../../model/stage.ts'

/** A unit of the deep part: from fields [B, F, d] and the same flattened [B, F·d] to values that join the hidden layer. */
export interface Unit {
  readonly width: number
  /** [B, width]. */
  apply(fields: tf.Tensor3D, flat: tf.Tensor2D, input: Embedded): tf.Tensor2D
}
