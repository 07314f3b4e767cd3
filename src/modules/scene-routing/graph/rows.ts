import * as tf from '@tensorflow/tfjs'
import { stopGradient } from '../../../nn/stop-gradient.ts'

/** One-hot rows [B, n]: which of n branches serves each row. */
export type OneHot = tf.Tensor2D

/** What a layer is told of the rows of a batch beside its own input. */
export interface Rows {
  /** [B, H]: what reached the route stage. */
  readonly input: tf.Tensor2D
  /** [B, S]. */
  readonly scene: OneHot
  /** Whose weights serve each row: its scene's, or those of its cluster. */
  readonly route: OneHot
  readonly training: boolean
  /** What a trained model is asked to do without: a branch that gives 0, or STAR's factors, which are 1. */
  readonly off: 'shared' | 'private' | 'factors' | null
}

/** One-hot scenes [B, S]; tfjs refuses one-hots of depth 1, which filtered data can ask for. */
export const oneHotScenes = (sceneIds: tf.Tensor1D, scenes: number): OneHot =>
  scenes === 1
    ? tf.ones([sceneIds.shape[0], 1])
    : (tf.cast(tf.oneHot(sceneIds, scenes), 'float32') as tf.Tensor2D)

/** The row's own of all branches: all [B, n, o] → [B, o]. Nothing flows back to the others: their gradient is exactly 0. */
export const picked = (all: tf.Tensor3D, route: OneHot): tf.Tensor2D =>
  tf.sum<tf.Tensor2D>(tf.mul(all, tf.expandDims(route, 2)), 1)

/** Values [B, k] of the row's own branch in its columns of [B, n · k], 0 elsewhere. */
export function placed(own: tf.Tensor2D, route: OneHot): tf.Tensor2D {
  const [rows, width] = own.shape
  const all = tf.mul(tf.expandDims(route, 2), tf.expandDims(own, 1))
  return tf.reshape(all, [rows, (route.shape[1] as number) * width])
}

/** The same values [B, S, o], with no gradient to what scenes other than the row's give. */
export function onlyOwnTrained(all: tf.Tensor3D, scene: OneHot): tf.Tensor3D {
  const own = tf.expandDims(scene, 2)
  return tf.add(tf.mul(all, own), tf.mul(stopGradient(all), tf.sub(1, own)))
}

/** Rows [B, n] that stand for `times` parts each: [B · times, n]. */
export function repeated(rows: OneHot, times: number): OneHot {
  const all = tf.mul(tf.ones([1, times, 1]), tf.expandDims(rows, 1))
  return tf.reshape(all, [-1, rows.shape[1] as number])
}
