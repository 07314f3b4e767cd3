import * as tf from '@tensorflow/tfjs'
import type { BuildContext, Layer } from '../../../model/stage.ts'
import { logOdds } from '../../../nn/initializer.ts'
import { binaryCrossEntropy } from '../../../nn/losses.ts'
import { columnsOf } from '../../../nn/parts-of.ts'
import { marginals } from './chain.ts'
import { ownLosses } from './independent.ts'
import { pairsOf, pathTo } from './paths.ts'

/**
 * CORN (Shi, Cao and Raschka 2021): conditional logits, each trained on the rows where the required task happened,
 *   L_k = Σ_b [y_required = 1] BCE(z_k, y_k) / rows with y_required = 1,
 * all rows for a task that requires none; 0 where no row of the batch qualifies.
 */
export function corn(context: BuildContext): Layer<'relate'> {
  const { tasks } = context
  const marginal = marginals(tasks)
  const requiredOf = new Map(pairsOf(tasks).map(({ later, required }) => [later, required]))
  return {
    shape: context.shape,
    apply({ batch, logits, weights }) {
      const all = binaryCrossEntropy(logits, batch.labels)
      const losses = columnsOf(weights === null ? all : tf.mul(all, weights), tasks.length)
      const labels = columnsOf(batch.labels, tasks.length)
      const taskLosses = losses.map((loss, k) => {
        const required = requiredOf.get(k)
        if (required === undefined) return tf.mean(loss) as tf.Scalar
        const isIn = labels[required] as tf.Tensor
        return tf.div<tf.Scalar>(tf.sum(tf.mul(loss, isIn)), tf.maximum(tf.sum(isIn), 1))
      })
      return { out: { logits: marginal(logits).logits, taskLosses } }
    },
  }
}

/**
 * CORAL (Cao, Mirjalili and Raschka 2020): tasks of one tree share a score and differ by a bias, z_k = f + b_k. The mean
 * of the towers' logits is such a score: one weight vector over all their hidden layers. Biases start at the base rates.
 */
export function coral(context: BuildContext): Layer<'relate'> {
  const { tasks, baseRates } = context
  const count = tasks.length
  const roots = tasks.map((_, k) => pathTo(tasks, k)[0])
  const average = new Float32Array(count * count)
  for (const [k, root] of roots.entries()) {
    const size = roots.filter((other) => other === root).length
    for (const [j, other] of roots.entries()) if (other === root) average[j * count + k] = 1 / size
  }
  const odds = baseRates.map(logOdds)
  const starts = odds.map((own, k) =>
    odds.reduce((rest, other, j) => rest - other * (average[j * count + k] as number), own),
  )
  const biases = context.variable('task-chain/coral/bias', [count], Float32Array.from(starts))
  return {
    shape: context.shape,
    apply({ batch, logits, weights }) {
      const z: tf.Tensor2D = tf.add(tf.matMul(logits, tf.tensor2d(average, [count, count])), biases)
      return { out: { logits: z, taskLosses: ownLosses(z, batch.labels, weights) } }
    },
  }
}
