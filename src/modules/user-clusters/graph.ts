import * as tf from '@tensorflow/tfjs'
import { stream } from '../../core/rng.ts'
import type { ConfigOf } from '../../core/setting-spec.ts'
import type { Batch, BuildContext, Layer } from '../../model/stage.ts'
import { dense, layerNorm } from '../../nn/dense.ts'
import { lookup } from '../../nn/embedding.ts'
import { normalValues } from '../../nn/initializer.ts'
import type { userClusters } from './spec.ts'

type Config = ConfigOf<typeof userClusters.settings>

/** Width of the module's own embedding of each unbiased feature. */
const ATTRIBUTE_WIDTH = 8
/** Spread that the variance term asks of cluster values and of centroid keys. */
const VALUE_SPREAD = 0.3
const KEY_SPREAD = 1

/**
 * Group representation from unbiased features (mode e2e): own attribute embeddings → query → softmax over squared
 * distances to K centroids → weighted sum of cluster values, appended as the field `group`.
 */
export function buildUserClusters(config: Config, context: BuildContext): Layer<'represent'> {
  const { shape } = context
  const k = config.clusters
  const d = shape.embeddingDim
  const attributes = attributeIds(config, context)
  const table = context.variable(
    'user-clusters/attributes',
    [attributes.vocabSize, ATTRIBUTE_WIDTH],
    normalValues(context.rng('user-clusters/attributes'), attributes.vocabSize * ATTRIBUTE_WIDTH, 1),
  ) as tf.Tensor as tf.Tensor2D
  const project = dense(context, 'user-clusters/query', attributes.count * ATTRIBUTE_WIDTH, config.keyDim)
  const normalise = layerNorm(context, 'user-clusters/query/norm', config.keyDim)
  const keys = context.variable(
    'user-clusters/keys',
    [k, config.keyDim],
    normalValues(context.rng('user-clusters/keys'), k * config.keyDim, 1),
  ) as tf.Tensor as tf.Tensor2D
  const values = context.variable(
    'user-clusters/values',
    [k, d],
    normalValues(context.rng('user-clusters/values'), k * d, 0.02),
  ) as tf.Tensor as tf.Tensor2D
  const shiftOf = config.shift ? shiftTable(context) : null

  return {
    shape: { ...shape, fieldNames: [...shape.fieldNames, 'group'] },
    apply(input, { observe }) {
      const { batch, fields } = input
      const rows = batch.ids.shape[0]
      const own = lookup(table, attributes.of(batch))
      const query = normalise(project(tf.reshape(own, [rows, -1]) as tf.Tensor2D))
      const assignment = assign(query, keys, config.temperature)
      const group = tf.matMul(assignment, values) as tf.Tensor2D
      const shift = shiftOf === null ? null : shiftOf(batch)
      const representation = shift === null ? group : tf.add(group, shift)
      const field = tf.expandDims(representation, 1)
      return {
        out: { ...input, fields: tf.concat([fields, field], 1) as tf.Tensor3D },
        losses: {
          balance: balance(assignment),
          ...separation(values, keys),
          ...(shift === null ? {} : { intra: tf.mean(tf.sum(tf.square(shift), 1)) as tf.Scalar }),
        },
        ...(observe
          ? {
              taps: {
                assignment,
                query,
                group,
                ...(shift === null ? {} : { shiftNorm: tf.sqrt(tf.add(tf.sum(tf.square(shift), 1), 1e-8)) }),
              },
              states: { centroids: tf.clone(keys), values: tf.clone(values) },
            }
          : {}),
      }
    },
  }
}

interface Attributes {
  readonly count: number
  readonly vocabSize: number
  /** Row of the attribute table for each unbiased feature of each row, [B · count]. */
  of(batch: Batch): tf.Tensor1D
}

