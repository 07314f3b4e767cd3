import * as tf from '@tensorflow/tfjs'
import { handedOn } from '../../../nn/handed-on.ts'
import { normalValues } from '../../../nn/initializer.ts'
import { nearest, unit } from '../../../nn/nearest.ts'
import { constant } from '../../../nn/stop-gradient.ts'
import type { Config, SceneContext } from './context.ts'
import { blocks, joined } from './layers.ts'
import { norms, silence } from './mixture.ts'
import { lastOf } from './plain.ts'
import type { OneHot } from './rows.ts'
import { sceneEmbedding } from './scene-embedding.ts'
import type { Trunk } from './trunk.ts'
import { starWeights, type Weights } from './weights.ts'

/** Share of a centre that stays in each of three updates a step. */
const KEPT = 0.9
const UPDATES = 3

/**
 * AdaptDHM (Li et al. 2022): the row's weights are W_0 ⊗ W_c of the cluster whose centre has the largest product with
 * [x; e_s], instead of its scene. Centres are unit vectors and state: after each step each moves three times towards the
 * mean direction of the rows that are its own, m ← unit(.9 m + .1 unit(Σ rows)).
 */
export function adaptDhmTrunk(config: Config, context: SceneContext, weights: Weights): Trunk {
  const inputs = context.shape.hiddenUnits + config.sceneWidth
  const embed = sceneEmbedding(config, context)
  const clusterOf = clusters(config, context, inputs)
  const net = blocks(context, weights, 'scene-routing/cluster', inputs, config.shared)
  return {
    width: lastOf(config.shared),
    apply(rows, observe) {
      const x = joined([rows.input, embed(rows.scene)])
      const route = clusterOf(x, rows.training)
      const own = { ...rows, route }
      const hidden = net(x, own)
      if (!observe) return { hidden, rows: own }
      return {
        hidden,
        rows: own,
        taps: {
          gate: route,
          contribution: tf.mul(norms(hidden), route),
          silent: tf.mul(silence(hidden, 1), route),
        },
      }
    },
  }
}

/** W_0 ⊗ W_c and b_0 + b_c; as published code has it, biases are counted but never added. */
export function clusterWeights(config: Config, context: SceneContext): Weights {
  const weights = starWeights(context, config.clusters)
  if (!config.asPublished) return weights
  return {
    ...weights,
    bias(name, first) {
      const bias = weights.bias(name, first)
      return (route) => tf.mul(bias(route), 0)
    },
  }
}

/** Each row's cluster, one-hot [B, K]; no gradient reaches it. */
function clusters(config: Config, context: SceneContext, inputs: number) {
  const name = 'scene-routing/centres'
  const values = normalValues(context.rng(name), config.clusters * inputs, 1)
  const centres = context.variable(name, [config.clusters, inputs], unitRows(values, inputs), { state: true })
  const last = handedOn<{ readonly x: tf.Tensor2D }>()
  context.onStep(() => {
    last.take(({ x }) => centres.assign(moved(centres as tf.Tensor as tf.Tensor2D, x)))
  })
  return (x: tf.Tensor2D, training: boolean): OneHot => {
    if (training) last.give({ x })
    return constant<tf.Tensor2D>(x, (rows) => closest(rows, centres as tf.Tensor as tf.Tensor2D))
  }
}

/** One-hot of the largest product, [B, K]; equal ones share. */
const closest = (x: tf.Tensor2D, centres: tf.Tensor2D): OneHot => nearest(tf.matMul(x, centres, false, true))

/** Centres [K, n] after the updates by rows [B, n]; one without rows stays. */
export function moved(centres: tf.Tensor2D, rows: tf.Tensor2D): tf.Tensor2D {
  const directions = unit(rows)
  let now = centres
  for (let i = 0; i < UPDATES; i++) {
    const sums: tf.Tensor2D = tf.matMul(closest(directions, now), directions, true)
    now = unit(tf.add(tf.mul(now, KEPT), tf.mul(unit(sums), 1 - KEPT)))
  }
  return now
}

function unitRows(values: Float32Array, width: number): Float32Array {
  return values.map((value, i) => {
    const start = i - (i % width)
    return value / Math.hypot(...values.subarray(start, start + width))
  })
}
