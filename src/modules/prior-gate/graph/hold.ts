import * as tf from '@tensorflow/tfjs'
import type { BuildContext } from '../../../model/stage.ts'
import { HELD } from '../spec.ts'

/** Weights that are held from outside in a model that is asked about; as they are until then. */
export interface Hold {
  /** Weights of fields [B, F, 1 or d]. */
  fields(weights: tf.Tensor3D): tf.Tensor3D
  /** Weights of a hidden layer's units [B, H]: as they are, or 1. */
  layer(weights: tf.Tensor2D): tf.Tensor2D
}

/** w ← (1 − h) ⊙ w + h ⊙ c, with h 0 or 1: then it is w or c to the bit. h and c are state, one of each for a field. */
export function holding({ shape, variable }: BuildContext): Hold {
  const fields = shape.fieldNames.length
  const state = (name: string, size: number, value: number): tf.Tensor =>
    variable(name, [size], new Float32Array(size).fill(value), { state: true })
  const isHeld = state(HELD.fields, fields, 0)
  const at = state(HELD.at, fields, 1)
  const layers = state(HELD.layers, 1, 0)
  const held = (weights: tf.Tensor, h: tf.Tensor, c: tf.Tensor | number): tf.Tensor =>
    tf.add(tf.mul(weights, tf.sub(1, h)), tf.mul(h, c))
  const ofField = (values: tf.Tensor): tf.Tensor => tf.reshape(values, [1, fields, 1])
  return {
    fields: (weights) => held(weights, ofField(isHeld), ofField(at)) as tf.Tensor3D,
    layer: (weights) => held(weights, layers, 1) as tf.Tensor2D,
  }
}
