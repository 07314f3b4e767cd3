import * as tf from '@tensorflow/tfjs'
import { normalValues } from '../../../nn/initializer.ts'
import type { Config, SceneContext } from './context.ts'
import type { OneHot } from './rows.ts'

/** An embedding of each row's scene: one-hot [B, S] → [B, width]. */
export function sceneEmbedding(
  { sceneWidth }: Config,
  context: SceneContext,
): (scene: OneHot) => tf.Tensor2D {
  const name = 'scene-routing/scenes'
  const size = context.sceneCount * sceneWidth
  // Layers that read these may start at zero, so these must not.
  const values = normalValues(context.rng(name), size, 0.5)
  const table = context.variable(name, [context.sceneCount, sceneWidth], values)
  return (scene) => tf.matMul(scene, table as tf.Tensor as tf.Tensor2D)
}
