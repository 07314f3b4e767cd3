import * as tf from '@tensorflow/tfjs'
import { dense } from '../../../nn/dense.ts'
import { stopGradient } from '../../../nn/stop-gradient.ts'
import type { Config, SceneContext } from './context.ts'
import { everyLinear, everyScenesExperts, experts, joined } from './layers.ts'
import { contributions, likeness, mixed, silence, softmaxGate } from './mixture.ts'
import { lastOf } from './plain.ts'
import { picked, placed, type Rows } from './rows.ts'
import { sceneEmbedding } from './scene-embedding.ts'
import type { Trunk } from './trunk.ts'
import { sharedWeights } from './weights.ts'

/** Takes the row's own scene out of a softmax. */
const NEVER = -1e9

/**
 * HiNet (Zhou et al. 2023), its scene part: h = [h_shared; h_s; A], mixtures of shared experts and of the scene's own, and
 * A = Σ_{r ≠ s} softmax_r(MLP(e_s)) h_r over what the other scenes' experts make of the row. Those enter A as constants, so
 * that a row never trains them.
 */
export function hinetTrunk(config: Config, context: SceneContext): Trunk {
  const inputs = context.shape.hiddenUnits
  const scenes = context.sceneCount
  const width = lastOf(config.shared)
  const { experts: sharedCount, sceneExperts: ownCount } = config
  const plain = sharedWeights(context)
  const shared = experts(context, plain, 'scene-routing/expert/shared', sharedCount, inputs, config.shared)
  const sharedGate = softmaxGate(context, plain, 'scene-routing/gate/shared', inputs, sharedCount)
  const every = everyScenesExperts(context, 'scene-routing/expert/own', ownCount, inputs, config.shared)
  const everyGate = everyLinear(context, 'scene-routing/gate/own', scenes, inputs, ownCount)
  const attention = sceneAttention(config, context)
  return {
    width: 3 * width,
    apply(rows, observe) {
      const { input, scene } = rows
      const [common, toCommon] = [shared(input, rows), sharedGate(input, rows)]
      const all = every(input, rows)
      const gates = tf.softmax(everyGate(input)) as tf.Tensor3D
      const split = tf.reshape(all, [-1, scenes * ownCount, width])
      const byScene = tf.reshape(tf.mul(split, tf.reshape(gates, [-1, scenes * ownCount, 1])), [
        -1,
        scenes,
        ownCount,
        width,
      ])
      const each = tf.sum<tf.Tensor3D>(byScene, 2)
      const toOthers = attention(rows)
      const others = tf.reshape(stopGradient(each), [-1, scenes * width]) as tf.Tensor2D
      const hidden = joined([mixed(common, toCommon), picked(each, scene), mixed(others, toOthers)])
      if (!observe) return { hidden }
      const [mine, toMine] = [picked(all, scene), picked(gates, scene)]
      const own = (values: tf.Tensor2D): tf.Tensor2D => placed(values, scene)
      return {
        hidden,
        taps: {
          gate: joined([toCommon, own(toMine), toOthers]),
          contribution: joined([
            contributions(common, toCommon),
            own(contributions(mine, toMine)),
            contributions(others, toOthers),
          ]),
          silent: joined([
            silence(common, sharedCount),
            own(silence(mine, ownCount)),
            silence(others, scenes),
          ]),
          alike: joined([
            likeness(common, sharedCount),
            own(likeness(mine, ownCount)),
            likeness(others, scenes),
          ]),
        },
      }
    },
  }
}

/** Weights [B, S] of the other scenes by the row's own: 0 for its own, sum 1 where there is another. */
function sceneAttention(config: Config, context: SceneContext): (rows: Rows) => tf.Tensor2D {
  const embed = sceneEmbedding(config, context)
  const hidden = dense(context, 'scene-routing/attention/hidden', config.sceneWidth, config.sceneWidth)
  const scores = dense(context, 'scene-routing/attention/scores', config.sceneWidth, context.sceneCount)
  return ({ scene }) => {
    const z = scores(tf.relu(hidden(embed(scene))))
    const others = tf.softmax(tf.add<tf.Tensor2D>(z, tf.mul(scene, NEVER)))
    return tf.mul(others, tf.sub(1, scene))
  }
}
