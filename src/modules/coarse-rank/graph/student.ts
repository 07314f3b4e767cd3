import * as tf from '@tensorflow/tfjs'
import type { ConfigOf } from '../../../core/setting-spec.ts'
import type { Batch, BuildContext } from '../../../model/stage.ts'
import { type Dense, dense } from '../../../nn/dense.ts'
import { lookup } from '../../../nn/embedding.ts'
import { logOdds, normalValues } from '../../../nn/initializer.ts'
import type { coarseRank } from '../spec.ts'
import { columnOf, type Fields, fieldsOf } from './fields.ts'
import { fieldSelection, type Gate } from './selection.ts'
import { asBytes, asFloats, type Stored } from './stored.ts'

type Config = ConfigOf<typeof coarseRank.settings>

export interface Scored {
  /** [B, 1]. */
  readonly logit: tf.Tensor2D
  /** [B, F]: gates of the user's, the item's and the cross tower's fields; null where nothing gates them. */
  readonly gates: tf.Tensor2D | null
}
export interface Student {
  /** Columns of `Batch.ids`: the user tower's, the item tower's, the cross tower's. */
  readonly columns: readonly number[]
  score(batch: Pick<Batch, 'ids' | 'userMask'>): Scored
  afterStep?(): void
}

/** What one tower makes of its fields: [B, outputs], and its gates. */
type TowerPass = (ids: tf.Tensor2D) => { readonly out: tf.Tensor2D; readonly gates: tf.Tensor2D | null }

/** z = ⟨u, v⟩ / √d_o + b_i + b (DSSM; Huang et al. 2013), and with three towers an MLP on the match features. */
export function buildStudent(given: Config, context: BuildContext): Student {
  const config = given.half ? halved(given) : given
  const stored = config.weights === 'int8' ? asBytes : asFloats
  const selection = fieldSelection(config, context)
  const { widths, embeddingDim } = config
  const length = widths.at(-1) as number
  const made: Fields[] = []
  function tower(name: 'user' | 'item' | 'cross', outputs: readonly number[]): TowerPass | null {
    const fields = fieldsOf(context, name, embeddingDim, stored)
    if (fields === null) return null
    made.push(fields)
    const gate = selection.gateOf(name, fields)
    const net = layers(context, `coarse-rank/${name}`, fields.columns.length * embeddingDim, outputs, stored)
    return (ids) => passed(fields, gate, net, ids)
  }
  const user = tower('user', widths)
  const item = tower('item', widths)
  const cross = config.towers === 'three' ? tower('cross', [config.crossUnits, 1]) : null
  const person = config.userId ? userVectors(context, length, stored) : null
  if (item === null) throw new Error('coarse-rank: no field of items')
  if (user === null && person === null) throw new Error('coarse-rank: no field of users')
  if (config.towers === 'three' && cross === null) throw new Error('coarse-rank: no prior feature')
  const itemBias = itemBiases(context)
  const bias = context.variable(
    'coarse-rank/bias',
    [1],
    Float32Array.of(logOdds(context.baseRates[0] as number)),
  )

  return {
    columns: made.flatMap(({ columns }) => columns),
    score({ ids, userMask }) {
      const passes = [user, item, cross].map((pass) => pass?.(ids) ?? null)
      const [asked, offered, matched] = passes
      const vectors = [asked?.out, person?.(ids, userMask)].filter((vector) => vector !== undefined)
      const u = vectors.reduce((sum, vector) => tf.add(sum, vector))
      const dot = tf.sum(tf.mul(u, offered?.out as tf.Tensor2D), 1, true)
      const parts = [tf.div(dot, Math.sqrt(length)), itemBias?.(ids), matched?.out]
      const logit = parts.reduce<tf.Tensor>(
        (sum, part) => (part === undefined ? sum : tf.add(sum, part)),
        bias,
      )
      const gates = passes.flatMap((pass) => (pass === null || pass.gates === null ? [] : [pass.gates]))
      return { logit: logit as tf.Tensor2D, gates: gates.length === 0 ? null : tf.concat(gates, 1) }
    },
    ...(selection.afterStep === undefined ? {} : { afterStep: selection.afterStep }),
  }
}

const half = (width: number): number => Math.ceil(width / 2)

const halved = (config: Config): Config => ({
  ...config,
  widths: config.widths.map(half),
  embeddingDim: half(config.embeddingDim),
  crossUnits: half(config.crossUnits),
})

function passed(fields: Fields, gate: Gate | null, net: Dense, ids: tf.Tensor2D): ReturnType<TowerPass> {
  const embedded = fields.embed(ids)
  const gates = gate === null ? null : gate(embedded)
  const gated = gates === null ? embedded : tf.mul(embedded, tf.expandDims(gates, 2))
  return { out: net(tf.reshape(gated, [-1, fields.columns.length * fields.dim]) as tf.Tensor2D), gates }
}

/** Dense layers with ReLU between them; the last is linear, so that vectors may point anywhere. */
function layers(
  context: BuildContext,
  name: string,
  inputs: number,
  widths: readonly number[],
  stored: Stored,
): Dense {
  const all = widths.map((units, i) =>
    dense(context, `${name}/${i}`, i === 0 ? inputs : (widths[i - 1] as number), units, {
      stored: (weights) => stored(weights, weights),
    }),
  )
  return (x) => all.reduce((h, layer, i) => (i === 0 ? layer(h) : layer(tf.relu(h))), x)
}

/**
 * The user id's own vector, added to the user tower's, by the recipe of the fine ranker: on the dot product's path alone,
 * dropped with the row's mask and shrunk after each update. Absent where the data name no user.
 */
function userVectors(context: BuildContext, length: number, stored: Stored) {
  const column = context.fields.findIndex(({ kind }) => kind === 'user')
  if (column < 0) return null
  const rows = context.fields[column]?.vocabSize as number
  const start = normalValues(context.rng('coarse-rank/user-id'), rows * length, 0.02)
  const table = context.variable('coarse-rank/user-id', [rows, length], start, {
    shrink: true,
  }) as tf.Tensor as tf.Tensor2D
  return (ids: tf.Tensor2D, mask: tf.Tensor2D): tf.Tensor2D =>
    tf.mul(stored(lookup(table, columnOf(ids, column)), table), mask)
}

/** b_i [B, 1] of each row's item; null where the data name no item. */
function itemBiases(context: BuildContext): ((ids: tf.Tensor2D) => tf.Tensor2D) | null {
  const column = context.fields.findIndex(({ kind }) => kind === 'item')
  if (column < 0) return null
  const rows = context.fields[column]?.vocabSize as number
  const table = context.variable(
    'coarse-rank/item-bias',
    [rows, 1],
    new Float32Array(rows),
  ) as tf.Tensor as tf.Tensor2D
  return (ids) => lookup(table, columnOf(ids, column))
}
