import * as tf from '@tensorflow/tfjs'
import type { ConfigOf } from '../../../core/setting-spec.ts'
import type { BuildContext } from '../../../model/stage.ts'
import { dense } from '../../../nn/dense.ts'
import { columnsOf } from '../../../nn/parts-of.ts'
import type { coarseRank } from '../spec.ts'
import type { Fields } from './fields.ts'

/** What the embeddings of a tower's fields are multiplied by: [B, F, d] → [B, F]. */
export type Gate = (fields: tf.Tensor3D) => tf.Tensor2D

export interface Selection {
  /** Null where nothing gates the fields. */
  gateOf(tower: string, fields: Fields): Gate | null
  afterStep?(): void
}

/** AutoField's temperature: a hundredth less after every step, down to this. */
const COOLING = 0.99
const COLDEST = 0.01

export function fieldSelection(
  { selection }: Pick<ConfigOf<typeof coarseRank.settings>, 'selection'>,
  context: BuildContext,
): Selection {
  switch (selection) {
    case 'none':
    case 'permutation':
      return { gateOf: () => null }
    case 'se':
      return { gateOf: (tower, fields) => squeezed(context, tower, fields) }
    case 'autofield':
      return autoField(context)
    default:
      return selection satisfies never
  }
}

/** COLD (Wang et al. 2020): s = σ(W · flatten X + b), within one tower, so that item vectors can still be kept. */
function squeezed(context: BuildContext, tower: string, { columns, dim }: Fields): Gate {
  const width = columns.length * dim
  const layer = dense(context, `coarse-rank/${tower}/squeeze`, width, columns.length)
  return (fields) => tf.sigmoid(layer(tf.reshape(fields, [-1, width]) as tf.Tensor2D))
}

/**
 * AutoField (Wang et al. 2022): logits α_f ∈ R² of dropping and keeping a field, X_f ← keep_f · X_f with
 * keep = softmax(α / τ)₂, the mean of Gumbel-softmax without its noise; τ falls from 1 to .01.
 */
function autoField(context: BuildContext): Selection {
  const temperature = context.variable('coarse-rank/temperature', [1], Float32Array.of(1), { state: true })
  return {
    gateOf(tower, { columns }) {
      const start = new Float32Array(columns.length * 2)
      const alpha = context.variable(`coarse-rank/${tower}/keep`, [columns.length, 2], start)
      return (fields) => {
        const shares = tf.softmax(tf.div(alpha, temperature) as tf.Tensor2D)
        const keep = tf.reshape(columnsOf(shares, 2)[1] as tf.Tensor2D, [1, columns.length])
        return tf.mul(keep, tf.ones([fields.shape[0], 1])) as tf.Tensor2D
      }
    },
    afterStep: () => temperature.assign(tf.maximum(tf.mul(temperature, COOLING), COLDEST)),
  }
}
