import * as tf from '@tensorflow/tfjs'
import type { BuildContext, Layer } from '../../../model/stage.ts'
import type { Config } from './attributes.ts'

/** Rows that stand for all train rows where only their users' attributes count. */
export interface TrainRows {
  /** int32 [N, A]: the user and the unbiased features, 0 elsewhere. */
  ids(): tf.Tensor2D
  /** [1, N]: share of the train rows that each stands for. */
  shares(): tf.Tensor2D
}

/** One row for each combination of unbiased features among train users; for each user where features are shuffled. */
export function trainRows({ shuffleInput }: Pick<Config, 'shuffleInput'>, context: BuildContext): TrainRows {
  const { fields } = context
  const user = fields.findIndex(({ kind }) => kind === 'user')
  const columns = fields.flatMap(({ roles }, i) => (roles.includes('unbiased') ? [i] : []))
  const attributes = columns.map((column) => context.userAttributes(column))
  const activity = context.userActivity()
  const found = new Map<string, { readonly ids: Int32Array; rows: number }>()
  for (const [id, rows] of activity.entries()) {
    if (rows === 0) continue
    const own = attributes.map((attribute) => attribute[id] as number)
    const key = shuffleInput ? String(id) : own.join()
    const known = found.get(key)
    if (known !== undefined) {
      known.rows += rows
      continue
    }
    const ids = new Int32Array(fields.length)
    ids[user] = id
    for (const [i, column] of columns.entries()) ids[column] = own[i] as number
    found.set(key, { ids, rows })
  }
  const all = [...found.values()]
  const total = all.reduce((sum, { rows }) => sum + rows, 0)
  return {
    ids: () => {
      const flat = all.flatMap(({ ids }) => [...ids])
      return tf.tensor2d(flat, [all.length, fields.length], 'int32')
    },
    shares: () => tf.tensor2d([all.map(({ rows }) => rows / total)]),
  }
}

/**
 * The layer with its group representation replaced by `mean`, [1, d], that of the train rows: what is left of a model when
 * nothing of a row can be read from its cluster.
 */
export function withMeanRead(layer: Layer<'represent'>, mean: () => tf.Tensor2D): Layer<'represent'> {
  return {
    ...layer,
    apply(input, mode) {
      const result = layer.apply(input, mode)
      const [rows, count, d] = result.out.fields.shape
      const others = tf.slice(result.out.fields, [0, 0, 0], [rows, count - 1, d])
      const group = tf.mul(tf.ones([rows, 1, 1]), tf.expandDims(mean(), 0))
      return { ...result, out: { ...result.out, fields: tf.concat([others, group], 1) as tf.Tensor3D } }
    },
  }
}
