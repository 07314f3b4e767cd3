import * as tf from '@tensorflow/tfjs'
import type { ConfigOf } from '../../core/setting-spec.ts'
import type { BuildContext, Layer } from '../../model/stage.ts'
import { binaryCrossEntropy, meanOverRows } from '../../nn/losses.ts'
import { scalarsOf } from '../../nn/parts-of.ts'
import type { taskChain } from './spec.ts'

type Config = ConfigOf<typeof taskChain.settings>

export function buildTaskChain(config: Config, context: BuildContext): Layer<'relate'> {
  return config.coupling === 'chain' ? chain(context) : hinge(context)
}

/**
 * The entire-space chain (ESMM; hazard form). Towers give z_k with σ(z_k) = P(task k | the task it requires):
 *   ln p_k = −Σ_{j ∈ path(k)} softplus(−z_j)
 *   ln(1 − p_k) = logsumexp over j ∈ path(k) of −softplus(z_j) − Σ_{i before j} softplus(−z_i)
 * The second is where the chain stops: exact, without a clamp, so gradients stay right for confident rows.
 */
function chain(context: BuildContext): Layer<'relate'> {
  const paths = context.tasks.map((_, task) => pathTo(context.tasks, task))
  const count = paths.length
  const onPath = new Float32Array(count * count)
  const before = new Float32Array(count * count)
  for (const [k, path] of paths.entries()) {
    for (const j of path) {
      onPath[j * count + k] = 1
      if (j !== k) before[j * count + k] = 1
    }
  }
  return {
    shape: context.shape,
    apply({ batch, logits, weights }) {
      const fail = softplus(tf.neg(logits))
      const logP = tf.neg(tf.matMul(fail, tf.tensor2d(onPath, [count, count])))
      const stops = tf.neg(tf.add(softplus(logits), tf.matMul(fail, tf.tensor2d(before, [count, count]))))
      const columns = tf.split(stops, count, 1)
      const logNot = tf.concat(
        paths.map((path) => {
          const own = path.map((j) => columns[j] as tf.Tensor)
          return own.length === 1 ? (own[0] as tf.Tensor) : tf.logSumExp(tf.concat(own, 1), 1, true)
        }),
        1,
      )
      const { labels } = batch
      const likelihood = tf.add(tf.mul(labels, logP), tf.mul(tf.sub(1, labels), logNot))
      return {
        out: {
          logits: nested(tf.sub(logP, logNot) as tf.Tensor2D, paths),
          taskLosses: scalarsOf(meanOverRows(tf.neg(likelihood) as tf.Tensor2D, weights)),
        },
      }
    },
  }
}

/** Independent cross-entropies and Σ_k mean relu(p_k − p_required): the consistency penalty of AITM. */
function hinge(context: BuildContext): Layer<'relate'> {
  const pairs = context.tasks.flatMap((task, k) =>
    task.requires === null ? [] : [[k, indexOf(context.tasks, task.requires)] as const],
  )
  return {
    shape: context.shape,
    apply({ batch, logits, weights }) {
      const losses = meanOverRows(binaryCrossEntropy(logits, batch.labels), weights)
      const columns = tf.split(tf.sigmoid(logits), context.tasks.length, 1)
      const excess = pairs.map(([later, required]) =>
        tf.mean(tf.relu(tf.sub(columns[later] as tf.Tensor, columns[required] as tf.Tensor))),
      )
      return {
        out: { logits, taskLosses: scalarsOf(losses) },
        losses: { hinge: tf.addN(excess) as tf.Scalar },
      }
    },
  }
}

/** Tasks from the root to `task`, in order. */
function pathTo(tasks: BuildContext['tasks'], task: number): readonly number[] {
  const requires = tasks[task]?.requires ?? null
  return requires === null ? [task] : [...pathTo(tasks, indexOf(tasks, requires)), task]
}

function indexOf(tasks: BuildContext['tasks'], id: string): number {
  const index = tasks.findIndex((task) => task.id === id)
  if (index < 0) throw new Error(`task-chain: no task ${id}`)
  return index
}

/** p_k ≤ p_required holds exactly in real numbers; this keeps rounding from breaking it. */
function nested(logits: tf.Tensor2D, paths: readonly (readonly number[])[]): tf.Tensor2D {
  const columns = tf.split(logits, paths.length, 1) as tf.Tensor[]
  const capped = paths.map((path) =>
    path.map((j) => columns[j] as tf.Tensor).reduce((least, column) => tf.minimum(least, column)),
  )
  return tf.concat(capped, 1) as tf.Tensor2D
}

/** ln(1 + eˣ) without overflow. */
const softplus = (x: tf.Tensor): tf.Tensor2D =>
  tf.add(tf.relu(x), tf.log1p(tf.exp(tf.neg(tf.abs(x))))) as tf.Tensor2D
