import * as tf from '@tensorflow/tfjs'
import type { BuildContext, Layer } from '../../../model/stage.ts'
import { meanOverRows, softplus } from '../../../nn/losses.ts'
import { scalarsOf } from '../../../nn/parts-of.ts'
import { pathTo } from './paths.ts'

/** Of the tasks' marginal probabilities p, all [B, T]. */
export interface Marginals {
  readonly logP: tf.Tensor2D
  /** ln(1 − p). */
  readonly logNot: tf.Tensor2D
  readonly logits: tf.Tensor2D
}

/**
 * Marginals of conditional logits z [B, T], σ(z_k) = P(task k | the task it requires):
 *   ln p_k = −Σ_{j ∈ path(k)} softplus(−z_j)
 *   ln(1 − p_k) = logsumexp over j ∈ path(k) of −softplus(z_j) − Σ_{i before j} softplus(−z_i)
 * The second is where the chain stops: exact, without a clamp, so gradients stay right for confident rows.
 */
export function marginals(tasks: BuildContext['tasks']): (z: tf.Tensor2D) => Marginals {
  const paths = tasks.map((_, task) => pathTo(tasks, task))
  const count = paths.length
  const onPath = new Float32Array(count * count)
  const before = new Float32Array(count * count)
  for (const [k, path] of paths.entries()) {
    for (const j of path) {
      onPath[j * count + k] = 1
      if (j !== k) before[j * count + k] = 1
    }
  }
  return (z) => {
    const fail = softplus(tf.neg(z))
    const logP: tf.Tensor2D = tf.neg(tf.matMul(fail, tf.tensor2d(onPath, [count, count])))
    const stops = tf.neg(tf.add(softplus(z), tf.matMul(fail, tf.tensor2d(before, [count, count]))))
    const columns = tf.split(stops, count, 1)
    const logNot = tf.concat(
      paths.map((path) => {
        const own = path.map((j) => columns[j] as tf.Tensor)
        return own.length === 1 ? (own[0] as tf.Tensor) : tf.logSumExp(tf.concat(own, 1), 1, true)
      }),
      1,
    ) as tf.Tensor2D
    return { logP, logNot, logits: nested(tf.sub(logP, logNot), paths) }
  }
}

/** Cross-entropy of the marginals over all rows (ESMM: losses over the entire space), a scalar for each task. */
export function entireSpaceLosses(
  { logP, logNot }: Marginals,
  labels: tf.Tensor2D,
  weights: tf.Tensor2D | null,
): tf.Scalar[] {
  const likelihood = tf.add(tf.mul(labels, logP), tf.mul(tf.sub(1, labels), logNot))
  return scalarsOf(meanOverRows(tf.neg(likelihood) as tf.Tensor2D, weights))
}

/** Towers give conditional logits; every task is trained on all rows. */
export function chain(context: BuildContext): Layer<'relate'> {
  const marginal = marginals(context.tasks)
  return {
    shape: context.shape,
    apply({ batch, logits, weights }) {
      const all = marginal(logits)
      return { out: { logits: all.logits, taskLosses: entireSpaceLosses(all, batch.labels, weights) } }
    },
  }
}

/** p_k ≤ p_required holds exactly in real numbers; this keeps rounding from breaking it. */
function nested(logits: tf.Tensor2D, paths: readonly (readonly number[])[]): tf.Tensor2D {
  const columns = tf.split(logits, paths.length, 1) as tf.Tensor[]
  const capped = paths.map((path) =>
    path.map((j) => columns[j] as tf.Tensor).reduce((least, column) => tf.minimum(least, column)),
  )
  return tf.concat(capped, 1) as tf.Tensor2D
}
