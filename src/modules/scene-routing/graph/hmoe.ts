import * as tf from '@tensorflow/tfjs'
import { glorotValues, logOdds } from '../../../nn/initializer.ts'
import type { Config, SceneContext } from './context.ts'
import { blocks, everyScenesExperts } from './layers.ts'
import { contributions, likeness, mixed, silence, softmaxGate } from './mixture.ts'
import { lastOf } from './plain.ts'
import { onlyOwnTrained, picked } from './rows.ts'
import type { Whole } from './trunk.ts'
import { privateWeights, sharedWeights } from './weights.ts'

/**
 * HMoE (Li et al. 2020): every scene's net scores every row, and ŷ_s = Σ_r g_s,r(x) · score_r(x). Scores of other scenes
 * enter as constants, so that a row trains the net and the gate of its own scene alone.
 */
export function hmoeNet(config: Config, context: SceneContext): Whole {
  const scenes = context.sceneCount
  const tasks = context.tasks.length
  const units = lastOf(context.tower)
  const bottom = blocks(
    context,
    sharedWeights(context),
    'scene-routing/shared',
    context.shape.hiddenUnits,
    config.shared,
  )
  const inputs = lastOf(config.shared)
  const widths = [...config.private, ...context.tower]
  const every = everyScenesExperts(context, 'scene-routing/score', tasks, inputs, widths)
  const name = 'scene-routing/score/logit'
  const values = glorotValues(context.rng(name), units, 1, scenes * tasks * units)
  const head = context.variable(`${name}/weights`, [scenes, tasks * units], values)
  const rates = Float32Array.from({ length: scenes * tasks }, (_, i) =>
    logOdds(context.baseRates[i % tasks] as number),
  )
  const bias = context.variable(`${name}/bias`, [scenes, tasks], rates)
  const gateOf = softmaxGate(context, privateWeights(context), 'scene-routing/gate', inputs, scenes)
  return {
    units,
    apply(rows, observe) {
      const x = bottom(rows.input, rows)
      const tops = every(x, rows)
      const products = tf.reshape(tf.mul(tops, head), [-1, scenes * tasks, units])
      const scores = tf.add(tf.reshape(tf.sum(products, 2), [-1, scenes, tasks]), bias) as tf.Tensor3D
      const gate = gateOf(x, rows)
      const flat = (all: tf.Tensor3D): tf.Tensor2D =>
        tf.reshape(all, [-1, scenes * (all.shape[2] as number)]) as tf.Tensor2D
      const logits = mixed(flat(onlyOwnTrained(scores, rows.scene)), gate)
      const top = picked(tops, rows.scene)
      if (!observe) return { top, logits }
      return {
        top,
        logits,
        taps: {
          gate,
          contribution: contributions(flat(scores), gate),
          silent: silence(flat(tops), scenes),
          alike: likeness(flat(tops), scenes),
        },
      }
    },
  }
}
