import * as tf from '@tensorflow/tfjs'
import type { Batch, BuildContext } from '../../../model/stage.ts'
import { dense } from '../../../nn/dense.ts'
import { handedOn } from '../../../nn/handed-on.ts'
import { normalValues } from '../../../nn/initializer.ts'
import { nearest } from '../../../nn/nearest.ts'
import { stopGradient } from '../../../nn/stop-gradient.ts'
import { DEAD_OCCUPANCY } from '../spec.ts'
import type { Config } from './attributes.ts'
import { blended, clock, NO_STEP } from './clock.ts'
import { addedBy, drawnTo, erasedAndAdded, magnitudeOf, massOf, writeWeights } from './write.ts'

/** What a step has seen when the memory is read. */
export interface Seen {
  readonly batch: Batch
  /** [B, d]: the user id's embedding, null without one. */
  readonly user: tf.Tensor2D | null
  /** [B, D]. */
  readonly query: tf.Tensor2D
  /** Scores and memberships [B, K]. */
  readonly scores: tf.Tensor2D
  readonly assignment: tf.Tensor2D
}

/** Cluster keys [K, D] and values [K, d], and who changes them. */
export interface Memory {
  readonly keys: tf.Tensor2D
  /** M. */
  stored(): tf.Tensor2D
  /** The values that this pass reads: M, or in training under ntm M′ and what of it was added. */
  read(seen: Seen, training: boolean): Read
  /** The rule that writes instead of the optimiser; null when all is trained. */
  readonly rule: Rule | null
}
export interface Read {
  readonly memory: tf.Tensor2D
  /** Null where nothing was written. */
  readonly added: tf.Tensor2D | null
}
export interface Rule {
  /** Keeps what `commit` will need of a training step: what it read and what its rows represent [B, d]. */
  keep(seen: Seen, read: Read, shifted: tf.Tensor2D | null): void
  commit(): void
  states(): Readonly<Record<string, tf.Tensor>>
}

export function clusterMemory(config: Config, context: BuildContext): Memory {
  const [k, d] = [config.clusters, context.shape.embeddingDim]
  const isRuled = config.mode !== 'e2e'
  const made = (name: string, width: number, std: number, state: boolean): tf.Variable =>
    context.variable(
      `user-clusters/${name}`,
      [k, width],
      normalValues(context.rng(`user-clusters/${name}`), k * width, std),
      { state },
    )
  const keys = made('keys', config.keyDim, 1, isRuled || config.randomFrozen)
  const values = made('values', d, 0.02, isRuled)
  const of = (variable: tf.Variable) => variable as tf.Tensor as tf.Tensor2D
  const plain = (): Read => ({ memory: of(values), added: null })
  if (!isRuled) return { keys: of(keys), stored: () => of(values), read: plain, rule: null }
  const weightsOf = writeWeights(config, context)
  const written = config.mode === 'ntm' ? controlled(config, context, weightsOf) : null
  return {
    keys: of(keys),
    stored: () => of(values),
    read: (seen, training) => (written !== null && training ? written(of(values), seen) : plain()),
    rule: ruleOf(config, context, keys, values, weightsOf),
  }
}

/**
 * NTM's write heads, one for each row: e = σ(W_e [q; sg(v)] + 1), and the add coupled to it, a = e ⊙ tanh(W_a [q; sg(v)]),
 * so that the memory's fixed point Ā/Ē lies in (−1, 1). v is the user embedding, 0 in a model without one.
 */
function controlled(config: Config, context: BuildContext, weightsOf: (batch: Batch) => tf.Tensor2D) {
  const d = context.shape.embeddingDim
  const erase = dense(context, 'user-clusters/erase', config.keyDim + d, d, { bias: 1 })
  const add = dense(context, 'user-clusters/add', config.keyDim + d, d)
  return (values: tf.Tensor2D, { batch, user, query, assignment }: Seen) => {
    const v = user === null ? tf.zeros([query.shape[0], d]) : stopGradient(user)
    const seen = tf.concat([query, v], 1) as tf.Tensor2D
    const e = tf.sigmoid(erase(seen))
    const a = tf.mul<tf.Tensor2D>(e, tf.tanh(add(seen)))
    return erasedAndAdded(values, tf.mul(assignment, weightsOf(batch)), e, a, config.writeRate)
  }
}

