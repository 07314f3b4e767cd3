import * as tf from '@tensorflow/tfjs'
import type { ConfigOf } from '../../core/setting-spec.ts'
import type { Batch, BuildContext, Layer } from '../../model/stage.ts'
import { columnOf, lookup } from '../../nn/embedding.ts'
import { bothHappen } from './graph/both-happen.ts'
import { propensities, selfNormalised } from './graph/propensity.ts'
import type { debias } from './spec.ts'

type Config = ConfigOf<typeof debias.settings>

/** Logit of being seen that PAL starts from: almost always. */
const SEEN_AT_FIRST = 2

/**
 * Corrections of how a log came about. In training they change what the towers' logits are held against; at evaluation
 * logits pass as they are: what is ranked by is the part that position, popularity and duration do not explain.
 */
export function buildDebias(config: Config, context: BuildContext): Layer<'correct'> {
  const { shape, tasks } = context
  const position = config.position === 'none' ? null : positionColumn(context)
  const touched = tasks.map(({ requires }) => (config.positionTasks === 'all' || requires === null ? 1 : 0))
  const learnt =
    position === null || config.position === 'ips' ? null : positionLogits(config, context, position)
  const weigh = rowWeights(config, context, position, touched)
  const offset = config.popularity === 'offset' ? popularityOffset(config, context) : null

  return {
    shape,
    apply(input, { training, observe }) {
      const { batch } = input
      const seen = learnt === null || position === null ? null : learnt.of(columnOf(batch.ids, position))
      const weights = weigh === null ? null : weigh(batch)
      const logits = training
        ? trained(config, input.logits, seen, touched, offset?.(batch) ?? null)
        : input.logits
      const labels = training && config.duration === 'd2q' ? sharesOf(batch) : batch.labels
      return {
        out: { ...input, batch: { ...batch, labels }, logits, weights: training ? weights : input.weights },
        ...(learnt === null ? {} : { losses: { position: tf.mean(tf.square(learnt.table)) as tf.Scalar } }),
        ...(observe
          ? {
              taps: {
                ...(seen === null ? {} : { seen: tf.reshape(seen, [-1]) }),
                ...(weights === null
                  ? {}
                  : { weight: tf.reshape(tf.slice(weights, [0, 0], [weights.shape[0], 1]), [-1]) }),
              },
              states: learnt === null ? {} : { positions: tf.reshape(learnt.table, [-1]) },
            }
          : {}),
      }
    },
  }
}

/** Logits [B, T] that training compares with the labels; `seen` and `offset` [B, 1] act where `touched` is 1. */
function trained(
  config: Config,
  logits: tf.Tensor2D,
  seen: tf.Tensor2D | null,
  touched: readonly number[],
  offset: tf.Tensor2D | null,
): tf.Tensor2D {
  const mask = tf.tensor2d([...touched], [1, touched.length])
  const shifted = offset === null ? logits : tf.add<tf.Tensor2D>(logits, tf.mul(offset, mask))
  if (seen === null) return shifted
  const changed = config.position === 'pal' ? tf.sub<tf.Tensor2D>(bothHappen(shifted, seen), shifted) : seen
  return tf.add<tf.Tensor2D>(shifted, tf.mul(changed, mask))
}

/** One logit for each id of the position feature. */
function positionLogits(config: Config, context: BuildContext, column: number) {
  const size = context.fields[column]?.vocabSize as number
  const start = new Float32Array(size).fill(config.position === 'pal' ? SEEN_AT_FIRST : 0)
  const table = context.variable('debias/position', [size, 1], start) as tf.Tensor as tf.Tensor2D
  return { table, of: (ids: tf.Tensor1D): tf.Tensor2D => lookup(table, ids) }
}

/** What each row counts for in each task's loss, [B, T], mean 1 over the batch; null when all count alike. */
function rowWeights(
  config: Config,
  context: BuildContext,
  position: number | null,
  touched: readonly number[],
): ((batch: Batch) => tf.Tensor2D) | null {
  const factors: {
    readonly column: number
    readonly values: Float32Array
    readonly tasks: readonly number[]
  }[] = []
  if (config.position === 'ips' && position !== null) {
    const seen = propensities(context.trainRates(position, 0))
    factors.push({
      column: position,
      values: seen.map((p) => Math.min(1 / p, config.ipsClip)),
      tasks: touched,
    })
  }
  if (config.popularity === 'ips') {
    const item = itemColumn(context)
    const counts = context.trainCounts(item)
    const mean = counts.reduce((sum, n) => sum + n, 0) / Math.max(1, counts.length - 1)
    const values = Float32Array.from(counts, (n) =>
      Math.min((mean / Math.max(1, n)) ** config.popularityStrength, config.ipsClip),
    )
    factors.push({ column: item, values, tasks: touched })
  }
  if (factors.length === 0) return null
  return (batch) => {
    const each = factors.map(({ column, values, tasks }) => {
      const own = tf.gather(
        tf.tensor2d(values, [values.length, 1]),
        columnOf(batch.ids, column),
      ) as tf.Tensor2D
      const mask = tf.tensor2d([...tasks], [1, tasks.length])
      return tf.add<tf.Tensor2D>(tf.mul(tf.sub(own, 1), mask), 1)
    })
    return selfNormalised(each.reduce((product, factor) => tf.mul(product, factor)))
  }
}

/** λ · ln(n_i / n̄) of each row's item, [B, 1]; items without train rows count as one. */
function popularityOffset(config: Config, context: BuildContext): (batch: Batch) => tf.Tensor2D {
  const item = itemColumn(context)
  const counts = context.trainCounts(item)
  const mean = counts.reduce((sum, n) => sum + n, 0) / Math.max(1, counts.length - 1)
  const values = Float32Array.from(counts, (n) => config.popularityStrength * Math.log(Math.max(1, n) / mean))
  return (batch) =>
    tf.gather(tf.tensor2d(values, [values.length, 1]), columnOf(batch.ids, item)) as tf.Tensor2D
}

/** Shares among like durations, [B, T]. */
function sharesOf({ targets }: Batch): tf.Tensor2D {
  if (targets === null) throw new Error('debias: the batch carries no shares')
  return targets
}

function positionColumn(context: BuildContext): number {
  const column = context.fields.findIndex(({ roles }) => roles.includes('position'))
  if (column < 0) throw new Error('debias: no feature is marked as the position')
  return column
}

function itemColumn(context: BuildContext): number {
  const column = context.fields.findIndex(({ kind }) => kind === 'item')
  if (column < 0) throw new Error('debias: no item column')
  return column
}
