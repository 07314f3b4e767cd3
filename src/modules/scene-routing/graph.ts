import * as tf from '@tensorflow/tfjs'
import type { ConfigOf } from '../../core/setting-spec.ts'
import type { BuildContext, Layer } from '../../model/stage.ts'
import { dense, mlp } from '../../nn/dense.ts'
import { glorotValues } from '../../nn/initializer.ts'
import type { sceneRouting } from './spec.ts'

type Config = ConfigOf<typeof sceneRouting.settings>
/** A layer that differs by scene: x [B, i], one-hot scenes [B, S] → [B, o]. */
type Routed = (x: tf.Tensor2D, scenes: tf.Tensor2D) => tf.Tensor2D

/** Routes the rows of one mixed batch by scene; other scenes' private weights get exactly zero gradient from a row. */
export function buildSceneRouting(config: Config, context: BuildContext): Layer<'route'> {
  return config.architecture === 'star' ? star(config, context) : sharedPrivate(config, context)
}

/** Shared branch and the scene's private branch, each scaled by a softmax gate over [x; scene], then private towers. */
function sharedPrivate(config: Config, context: BuildContext): Layer<'route'> {
  const { hiddenUnits } = context.shape
  const scenes = context.sceneCount
  const shared = mlp(context, 'scene-routing/shared', hiddenUnits, config.shared, false)
  const own = stack(config.private, hiddenUnits, (i, inputs, outputs) =>
    privateDense(context, `scene-routing/private/${i}`, inputs, outputs),
  )
  const gate = dense(context, 'scene-routing/gate', hiddenUnits + scenes, 2)
  const width = (config.shared.at(-1) as number) + (config.private.at(-1) as number)
  const towers = context.tasks.map((_, t) => {
    const name = `scene-routing/tower/${t}`
    const hidden = stack(context.tower, width, (i, inputs, outputs) =>
      privateDense(context, `${name}/${i}`, inputs, outputs),
    )
    const last = privateDense(
      context,
      `${name}/logit`,
      context.tower.at(-1) as number,
      1,
      logOdds(context, t),
    )
    return (x: tf.Tensor2D, route: tf.Tensor2D) => last(hidden(x, route), route)
  })
  return {
    shape: context.shape,
    apply({ batch, hidden, logit }, { observe }) {
      const route = oneHotScenes(batch.sceneIds, scenes)
      const weights = tf.softmax(gate(tf.concat([hidden, route], 1) as tf.Tensor2D)) as tf.Tensor2D
      const [toShared, toOwn] = tf.split(weights, 2, 1) as [tf.Tensor2D, tf.Tensor2D]
      const sharedPart = tf.mul(shared(hidden), toShared) as tf.Tensor2D
      const ownPart = tf.mul(own(hidden, route), toOwn) as tf.Tensor2D
      const joined = tf.concat([sharedPart, ownPart], 1) as tf.Tensor2D
      return {
        out: {
          batch,
          logits: addWide(
            towers.map((tower) => tower(joined, route)),
            logit,
          ),
        },
        ...(observe
          ? {
              taps: {
                gate: byBranch(toShared, toOwn, route),
                contribution: byBranch(norms(sharedPart), norms(ownPart), route),
              },
            }
          : {}),
      }
    },
  }
}

/**
 * STAR (Sheng et al. 2021): per layer W_s ⊗ W and b_s + b, with an auxiliary net on [x; scene] added to the logits.
 * W_s ≡ 1, b_s ≡ 0 and a zero auxiliary output at the start: the untrained model is the shared one.
 */
function star(config: Config, context: BuildContext): Layer<'route'> {
  const { hiddenUnits } = context.shape
  const scenes = context.sceneCount
  const factors: tf.Variable[] = []
  const layer = (name: string, inputs: number, outputs: number, bias = 0): Routed => {
    const built = starDense(context, name, inputs, outputs, bias)
    factors.push(built.factors)
    return built.apply
  }
  const trunk = stack(config.shared, hiddenUnits, (i, inputs, outputs) =>
    layer(`scene-routing/star/${i}`, inputs, outputs),
  )
  const towers = context.tasks.map((_, t) => {
    const name = `scene-routing/tower/${t}`
    const hidden = stack(context.tower, config.shared.at(-1) as number, (i, inputs, outputs) =>
      layer(`${name}/${i}`, inputs, outputs),
    )
    const last = layer(`${name}/logit`, context.tower.at(-1) as number, 1, logOdds(context, t))
    return (x: tf.Tensor2D, route: tf.Tensor2D) => last(hidden(x, route), route)
  })
  const auxiliary = {
    hidden: dense(context, 'scene-routing/auxiliary/hidden', hiddenUnits + scenes, 16),
    out: dense(context, 'scene-routing/auxiliary/logit', 16, context.tasks.length, { zero: true }),
  }
  return {
    shape: context.shape,
    apply({ batch, hidden, logit }, { observe }) {
      const route = oneHotScenes(batch.sceneIds, scenes)
      const h = trunk(hidden, route)
      const aux = auxiliary.out(tf.relu(auxiliary.hidden(tf.concat([hidden, route], 1) as tf.Tensor2D)))
      const logits = addWide(
        towers.map((tower) => tower(h, route)),
        logit,
      )
      return {
        out: { batch, logits: tf.add(logits, aux) as tf.Tensor2D },
        ...(observe ? { states: { deviation: deviation(factors, scenes) } } : {}),
      }
    },
  }
}

