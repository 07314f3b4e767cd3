import * as tf from '@tensorflow/tfjs'
import type { Field } from '../core/data/encoded.ts'
import type { ModelConfig } from '../experiment/config.ts'
import { columnOf, lookup } from '../nn/embedding.ts'
import { type Initializer, normalValues } from '../nn/initializer.ts'
import type { Batch, Embedded } from './stage.ts'

/** Which encoded fields every model reads: names, and their columns in `Batch.ids`. The user id is never among them. */
export function plainFields(fields: readonly Field[], config: ModelConfig): readonly number[] {
  return fields.flatMap((field, index) => (isPlain(field, config) ? [index] : []))
}

function isPlain(field: Field, config: ModelConfig): boolean {
  switch (field.kind) {
    case 'user':
      return false
    case 'item':
      return config.itemId
    case 'scene':
      return config.sceneAsField
    case 'feature':
      if (field.roles.includes('position')) return false
      if (field.roles.includes('unbiased') && !config.unbiasedAsFields) return false
      return !(field.roles.includes('prior') && !config.priorsAsFields)
    default:
      return field.kind satisfies never
  }
}

/**
 * Looks up a batch. One table [ΣV, d] holds all plain fields, row offsets added to their ids; the linear weights [ΣV, 1]
 * lie beside it. The user's table is its own: it enters the FM path only and is shrunk after each update.
 */
export function embedder(
  init: Initializer,
  fields: readonly Field[],
  config: ModelConfig,
): (batch: Batch) => Embedded {
  const columns = plainFields(fields, config)
  if (columns.length === 0) throw new Error('a model needs at least one plain field')
  const d = config.embeddingDim
  const sizes = columns.map((column) => (fields[column] as Field).vocabSize)
  const total = sizes.reduce((a, b) => a + b, 0)
  const values = new Float32Array(total * d)
  const offsets: number[] = []
  let offset = 0
  for (const [i, column] of columns.entries()) {
    const rows = normalValues(
      init.rng(`embedding/${(fields[column] as Field).name}`),
      (sizes[i] as number) * d,
      config.initStd,
    )
    values.set(rows, offset * d)
    offsets.push(offset)
    offset += sizes[i] as number
  }
  const table = init.variable('embedding/fields', [total, d], values) as tf.Tensor as tf.Tensor2D
  const linear = init.variable(
    'embedding/linear',
    [total, 1],
    new Float32Array(total),
  ) as tf.Tensor as tf.Tensor2D
  const userColumn = fields.findIndex((field) => field.kind === 'user')
  const itemAt = columns.findIndex((column) => fields[column]?.kind === 'item')
  const itemOffset = offsets[itemAt]
  const users = config.userId && userColumn >= 0 ? userTable(init, fields[userColumn] as Field, config) : null

  return (batch) => {
    const rows = batch.ids.shape[0]
    const own = tf.gather(batch.ids, tf.tensor1d([...columns], 'int32'), 1)
    const flat = tf.reshape(tf.add(own, tf.tensor1d(offsets, 'int32')), [-1]) as tf.Tensor1D
    const weights = tf.reshape(lookup(linear, flat), [rows, columns.length])
    return {
      batch,
      fields: tf.reshape(lookup(table, flat), [rows, columns.length, d]) as tf.Tensor3D,
      user: users === null ? null : tf.mul(lookup(users, columnOf(batch.ids, userColumn)), batch.userMask),
      extras: null,
      linear: tf.sum(weights, 1) as tf.Tensor1D,
      items:
        itemOffset === undefined
          ? null
          : (own) => lookup(table, tf.add(own, tf.scalar(itemOffset, 'int32')) as tf.Tensor1D),
    }
  }
}

function userTable(init: Initializer, field: Field, config: ModelConfig): tf.Tensor2D {
  const d = config.embeddingDim
  const values = normalValues(init.rng('embedding/user'), field.vocabSize * d, config.initStd)
  values.fill(0, 0, d)
  return init.variable('embedding/user', [field.vocabSize, d], values, {
    shrink: true,
  }) as tf.Tensor as tf.Tensor2D
}
