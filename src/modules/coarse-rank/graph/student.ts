import * as tf from '@tensorflow/tfjs'
import type { ConfigOf } from '../../../core/setting-spec.ts'
import type { Batch, BuildContext } from '../../../model/stage.ts'
import { type Dense, dense } from '../../../nn/dense.ts'
import { columnOf, lookup } from '../../../nn/embedding.ts'
import { logOdds, normalValues } from '../../../nn/initializer.ts'
import { softplus } from '../../../nn/losses.ts'
import { columnsOf } from '../../../nn/parts-of.ts'
import { type coarseRank, headsOf } from '../spec.ts'
import { type Fields, fieldsOf } from './fields.ts'
import { pruning } from './pruning.ts'
import { fieldSelection, type Gate } from './selection.ts'
import { asBytes, asFloats, type Stored } from './stored.ts'

type Config = ConfigOf<typeof coarseRank.settings>

export interface Scored {
  /** [B, 1]: what is ranked by. */
  readonly logit: tf.Tensor2D
  /** Under ECM [B, 1]: logit of shown and not taken up, where not shown is 0; else null. */
  readonly passedOver: tf.Tensor2D | null
  /** [B, F]: gates of the user's, the item's and the cross tower's fields; null where nothing gates them. */
  readonly gates: tf.Tensor2D | null
}
export interface Student {
  /** Columns of `Batch.ids`: the user tower's, the item tower's, the cross tower's. */
  readonly columns: readonly number[]
  score(batch: Pick<Batch, 'ids' | 'userMask'>): Scored
  /** Share of the towers' weights that pruning left, [1]; null where nothing is pruned. */
  kept(): tf.Tensor1D | null
  afterStep?(): void
}

/** What one tower makes of its fields: [B, outputs], and its gates. */
type TowerPass = (ids: tf.Tensor2D) => { readonly out: tf.Tensor2D; readonly gates: tf.Tensor2D | null }

/**
 * z = ⟨u, v⟩ / √d_o + b_i + b (DSSM; Huang et al. 2013), and with three towers an MLP on the match features. Under ECM the
 * same towers give two such logits, each by vectors of its own: of shown and not taken up, and of taken up.
 */
export function buildStudent(given: Config, context: BuildContext): Student {
  const config = given.half ? halved(given) : given
  const stored = config.weights === 'int8' ? asBytes : asFloats
  const selection = fieldSelection(config, context)
  const small = pruning(config, context)
  const { embeddingDim } = config
  const length = config.widths.at(-1) as number
  const heads = headsOf(config)
  const widths = [...config.widths.slice(0, -1), heads * length]
  const made: Fields[] = []
  function tower(name: 'user' | 'item' | 'cross', outputs: readonly number[]): TowerPass | null {
    const fields = fieldsOf(context, name, embeddingDim, stored)
    if (fields === null) return null
    made.push(fields)
    const gate = selection.gateOf(name, fields)
    const served: Stored = (weights, whole) => stored(small?.of(weights) ?? weights, whole)
    const net = layers(context, `coarse-rank/${name}`, fields.columns.length * embeddingDim, outputs, served)
    return (ids) => passed(fields, gate, net, ids)
  }
  const user = tower('user', widths)
  const item = tower('item', widths)
  const cross = config.towers === 'three' ? tower('cross', [config.crossUnits, heads]) : null
  const person = config.userId ? userVectors(context, heads * length, stored) : null
  if (item === null) throw new Error('coarse-rank: no field of items')
  if (user === null && person === null) throw new Error('coarse-rank: no field of users')
  if (config.towers === 'three' && cross === null) throw new Error('coarse-rank: no prior feature')
  const itemBias = itemBiases(context, heads)
  const bias = context.variable('coarse-rank/bias', [heads], startOf(config, context))

  return {
    columns: made.flatMap(({ columns }) => columns),
    score({ ids, userMask }) {
      const passes = [user, item, cross].map((pass) => pass?.(ids) ?? null)
      const [asked, offered, matched] = passes
      const vectors = [asked?.out, person?.(ids, userMask)].filter((vector) => vector !== undefined)
      const u = vectors.reduce((sum, vector) => tf.add(sum, vector))
      const products = tf.mul(u, offered?.out as tf.Tensor2D)
      const dot =
        heads === 1 ? tf.sum(products, 1, true) : tf.sum(tf.reshape(products, [-1, heads, length]), 2)
      const parts = [tf.div(dot, Math.sqrt(length)), itemBias?.(ids), matched?.out]
      const logits = parts.reduce<tf.Tensor>(
        (sum, part) => (part === undefined ? sum : tf.add(sum, part)),
        bias,
      ) as tf.Tensor2D
      const gates = passes.flatMap((pass) => (pass === null || pass.gates === null ? [] : [pass.gates]))
      return { ...ranked(logits), gates: gates.length === 0 ? null : tf.concat(gates, 1) }
    },
    kept: () => small?.kept() ?? null,
    ...(selection.afterStep === undefined && small === null
      ? {}
      : {
          afterStep() {
            selection.afterStep?.()
            small?.afterStep()
          },
        }),
  }
}

/** Of three classes with logits (0, a, b) what is ranked by is the logit of the last: b − ln(1 + eᵃ). */
export function ranked(logits: tf.Tensor2D): Pick<Scored, 'logit' | 'passedOver'> {
  if (logits.shape[1] === 1) return { logit: logits, passedOver: null }
  const [passedOver, takenUp] = columnsOf(logits, 2) as [tf.Tensor2D, tf.Tensor2D]
  return { logit: tf.sub(takenUp, softplus(passedOver)), passedOver }
}

/** Biases at which the student gives the shares of train: of positives, or of ECM's three classes. */
function startOf(config: Config, context: BuildContext): Float32Array {
  const rate = context.baseRates[0] as number
  if (config.exposure !== 'ecm') return Float32Array.of(logOdds(rate))
  const hidden = Math.max(1, context.trainCounts(positionColumn(context))[0] as number)
  const taken = Math.max(1, rate * context.trainRows)
  const passedOver = Math.max(1, context.trainRows - hidden - taken)
  return Float32Array.of(Math.log(passedOver / hidden), Math.log(taken / hidden))
}

/** The column of the position, whose id is 0 where a row was not shown. */
export function positionColumn(context: BuildContext): number {
  const column = context.fields.findIndex(({ roles }) => roles.includes('position'))
  if (column < 0) throw new Error('coarse-rank: no feature is marked as the position')
  return column
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

/** b_i [B, heads] of each row's item; null where the data name no item. */
function itemBiases(context: BuildContext, heads: number): ((ids: tf.Tensor2D) => tf.Tensor2D) | null {
  const column = context.fields.findIndex(({ kind }) => kind === 'item')
  if (column < 0) return null
  const rows = context.fields[column]?.vocabSize as number
  const table = context.variable(
    'coarse-rank/item-bias',
    [rows, heads],
    new Float32Array(rows * heads),
  ) as tf.Tensor as tf.Tensor2D
  return (ids) => lookup(table, columnOf(ids, column))
}
