import * as tf from '@tensorflow/tfjs'
import { type Tower, towerOf } from '../../../core/ranking/towers.ts'
import type { BuildContext } from '../../../model/stage.ts'
import { lookup } from '../../../nn/embedding.ts'
import { normalValues } from '../../../nn/initializer.ts'
import type { Stored } from './stored.ts'

/** The fields that one tower reads. */
export interface Fields {
  /** Columns of `Batch.ids`. */
  readonly columns: readonly number[]
  readonly dim: number
  /** ids [B, A] → [B, F, d]. */
  embed(ids: tf.Tensor2D): tf.Tensor3D
}

/** Own embeddings of a tower's fields, in one table [ΣV, d]; null where the tower reads none. */
export function fieldsOf(context: BuildContext, tower: Tower, dim: number, stored: Stored): Fields | null {
  const columns = context.fields.flatMap((field, i) => (towerOf(field) === tower ? [i] : []))
  if (columns.length === 0) return null
  const offsets: number[] = []
  let rows = 0
  for (const column of columns) {
    offsets.push(rows)
    rows += context.fields[column]?.vocabSize as number
  }
  const name = `coarse-rank/${tower}/embedding`
  const start = normalValues(context.rng(name), rows * dim, START_STD)
  const table = context.variable(name, [rows, dim], start) as tf.Tensor as tf.Tensor2D
  return {
    columns,
    dim,
    embed(ids) {
      const own = tf.add(tf.gather(ids, tf.tensor1d(columns, 'int32'), 1), tf.tensor1d(offsets, 'int32'))
      const found = stored(lookup(table, tf.reshape(own, [-1]) as tf.Tensor1D), table)
      return tf.reshape(found, [-1, columns.length, dim]) as tf.Tensor3D
    },
  }
}

const START_STD = 0.1