/** ReLU layers of the given widths. */
function stack(
  widths: readonly number[],
  inputs: number,
  make: (index: number, inputs: number, outputs: number) => Routed,
): Routed {
  let width = inputs
  const layers = widths.map((outputs, i) => {
    const layer = make(i, width, outputs)
    width = outputs
    return layer
  })
  return (x, route) => layers.reduce((h, layer) => tf.relu(layer(h, route)), x)
}

/** Every scene's own x·W_s + b_s as one matmul [i, S·o]; the row's scene is selected by its one-hot. */
function privateDense(
  context: BuildContext,
  name: string,
  inputs: number,
  outputs: number,
  bias = 0,
): Routed {
  const scenes = context.sceneCount
  const start = glorotValues(context.rng(name), inputs, outputs, inputs * outputs * scenes)
  const weights = context.variable(`${name}/weights`, [inputs, scenes * outputs], start)
  const biases = context.variable(
    `${name}/bias`,
    [scenes, outputs],
    new Float32Array(scenes * outputs).fill(bias),
  )
  return (x, route) => {
    const all = tf.reshape(tf.matMul(x, weights as tf.Tensor as tf.Tensor2D), [-1, scenes, outputs])
    return tf.add(select(all, route), tf.matMul(route, biases as tf.Tensor as tf.Tensor2D)) as tf.Tensor2D
  }
}

function starDense(
  context: BuildContext,
  name: string,
  inputs: number,
  outputs: number,
  bias: number,
): { readonly apply: Routed; readonly factors: tf.Variable } {
  const scenes = context.sceneCount
  const shared = context.variable(
    `${name}/shared/weights`,
    [inputs, 1, outputs],
    glorotValues(context.rng(name), inputs, outputs),
  )
  const sharedBias = context.variable(`${name}/shared/bias`, [outputs], new Float32Array(outputs).fill(bias))
  const ones = new Float32Array(inputs * scenes * outputs).fill(1)
  const factors = context.variable(`${name}/factors`, [inputs, scenes, outputs], ones)
  const ownBias = context.variable(`${name}/bias`, [scenes, outputs], new Float32Array(scenes * outputs))
  return {
    factors,
    apply: (x, route) => {
      const weights = tf.reshape(tf.mul(shared, factors), [inputs, scenes * outputs]) as tf.Tensor2D
      const all = tf.reshape(tf.matMul(x, weights), [-1, scenes, outputs])
      const own = tf.matMul(route, ownBias as tf.Tensor as tf.Tensor2D)
      return tf.add(tf.add(select(all, route), own), sharedBias) as tf.Tensor2D
    },
  }
}

/** [B, S, o] and one-hot [B, S] → the row's scene, [B, o]. */
const select = (all: tf.Tensor, route: tf.Tensor2D): tf.Tensor2D =>
  tf.sum(tf.mul(all, tf.expandDims(route, 2)), 1) as tf.Tensor2D

const oneHotScenes = (sceneIds: tf.Tensor1D, scenes: number): tf.Tensor2D =>
  tf.cast(tf.oneHot(sceneIds, scenes), 'float32') as tf.Tensor2D

const addWide = (deep: readonly tf.Tensor2D[], wide: tf.Tensor1D): tf.Tensor2D =>
  tf.add(tf.concat([...deep], 1), tf.expandDims(wide, 1)) as tf.Tensor2D

/** Shared and own values [B, 1] as [B, 1 + S]: the own value in its scene's column. */
const byBranch = (shared: tf.Tensor2D, own: tf.Tensor2D, route: tf.Tensor2D): tf.Tensor2D =>
  tf.concat([shared, tf.mul(own, route)], 1) as tf.Tensor2D

const norms = (x: tf.Tensor2D): tf.Tensor2D =>
  tf.sqrt(tf.add(tf.sum(tf.square(x), 1, true), 1e-8)) as tf.Tensor2D

/** Mean |W_s − 1| over all layers, by scene. */
function deviation(factors: readonly tf.Variable[], scenes: number): tf.Tensor {
  const size = factors.reduce((sum, { shape }) => sum + (shape[0] as number) * (shape[2] as number), 0)
  const sums = factors.map((factor) => tf.sum(tf.abs(tf.sub(factor, 1)), [0, 2]))
  return tf.div(tf.reshape(tf.addN(sums), [scenes]), size)
}

function logOdds(context: BuildContext, task: number): number {
  const rate = Math.min(1 - 1e-4, Math.max(1e-4, context.baseRates[task] as number))
  return Math.log(rate / (1 - rate))
}