/** What a write reads of its step. */
type Written = {
  readonly query: tf.Tensor2D
  readonly scores: tf.Tensor2D
  readonly assignment: tf.Tensor2D
  readonly weights: tf.Tensor2D
  /** M′ [K, d] under ntm; under ema what the rows draw the values to [B, d]. */
  readonly content: tf.Tensor2D
  /** What of M′ was added [K, d]; null under ema. */
  readonly added: tf.Tensor2D | null
}

/** Share of a step in the running occupancy. */
const OCCUPANCY_RATE = 0.02

/** Writes after the step: values by ntm's M′ or by the running mean, keys by the running mean of their rows' queries. */
function ruleOf(
  config: Config,
  context: BuildContext,
  keys: tf.Variable,
  values: tf.Variable,
  weightsOf: (batch: Batch) => tf.Tensor2D,
): Rule {
  const k = config.clusters
  const state = (name: string, start: number): tf.Variable =>
    context.variable(`user-clusters/${name}`, [k], new Float32Array(k).fill(start), { state: true })
  const occupancy = state('occupancy', 1 / k)
  const writeMass = state('writeMass', 0)
  const [erased, added] = [state('erased', 0), state('added', 0)]
  const isDue =
    config.reviveEvery === 0 || config.randomFrozen
      ? null
      : clock(context, 'user-clusters/clock', config.reviveEvery)
  const of = (variable: tf.Variable) => variable as tf.Tensor as tf.Tensor2D
  const last = handedOn<Written>()

  function write({ query, scores, assignment, weights, content, added: ofContent }: Written): void {
    const hard = nearest(scores)
    const c = tf.mul<tf.Tensor2D>(config.hardWrite ? hard : assignment, weights)
    const put = ofContent ?? addedBy(c, content, config.writeRate)
    const next = ofContent === null ? drawnTo(of(values), c, content, config.writeRate) : content
    erased.assign(tf.add(erased, magnitudeOf(tf.sub(of(values), tf.sub(next, put)))))
    added.assign(tf.add(added, magnitudeOf(put)))
    values.assign(next)
    if (!config.randomFrozen) keys.assign(drawnTo(of(keys), c, query, config.writeRate))
    writeMass.assign(massOf(config.mode === 'ntm' ? tf.mul(assignment, weights) : c))
    occupancy.assign(blended(occupancy, tf.mean(hard, 0), tf.scalar(OCCUPANCY_RATE)))
    if (isDue !== null) revive(query, isDue())
  }

  /** A dead cluster moves to a row of the batch, whose order is random, and takes the mean of all values. */
  function revive(query: tf.Tensor2D, due: tf.Tensor1D): void {
    const rows = query.shape[0]
    const chosen = tf.tensor1d(
      Int32Array.from({ length: k }, (_, cluster) => Math.floor((cluster * rows) / k)),
      'int32',
    )
    const isDead = tf.mul(due, tf.sub(1, tf.cast(tf.greaterEqual(occupancy, DEAD_OCCUPANCY / k), 'float32')))
    const ofRows = tf.expandDims(isDead, 1)
    keys.assign(blended(keys, tf.gather(query, chosen), ofRows))
    values.assign(blended(values, tf.mean(of(values), 0, true), ofRows))
    occupancy.assign(blended(occupancy, tf.scalar(1 / k), isDead))
  }

  return {
    keep({ batch, user, query, scores, assignment }, read, shifted) {
      const content = config.mode === 'ntm' ? read.memory : (shifted ?? user)
      if (content === null) {
        throw new Error('user-clusters: mode ema has nothing to write without the user id or the shift')
      }
      last.give({ query, scores, assignment, weights: weightsOf(batch), content, added: read.added })
    },
    commit() {
      if (!last.take(write)) throw new Error(NO_STEP)
    },
    states: () => ({
      occupancy: tf.clone(occupancy),
      writeMass: tf.clone(writeMass),
      erased: tf.clone(erased),
      added: tf.clone(added),
    }),
  }
}
