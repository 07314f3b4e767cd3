import * as tf from '@tensorflow/tfjs'
import { stream } from '../../../core/rng.ts'
import type { ConfigOf } from '../../../core/setting-spec.ts'
import type { Batch, BuildContext } from '../../../model/stage.ts'
import { columnOf } from '../../../nn/embedding.ts'
import type { userClusters } from '../spec.ts'

export type Config = ConfigOf<typeof userClusters.settings>

export interface Attributes {
  readonly count: number
  readonly vocabSize: number
  /** Row of the attribute table for each unbiased feature of each row, [B · count]. */
  of(batch: Pick<Batch, 'ids'>): tf.Tensor1D
}

/** Ids of the unbiased features with offsets into one table; shuffled over users as a control. */
export function attributeIds(config: Config, context: BuildContext): Attributes {
  const columns = context.fields.flatMap((field, i) => (field.roles.includes('unbiased') ? [i] : []))
  if (columns.length === 0) throw new Error('user-clusters: no unbiased feature')
  const offsets: number[] = []
  let vocabSize = 0
  for (const column of columns) {
    offsets.push(vocabSize)
    vocabSize += context.fields[column]?.vocabSize as number
  }
  const flat = (ids: tf.Tensor): tf.Tensor1D =>
    tf.reshape(tf.add(ids, tf.tensor1d(offsets, 'int32')), [-1]) as tf.Tensor1D
  if (!config.shuffleInput) {
    return {
      count: columns.length,
      vocabSize,
      of: ({ ids }) => flat(tf.gather(ids, tf.tensor1d(columns, 'int32'), 1)),
    }
  }
  const usersOf = userIds(context).of
  const shuffled = shuffledAttributes(context, columns)
  return {
    count: columns.length,
    vocabSize,
    of: (batch) => {
      const table = tf.tensor2d(shuffled, [shuffled.length / columns.length, columns.length], 'int32')
      return flat(tf.gather(table, usersOf(batch)))
    },
  }
}

/** The user field: its vocabulary, and the id of each row's user [B]; 0 is the unseen user. */
export function userIds(context: BuildContext): {
  readonly vocabSize: number
  of(batch: Pick<Batch, 'ids'>): tf.Tensor1D
} {
  const column = context.fields.findIndex(({ kind }) => kind === 'user')
  const field = context.fields[column]
  if (field === undefined) throw new Error('user-clusters: no user column')
  return {
    vocabSize: field.vocabSize,
    of: ({ ids }) => columnOf(ids, column),
  }
}

/** [users, columns]: the unbiased features of another user, by one permutation of the train users. */
function shuffledAttributes(context: BuildContext, columns: readonly number[]): Int32Array {
  const own = columns.map((column) => context.userAttributes(column))
  const users = (own[0] as Int32Array).length
  const shuffled = new Int32Array(users * columns.length)
  const order = stream(context.seed, 'user-clusters/shuffle').permutation(users - 1)
  for (let user = 1; user < users; user++) {
    const other = (order[user - 1] as number) + 1
    for (const [c, attribute] of own.entries()) {
      shuffled[user * columns.length + c] = attribute[other] as number
    }
  }
  return shuffled
}
