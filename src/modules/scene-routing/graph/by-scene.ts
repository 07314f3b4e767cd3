import * as tf from '@tensorflow/tfjs'
import type { BuildContext } from '../../../model/stage.ts'
import { glorotValues } from '../../../nn/initializer.ts'
import { columnsOf } from '../../../nn/parts-of.ts'

/** Each row's scene, one-hot [B, S]. */
export type Route = tf.Tensor2D
/** A layer that differs by scene: x [B, i] → [B, o]. */
export type Routed = (x: tf.Tensor2D, route: Route) => tf.Tensor2D

/** How the weights of the scenes are made: each its own, or a shared one times a factor of its own. */
export interface SceneWeights {
  /** Matrices W_s of all scenes side by side, [inputs, S · outputs], by Glorot's rule for the given fans. */
  matrix(name: string, inputs: number, outputs: number, fans?: readonly [number, number]): () => tf.Tensor2D
  /** Biases b_s, all starting at `first`: the bias of each row's scene, [B, outputs]. */
  bias(name: string, first: Float32Array): (route: Route) => tf.Tensor2D
}

/** Every scene has matrices and biases of its own. */
export function privateWeights(context: BuildContext): SceneWeights {
  const scenes = context.sceneCount
  return {
    matrix(name, inputs, outputs, fans = [inputs, outputs]) {
      const values = glorotValues(context.rng(name), ...fans, inputs * scenes * outputs)
      const weights = context.variable(`${name}/weights`, [inputs, scenes * outputs], values)
      return () => weights as tf.Tensor as tf.Tensor2D
    },
    bias(name, first) {
      const values = new Float32Array(scenes * first.length)
      for (let s = 0; s < scenes; s++) values.set(first, s * first.length)
      const biases = context.variable(`${name}/bias`, [scenes, first.length], values)
      return (route) => tf.matMul(route, biases as tf.Tensor as tf.Tensor2D)
    },
  }
}

/** STAR: W_s ⊗ W and b_s + b, with W_s ≡ 1 and b_s ≡ 0 at first. */
export function starWeights(
  context: BuildContext,
): SceneWeights & { readonly factors: readonly tf.Variable[] } {
  const scenes = context.sceneCount
  const factors: tf.Variable[] = []
  return {
    factors,
    matrix(name, inputs, outputs, fans = [inputs, outputs]) {
      const values = glorotValues(context.rng(name), ...fans, inputs * outputs)
      const shared = context.variable(`${name}/shared/weights`, [inputs, 1, outputs], values)
      const ones = new Float32Array(inputs * scenes * outputs).fill(1)
      const own = context.variable(`${name}/factors`, [inputs, scenes, outputs], ones)
      factors.push(own)
      return () => tf.reshape(tf.mul(shared, own), [inputs, scenes * outputs])
    },
    bias(name, first) {
      const shared = context.variable(`${name}/shared/bias`, [first.length], first)
      const own = context.variable(
        `${name}/bias`,
        [scenes, first.length],
        new Float32Array(scenes * first.length),
      )
      return (route) => tf.add(tf.matMul(route, own as tf.Tensor as tf.Tensor2D), shared)
    },
  }
}

/**
 * x·W_s + b_s with the s of each row: all scenes' products as one matmul, then the row's own picked by its one-hot.
 * Nothing flows back to the other scenes' weights: their gradient is exactly 0.
 */
function routedLinear(
  context: BuildContext,
  weights: SceneWeights,
  name: string,
  inputs: number,
  outputs: number,
  fans?: readonly [number, number],
): Routed {
  const matrix = weights.matrix(name, inputs, outputs, fans)
  const bias = weights.bias(name, new Float32Array(outputs))
  return (x, route) => {
    const all = tf.reshape(tf.matMul(x, matrix()), [-1, context.sceneCount, outputs])
    return tf.add(tf.sum<tf.Tensor2D>(tf.mul(all, tf.expandDims(route, 2)), 1), bias(route))
  }
}

/** ReLU layers of the given widths. */
export function routedLayers(
  context: BuildContext,
  weights: SceneWeights,
  name: string,
  inputs: number,
  widths: readonly number[],
): Routed {
  const layers = widths.map((width, i) =>
    routedLinear(context, weights, `${name}/${i}`, widths[i - 1] ?? inputs, width),
  )
  return (x, route) => layers.reduce((h, layer) => tf.relu(layer(h, route)), x)
}

/** Towers of all tasks, by the row's scene: x [B, i] → hidden [B, T · U] → logits [B, T]. */
export interface Towers {
  readonly hidden: Routed
  readonly logits: Routed
  /** Hidden as [B, T, U]. */
  byTask(hidden: tf.Tensor2D): tf.Tensor3D
}

/**
 * A tower for each task and scene: [B, inputs] → logits [B, T] that start at the base rates. The first layers of all
 * tasks are one matmul, and so are the last, which are products with the one row of weights of the row's scene.
 */
export function routedTowers(context: BuildContext, weights: SceneWeights, inputs: number): Towers {
  const name = 'scene-routing/tower'
  const tasks = context.tasks.length
  const [first, ...rest] = context.tower as readonly [number, ...number[]]
  const last = rest.at(-1) ?? first
  const bottom = routedLinear(context, weights, `${name}/0`, inputs, tasks * first, [inputs, first])
  const upper = context.tasks.map((_, t) => routedLayers(context, weights, `${name}/${t}/upper`, first, rest))
  const head = weights.matrix(`${name}/logit`, 1, tasks * last, [last, 1])
  const bias = weights.bias(`${name}/logit`, Float32Array.from(context.baseRates, logOdds))
  return {
    hidden(x, route) {
      const low = tf.relu<tf.Tensor2D>(bottom(x, route))
      if (rest.length === 0) return low
      const parts = columnsOf(low, tasks)
      return tf.concat<tf.Tensor2D>(
        upper.map((up, t) => up(parts[t] as tf.Tensor2D, route)),
        1,
      )
    },
    logits(high, route) {
      const own = tf.matMul(route, tf.reshape(head(), [context.sceneCount, tasks * last]) as tf.Tensor2D)
      const products = tf.reshape(tf.mul(high, own), [-1, tasks, last])
      return tf.add(tf.sum<tf.Tensor2D>(products, 2), bias(route))
    },
    byTask: (high) => tf.reshape(high, [-1, tasks, last]) as tf.Tensor3D,
  }
}

/** ln(π / (1 − π)), π kept within [1e-4, 1 − 1e-4]. */
function logOdds(rate: number): number {
  const kept = Math.min(1 - 1e-4, Math.max(1e-4, rate))
  return Math.log(kept / (1 - kept))
}