/** Ids of the unbiased features with offsets into one table; shuffled over users as a control. */
function attributeIds(config: Config, context: BuildContext): Attributes {
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
  const userColumn = context.fields.findIndex(({ kind }) => kind === 'user')
  const shuffled = shuffledAttributes(context, columns)
  return {
    count: columns.length,
    vocabSize,
    of: ({ ids }) => {
      const users = tf.reshape(tf.slice(ids, [0, userColumn], [ids.shape[0], 1]), [-1])
      const table = tf.tensor2d(shuffled, [shuffled.length / columns.length, columns.length], 'int32')
      return flat(tf.gather(table, users))
    },
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

/** The user's own offset δ [B, d]; zero for unseen users, silent where the user id is dropped. */
function shiftTable(context: BuildContext): (batch: Batch) => tf.Tensor2D {
  const userColumn = context.fields.findIndex(({ kind }) => kind === 'user')
  const users = context.fields[userColumn]?.vocabSize
  if (users === undefined) throw new Error('user-clusters: shift needs a user column')
  const d = context.shape.embeddingDim
  const start = normalValues(context.rng('user-clusters/shift'), users * d, 0.02)
  start.fill(0, 0, d)
  const table = context.variable('user-clusters/shift', [users, d], start, {
    shrink: true,
  }) as tf.Tensor as tf.Tensor2D
  return ({ ids, userMask }) => {
    const own = tf.reshape(tf.slice(ids, [0, userColumn], [ids.shape[0], 1]), [-1]) as tf.Tensor1D
    return tf.mul(lookup(table, own), userMask)
  }
}

/**
 * softmax of −‖q − m_k‖² / τ over the centroids: q [B, D], m [K, D] → [B, K], rows sum to 1. ‖q‖² is the same for all
 * of them and cancels, so the scores are (2 q·m − ‖m‖²) / τ.
 */
function assign(query: tf.Tensor2D, keys: tf.Tensor2D, temperature: number): tf.Tensor2D {
  const halfNorms = tf.mul(0.5, tf.sum(tf.square(keys), 1))
  const scores = tf.sub(tf.matMul(query, keys, false, true), halfNorms)
  return tf.softmax(tf.mul<tf.Tensor2D>(scores, 2 / temperature))
}

/** KL(p̄ ‖ uniform) = Σ_k p̄_k ln(K p̄_k), p̄ the mean of assignment [B, K]: 0 when even, ln K when one cluster takes all. */
export function balance(assignment: tf.Tensor2D): tf.Scalar {
  const mean = tf.mean(assignment, 0)
  const clusters = assignment.shape[1]
  return tf.sum(tf.mul(mean, tf.log(tf.add(tf.mul(mean, clusters), 1e-8))))
}

/**
 * VICReg's terms over K ≥ 2 clusters, C being the covariance matrix of columns (divisor K − 1):
 *   covariance = (1/d) Σ_{i≠j} C_ij² over the values [K, d]
 *   variance   = mean_i relu(γ − √(C_ii + 1e-4)) over the values at γ = .3, plus the same over the keys at γ = 1
 * Both are at least 0. Values and keys lie side by side, so that one product gives every covariance.
 */
export function separation(
  values: tf.Tensor2D,
  keys: tf.Tensor2D,
): { readonly covariance: tf.Scalar; readonly variance: tf.Scalar } {
  const [clusters, d] = values.shape
  const width = keys.shape[1]
  const n = d + width
  const centre = Float32Array.from(
    { length: clusters * clusters },
    (_, i) => (i % (clusters + 1) === 0 ? 1 : 0) - 1 / clusters,
  )
  const amongValues = Float32Array.from({ length: n * n }, (_, i) => {
    const row = Math.floor(i / n)
    const column = i % n
    return row !== column && row < d && column < d ? 1 / d : 0
  })
  const goal = Float32Array.from({ length: n }, (_, i) => (i < d ? VALUE_SPREAD : KEY_SPREAD))
  const share = Float32Array.from({ length: n }, (_, i) => 1 / (i < d ? d : width))
  const centred = tf.matMul(tf.tensor2d(centre, [clusters, clusters]), tf.concat([values, keys], 1))
  const c = tf.mul<tf.Tensor2D>(tf.matMul(centred, centred, true), 1 / (clusters - 1))
  const variances = tf.sum(tf.mul(c, tf.eye(n)), 0)
  const lack = tf.relu(tf.sub(tf.tensor1d(goal), tf.sqrt(tf.add(variances, 1e-4))))
  return {
    covariance: tf.sum(tf.mul(tf.square(c), tf.tensor2d(amongValues, [n, n]))),
    variance: tf.sum(tf.mul(lack, tf.tensor1d(share))),
  }
}
