import * as tf from '@tensorflow/tfjs'
import type { BuildContext } from '../../../model/stage.ts'
import { scalarsOf } from '../../../nn/parts-of.ts'
import type { Method } from './method.ts'

/** Below any gradient norm that a 32-bit step can use. */
const LEAST = 1e-20
/** No weight falls below this before they are scaled to their sum: a task whose weight is 0 would never come back. */
const LEAST_WEIGHT = 1e-4

/**
 * Ḡ r_t^α: the norms that weighted gradients G_t = w_t ‖∇L_t‖ shall have, [T]. Ḡ is their mean, and r_t the inverse
 * training rate (L_t / L_t(0)) over its mean.
 */
export function targetNorms(
  norms: tf.Tensor1D,
  losses: tf.Tensor1D,
  starts: tf.Tensor1D,
  alpha: number,
): tf.Tensor1D {
  const left = tf.div<tf.Tensor1D>(losses, starts)
  return tf.mul(tf.mean(norms), tf.pow<tf.Tensor1D>(tf.div(left, tf.mean(left)), alpha))
}

/**
 * ∂/∂w_t of Σ_t |w_t n_t − target_t|, targets constant: sign(w_t n_t − target_t) n_t, and 0 at the kink. Since
 * G_t = w_t ‖∇L_t‖ is linear in w_t, no gradient of a gradient is needed.
 */
export function gradNormSlopes(weights: tf.Tensor1D, norms: tf.Tensor1D, targets: tf.Tensor1D): tf.Tensor1D {
  const excess = tf.sub<tf.Tensor1D>(tf.mul(weights, norms), targets)
  return tf.mul(tf.sub<tf.Tensor1D>(tf.step(excess), tf.step(tf.neg(excess))), norms)
}

/** One step of ln w against its slopes, in units of the mean norm, and then Σ w = T. */
export function movedWeights(
  weights: tf.Tensor1D,
  norms: tf.Tensor1D,
  targets: tf.Tensor1D,
  rate: number,
): tf.Tensor1D {
  const unit = tf.maximum(tf.mean(tf.mul(weights, norms)), LEAST)
  const slopes = tf.mul(weights, gradNormSlopes(weights, norms, targets))
  const moved = tf.mul<tf.Tensor1D>(weights, tf.exp(tf.mul(tf.div(slopes, unit), -rate)))
  const kept = tf.maximum<tf.Tensor1D>(moved, LEAST_WEIGHT)
  return tf.mul(tf.div<tf.Tensor1D>(kept, tf.sum(kept)), weights.size)
}

/** Chen et al. 2018, on the hidden layer that all tasks share; `starts` are the losses L_t(0) of each task. */
export function gradNorm(
  config: { readonly alpha: number; readonly rate: number },
  starts: readonly number[],
  context: BuildContext,
): Method {
  const count = context.tasks.length
  const ones = new Float32Array(count).fill(1)
  const state = context.variable('loss-balance/weights', [count], ones, { state: true })
  const weights = state as tf.Variable<tf.Rank.R1>
  return ({ taskLosses, hidden }) => ({
    weights: scalarsOf(weights),
    adapt: () => {
      const norms = tf.stack(
        taskLosses.map((loss) => tf.sqrt(tf.sum(tf.square(tf.grad(() => loss)(hidden))))),
      ) as tf.Tensor1D
      const weighted = tf.mul<tf.Tensor1D>(weights, norms)
      const losses = tf.stack([...taskLosses]) as tf.Tensor1D
      const targets = targetNorms(weighted, losses, tf.tensor1d([...starts]), config.alpha)
      const gauges = scalarsOf(weighted).map((norm, t) => [`norm/${context.tasks[t]?.id}`, norm] as const)
      return {
        gauges: Object.fromEntries(gauges),
        writes: new Map([[weights, movedWeights(weights, norms, targets, config.rate)]]),
      }
    },
  })
}

/** −π ln π − (1 − π) ln(1 − π): the loss of a model that knows the base rate alone; π kept within [1e-4, 1 − 1e-4]. */
export function entropyOf(rate: number): number {
  const kept = Math.min(1 - 1e-4, Math.max(1e-4, rate))
  return -kept * Math.log(kept) - (1 - kept) * Math.log(1 - kept)
}
