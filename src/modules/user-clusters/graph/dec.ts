import * as tf from '@tensorflow/tfjs'
import type { Batch, BuildContext } from '../../../model/stage.ts'
import { embeddingGrad } from '../../../nn/embedding.ts'
import { handedOn } from '../../../nn/handed-on.ts'
import { studentScores } from './address.ts'
import { type Config, userIds } from './attributes.ts'
import { blended, clock, NO_STEP } from './clock.ts'

/** Steps between two refreshes of the target. */
const REFRESH = 100

/** Memberships of a step's rows by Student's t [B, K], and their users [B]. */
type Written = { readonly q: tf.Tensor2D; readonly ids: tf.Tensor1D }

export interface Dec {
  /** mean_b KL(P_u(b) ‖ Q_b), of squared distances [B, K]. In training it keeps Q for `commit`. */
  loss(batch: Batch, distances: tf.Tensor2D, training: boolean): tf.Scalar
  /** After the step: the users' latest Q, and every 100th time P from it. */
  commit(): void
}

/**
 * Xie et al. 2016, eq. 1 to 3: memberships Q by Student's t are drawn to a sharper target P, which stands still between
 * refreshes. P is of users and not of rows, so that active users do not own it; a user has none, and adds nothing, until
 * the first refresh after the user was met.
 */
export function dec(config: Config, context: BuildContext): Dec {
  const users = userIds(context)
  const table = (name: string): tf.Variable =>
    context.variable(
      `user-clusters/dec/${name}`,
      [users.vocabSize, config.clusters],
      new Float32Array(users.vocabSize * config.clusters),
      { state: true },
    )
  const latest = table('latest')
  const target = table('target')
  const isDue = clock(context, 'user-clusters/dec/clock', REFRESH)
  const last = handedOn<Written>()

  function write({ q, ids }: Written): void {
    const sums = embeddingGrad(q, ids, users.vocabSize)
    // Rows of Q sum to 1: their sum by user counts the user's rows.
    const rows = tf.sum(sums, 1, true)
    const isMet = tf.cast(tf.greaterEqual(rows, 0.5), 'float32')
    latest.assign(blended(latest, tf.div(sums, tf.maximum(rows, 0.5)), isMet))
    target.assign(blended(target, targetOf(latest as tf.Tensor as tf.Tensor2D), isDue()))
  }

  return {
    loss(batch, distances, training) {
      const q = tf.softmax(studentScores(distances, config.alpha))
      const ids = users.of(batch)
      if (training) last.give({ q, ids })
      return divergence(tf.gather(target as tf.Tensor as tf.Tensor2D, ids), q)
    },
    commit() {
      if (!last.take(write)) throw new Error(NO_STEP)
    },
  }
}

/** P_uk = (Q_uk² / f_k) / Σ_j (Q_uj² / f_j), f_k = Σ_u Q_uk: rows sum to 1, but for users of whom Q is 0. */
export function targetOf(q: tf.Tensor2D): tf.Tensor2D {
  const shares = tf.div(tf.square(q), tf.add(tf.sum(q, 0), 1e-8))
  return tf.div<tf.Tensor2D>(shares, tf.maximum(tf.sum(shares, 1, true), 1e-12))
}

/** mean_b Σ_k P_bk ln(P_bk / Q_bk), 0 ln 0 = 0. */
export function divergence(p: tf.Tensor2D, q: tf.Tensor2D): tf.Scalar {
  const ratio = tf.sub(tf.log(tf.maximum(p, 1e-12)), tf.log(tf.add(q, 1e-12)))
  return tf.mean(tf.sum(tf.mul(p, ratio), 1))
}
