import * as tf from '@tensorflow/tfjs'
import type { ConfigOf } from '../../../core/setting-spec.ts'
import type { BuildContext, Embedded } from '../../../model/stage.ts'
import { dense } from '../../../nn/dense.ts'
import { columnOf, lookup } from '../../../nn/embedding.ts'
import { normalValues } from '../../../nn/initializer.ts'
import type { interactions } from '../spec.ts'
import type { Unit } from './unit.ts'

type Config = Pick<ConfigOf<typeof interactions.settings>, 'dinSoftmax' | 'dinHidden'>

/** What a softmax adds to the score of an empty place. */
const EMPTY = -1e9

/**
 * Target attention over what the user took up before (DIN, Zhou et al. 2018, eq. 3): a_j = MLP([t; h_j; t − h_j; t ⊙ h_j])
 * for each remembered item h_j against the row's own item t, and v = Σ_j a_j h_j. Without a softmax, as published, so that
 * v grows with how much of a history speaks for the item; with one, the a_j of a row sum to 1. A row without a history
 * gives 0.
 */
export function targetAttention(config: Config, context: BuildContext): Unit {
  const d = context.shape.embeddingDim
  const itemColumn = context.fields.findIndex(({ kind }) => kind === 'item')
  const item = context.fields[itemColumn]
  if (item === undefined) throw new Error('interactions: target attention needs an item column')
  const own = context.shape.fieldNames.includes(item.name) ? null : itemTable(context, item.vocabSize)
  const hidden = dense(context, 'interactions/din/hidden', 4 * d, config.dinHidden)
  const score = dense(context, 'interactions/din/score', config.dinHidden, 1)
  return {
    width: d,
    apply(_fields, _flat, { batch, items }) {
      const { history } = batch
      if (history === null) throw new Error('interactions: the batch carries no history')
      const embeddings = items ?? own
      if (embeddings === null) throw new Error('interactions: the item has no embedding')
      const [rows, length] = history.shape
      const target = embeddings(columnOf(batch.ids, itemColumn))
      const taken = embeddings(tf.reshape(history, [-1]) as tf.Tensor1D)
      const spread = tf.add(tf.expandDims(target, 1), tf.zeros([rows, length, d]))
      const asked = tf.reshape(spread, [rows * length, d])
      const pair = tf.concat([asked, taken, tf.sub(asked, taken), tf.mul(asked, taken)], 1) as tf.Tensor2D
      const scores = tf.reshape(score(tf.relu(hidden(pair))), [rows, length]) as tf.Tensor2D
      const isTaken = tf.minimum(tf.cast(history, 'float32'), 1) as tf.Tensor2D
      const weights = tf.mul(config.dinSoftmax ? softmaxOver(scores, isTaken) : scores, isTaken)
      const weighed = tf.mul(tf.reshape(taken, [rows, length, d]), tf.expandDims(weights, 2))
      return tf.sum<tf.Tensor2D>(weighed, 1)
    },
  }
}

/** Softmax over the places that hold something: [B, L] with 1 there and 0 elsewhere. */
const softmaxOver = (scores: tf.Tensor2D, isTaken: tf.Tensor2D): tf.Tensor2D =>
  tf.softmax(tf.add<tf.Tensor2D>(scores, tf.mul(tf.sub(1, isTaken), EMPTY)))

/** Item embeddings of the unit's own, where the item id is no plain field. */
function itemTable(context: BuildContext, size: number): NonNullable<Embedded['items']> {
  const d = context.shape.embeddingDim
  const values = normalValues(context.rng('interactions/din/items'), size * d, 0.02)
  const table = context.variable('interactions/din/items', [size, d], values) as tf.Tensor as tf.Tensor2D
  return (ids) => lookup(table, ids)
}
