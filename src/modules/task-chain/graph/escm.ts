import * as tf from '@tensorflow/tfjs'
import type { ConfigOf } from '../../../core/setting-spec.ts'
import type { BuildContext, Layer } from '../../../model/stage.ts'
import { type Dense, dense } from '../../../nn/dense.ts'
import { binaryCrossEntropy, softplus } from '../../../nn/losses.ts'
import { columnsOf } from '../../../nn/parts-of.ts'
import { constant } from '../../../nn/stop-gradient.ts'
import type { taskChain } from '../spec.ts'
import { entireSpaceLosses, marginals } from './chain.ts'
import { pairsOf } from './paths.ts'

type Config = ConfigOf<typeof taskChain.settings>

/**
 * ESCM² (Wang et al. 2022). A later task is observed where the required one happened, o = y_required, with propensity
 * ô = p_required. Conditional logits as in the chain; beside the entire-space losses the conditional risk over all rows,
 * estimated from the observed ones:
 *   IPS: mean o δ / max(ô, floor),   δ = BCE(z_k, y_k)
 *   DR:  mean δ̂ + o (δ − δ̂) / max(ô, floor),   with the loss mean o (δ − δ̂)² / max(ô, floor) of the imputed δ̂ ≥ 0
 * Propensities are constants. The label is that of the observed rows; a row without o adds nothing to δ.
 */
export function escm(config: Config, context: BuildContext): Layer<'relate'> {
  const { tasks, shape } = context
  const marginal = marginals(tasks)
  const pairs = pairsOf(tasks)
  const heads = new Map(
    config.coupling === 'escm2-dr'
      ? pairs.map(({ later }) => [
          later,
          dense(context, `task-chain/imputation/${later}`, shape.towerUnits, 1),
        ])
      : [],
  )
  return {
    shape,
    taskWeights: tasks.map(({ requires }) => (requires === null ? 1 : config.lambdaGlobal)),
    apply({ batch, logits, weights, towers }) {
      const all = marginal(logits)
      const inverse = constant(all.logP, (logP) =>
        tf.reciprocal(tf.maximum(tf.exp(logP), config.propensityFloor)),
      )
      const columns = (matrix: tf.Tensor2D): tf.Tensor2D[] => columnsOf(matrix, tasks.length)
      const [inverses, labels] = [columns(inverse), columns(batch.labels)]
      const errors = columns(binaryCrossEntropy(logits, batch.labels))
      const counts = weights === null ? null : columns(weights)
      const mean = (loss: tf.Tensor2D, k: number): tf.Scalar =>
        tf.mean(counts === null ? loss : tf.mul(loss, counts[k] as tf.Tensor2D))
      const hidden = heads.size === 0 ? [] : (tf.unstack(towers(), 1) as tf.Tensor2D[])
      const risks: tf.Scalar[] = []
      const imputations: tf.Scalar[] = []
      for (const { later, required } of pairs) {
        const seen = tf.mul<tf.Tensor2D>(labels[required] as tf.Tensor, inverses[required] as tf.Tensor)
        const error = errors[later] as tf.Tensor2D
        const head: Dense | undefined = heads.get(later)
        if (head === undefined) {
          risks.push(mean(tf.mul(seen, error), later))
          continue
        }
        const imputed = softplus(head(hidden[later] as tf.Tensor2D))
        const rest = tf.sub<tf.Tensor2D>(error, imputed)
        risks.push(mean(tf.add(imputed, tf.mul(seen, rest)), later))
        imputations.push(mean(tf.mul(seen, tf.square(rest)), later))
      }
      return {
        out: { logits: all.logits, taskLosses: entireSpaceLosses(all, batch.labels, weights) },
        losses: {
          conditional: tf.addN(risks) as tf.Scalar,
          ...(imputations.length > 0 ? { imputation: tf.addN(imputations) as tf.Scalar } : {}),
        },
      }
    },
  }
}
