import * as tf from '@tensorflow/tfjs'
import { dense } from '../../../nn/dense.ts'
import type { Config, SceneContext } from './context.ts'
import { blocks, joined } from './layers.ts'
import { rowNorm } from './norm.ts'
import { lastOf } from './plain.ts'
import type { Rows } from './rows.ts'
import { sceneEmbedding } from './scene-embedding.ts'
import type { Towers } from './towers.ts'
import type { Trunk } from './trunk.ts'
import { type StarWeights, sharedWeights } from './weights.ts'

/** STAR's auxiliary net: its width, what it is told of the scene, and whether its logits have a bias. */
export interface Auxiliary {
  readonly width: number
  readonly scene: 'one-hot' | 'embedding' | 'none'
  readonly bias: boolean
}
/** Ours: the towers' biases say what a bias of the auxiliary net would. */
export const AUXILIARY: Auxiliary = { width: 16, scene: 'one-hot', bias: false }
/** As published code has it: the net is not told the scene. */
export const PUBLISHED_AUXILIARY: Auxiliary = { width: 32, scene: 'none', bias: true }

/**
 * STAR (Sheng et al. 2021): per layer W_s ⊗ W and b_s + b, behind Partitioned Norm where the setting asks for a norm, with
 * an auxiliary net on [x; scene] added to the logits. W_s ≡ 1, b_s ≡ 0 and a zero auxiliary output at the start: the
 * untrained model is the shared one.
 */
export function starTrunk(
  config: Config,
  context: SceneContext,
  weights: StarWeights,
  auxiliary: Auxiliary,
): Trunk {
  const inputs = context.shape.hiddenUnits
  const norm = rowNorm(context, 'scene-routing/star/input', inputs, { affine: 'both' })
  const net = blocks(context, weights, 'scene-routing/star', inputs, config.shared)
  const added = auxiliaryLogits(config, context, auxiliary)
  return {
    width: lastOf(config.shared),
    apply(rows, observe) {
      const x = norm === null ? rows.input : norm(rows.input, rows)
      return {
        hidden: net(x, rows),
        added: added(x, rows),
        ...(observe ? { states: { deviation: deviation(weights.factors, context.sceneCount) } } : {}),
      }
    },
  }
}

function auxiliaryLogits(config: Config, context: SceneContext, { width, scene, bias }: Auxiliary) {
  const embed = scene === 'embedding' ? sceneEmbedding(config, context) : null
  const told = { 'one-hot': context.sceneCount, embedding: config.sceneWidth, none: 0 }[scene]
  const name = 'scene-routing/auxiliary'
  const inputs = context.shape.hiddenUnits + told
  const hidden = blocks(context, sharedWeights(context), name, inputs, [width])
  const logits = dense(context, `${name}/logit`, width, context.tasks.length, {
    zero: true,
    bias: bias ? 0 : null,
  })
  return (x: tf.Tensor2D, rows: Rows): tf.Tensor2D => {
    const of = embed?.(rows.scene) ?? rows.scene
    return logits(hidden(scene === 'none' ? x : joined([x, of]), rows))
  }
}

/** As published code has it: norm and ReLU after the last layer too, so that a scene's logit is never negative. */
export function clampedTowers(context: SceneContext, towers: Towers): Towers {
  const tasks = context.tasks.length
  const norm =
    context.norm === 'partitioned'
      ? rowNorm(context, 'scene-routing/tower/logit/norm', tasks, { affine: 'own' })
      : null
  return {
    ...towers,
    logits(hidden, rows) {
      const z = towers.logits(hidden, rows)
      return tf.relu(norm === null ? z : norm(z, rows))
    },
  }
}

/** Mean |W_s − 1| over all layers, by scene. */
function deviation(factors: readonly tf.Variable[], scenes: number): tf.Tensor {
  const size = factors.reduce((sum, { shape }) => sum + (shape[0] as number) * (shape[2] as number), 0)
  const sums = factors.map((factor) => tf.sum(tf.abs(tf.sub(factor, 1)), [0, 2]))
  return tf.div(tf.reshape(tf.addN(sums), [scenes]), size)
}
