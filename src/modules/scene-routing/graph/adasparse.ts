import * as tf from '@tensorflow/tfjs'
import { glorotValues } from '../../../nn/initializer.ts'
import { constant } from '../../../nn/stop-gradient.ts'
import type { Config, SceneContext } from './context.ts'
import { type After, blocks, joined } from './layers.ts'
import { lastOf } from './plain.ts'
import { sceneEmbedding } from './scene-embedding.ts'
import { plainTrunk, type Trunk } from './trunk.ts'
import { sharedWeights } from './weights.ts'

/** Ceiling β of a factor. */
const CEILING = 2

/**
 * AdaSparse (Yang et al. 2022), fusion form: every layer's units are multiplied by π = β σ(α V [e_s; h]), which is exactly
 * 0 where it would be at most ε. α starts at 1 and grows with each training step, so that factors part into 0 and β; it is
 * state, kept with the best weights.
 */
export function adaSparseTrunk(config: Config, context: SceneContext): Trunk & { readonly after: After } {
  const inputs = context.shape.hiddenUnits
  const embed = sceneEmbedding(config, context)
  const alpha = context.variable('scene-routing/alpha', [1], Float32Array.of(1), { state: true })
  context.onStep(() => {
    tf.tidy(() => alpha.assign(tf.add(alpha, config.alphaStep)))
  })
  const after: After = (name, units) => {
    const wide = config.sceneWidth + units
    const values = glorotValues(context.rng(`${name}/factors`), wide, units)
    const weights = context.variable(`${name}/factors`, [wide, units], values) as tf.Tensor as tf.Tensor2D
    return (h, { scene }) => {
      const scores = tf.matMul(joined([embed(scene), h]), weights)
      return tf.mul(h, kept(tf.mul(tf.sigmoid(tf.mul(alpha, scores)), CEILING), config))
    }
  }
  const wide = inputs + config.sceneWidth
  const first = after('scene-routing/input', inputs)
  const net = blocks(context, sharedWeights(context), 'scene-routing/shared', wide, config.shared, after)
  return {
    ...plainTrunk(lastOf(config.shared), (rows) =>
      net(joined([embed(rows.scene), first(rows.input, rows)]), rows),
    ),
    after,
  }
}

/** Factors above ε as they are and 0 for the others; as published code has it, those turned negative instead. */
export function kept(factors: tf.Tensor2D, { epsilon, asPublished }: Config): tf.Tensor2D {
  const mask = constant<tf.Tensor2D>(factors, (x) => {
    const isAbove = tf.step<tf.Tensor2D>(tf.sub(x, epsilon))
    return asPublished ? tf.sub(tf.mul(isAbove, 2), 1) : isAbove
  })
  return tf.mul(factors, mask)
}
