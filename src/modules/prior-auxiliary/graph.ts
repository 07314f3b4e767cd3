import * as tf from '@tensorflow/tfjs'
import type { ConfigOf } from '../../core/setting-spec.ts'
import type { BuildContext, Layer } from '../../model/stage.ts'
import { type Dense, dense, mlp } from '../../nn/dense.ts'
import { columnOf } from '../../nn/embedding.ts'
import type { priorAuxiliary } from './spec.ts'

type Config = ConfigOf<typeof priorAuxiliary.settings>

interface Target {
  /** Column of `Batch.ids`. */
  readonly column: number
  readonly vocabSize: number
  /** [B, H] → a score for each known value, [B, vocabSize − 1]. */
  readonly tower: Dense
}

/**
 * A tower for each prior j on the shared hidden layer h: z_j = W relu(V h + c) + b over the known values, and
 *   prediction = Σ_j mean CE(softmax z_j, prior_j), the mean over the batch's rows where the prior is known.
 * Gradients reach h, which is the purpose; nothing else of the model reads these towers. A prior with fewer than two
 * known values says nothing.
 */
export function buildPriorAuxiliary(config: Config, context: BuildContext): Layer<'supervise'> {
  const { shape } = context
  const targets: Target[] = context.fields.flatMap(({ name, roles, vocabSize }, column) => {
    if (!roles.includes('prior') || vocabSize < 3) return []
    const own = `prior-auxiliary/${name}`
    const hidden = mlp(context, own, shape.hiddenUnits, [config.hidden], false)
    const scores = dense(context, `${own}/scores`, config.hidden, vocabSize - 1)
    return [{ column, vocabSize, tower: (h) => scores(hidden(h)) }]
  })
  return {
    shape,
    apply(input, { training, observe }) {
      if (targets.length === 0 || !(training || observe)) return { out: input }
      const read = targets.map(({ column, vocabSize, tower }) =>
        judged(tower(input.hidden), columnOf(input.batch.ids, column), vocabSize),
      )
      const losses = read.map(({ error, isKnown }) => tf.div(tf.sum(error), tf.maximum(tf.sum(isKnown), 1)))
      const beside = (columns: readonly tf.Tensor[]) => tf.concat([...columns], 1)
      return {
        out: input,
        losses: { prediction: tf.addN(losses) as tf.Scalar },
        ...(observe
          ? {
              taps: {
                error: beside(read.map(({ error }) => error)),
                hit: beside(read.map(({ hit }) => hit())),
              },
            }
          : {}),
      }
    },
  }
}

/** Cross-entropy and hit of each row, [B, 1], 0 where id 0 says that the value is missing or unseen. */
function judged(scores: tf.Tensor2D, ids: tf.Tensor1D, vocabSize: number) {
  const oneHot = tf.slice(tf.cast(tf.oneHot(ids, vocabSize), 'float32'), [0, 1], [-1, vocabSize - 1])
  const isKnown = tf.sum(oneHot, 1, true)
  const own = tf.sum(tf.mul(oneHot, scores), 1, true)
  const error = tf.sub(tf.mul(isKnown, tf.logSumExp(scores, 1, true)), own)
  return {
    isKnown,
    error,
    hit: () => tf.mul(isKnown, tf.cast(tf.greaterEqual(own, tf.max(scores, 1, true)), 'float32')),
  }
}
