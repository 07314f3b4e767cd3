import * as tf from '@tensorflow/tfjs'
import { softplus } from '../../../nn/losses.ts'
import { constant } from '../../../nn/stop-gradient.ts'

/** Keeps rows of other lists out of a softmax. */
const FAR = 1e9

/** Which rows of a batch are of one list. */
export interface Lists {
  /** [B, B]: 1 where two rows are of one list, each row with itself included. */
  readonly same: tf.Tensor2D
  /** [B, 1]: rows of each row's list. */
  readonly length: tf.Tensor2D
}

/** Rows with equal codes, int32 [B]; a row of code 0 is a list of its own. */
export function listsOf(codes: tf.Tensor1D): Lists {
  const rows = codes.shape[0]
  const own = tf.tensor1d(Array.from({ length: rows }, (_, row) => row + 1))
  const id = tf.cast(codes, 'float32')
  // Codes are whole numbers: what is unknown gets a negative number of its own.
  const code = tf.sub(id, tf.mul(tf.sub(1, tf.minimum(id, 1)), own))
  const same = tf.cast(tf.equal(tf.reshape(code, [rows, 1]), tf.reshape(code, [1, rows])), 'float32')
  return { same: same as tf.Tensor2D, length: tf.sum(same, 1, true) as tf.Tensor2D }
}

/**
 * Mean over lists of two rows or more of KL(softmax(z_f / T) ‖ softmax(z_c / T)), both within the list. Logits [B, 1].
 */
export function listDivergence(
  teacher: tf.Tensor2D,
  student: tf.Tensor2D,
  lists: Lists,
  temperature: number,
): tf.Scalar {
  const apart = tf.mul(tf.sub(lists.same, 1), FAR)
  const logShare = (logits: tf.Tensor2D): tf.Tensor => {
    const scaled = tf.div(logits, temperature)
    const others = tf.add(apart, tf.reshape(scaled, [1, -1]))
    return tf.sub(scaled, tf.logSumExp(others, 1, true))
  }
  const wanted = logShare(teacher)
  const divergence = tf.sum(tf.mul(tf.exp(wanted), tf.sub(wanted, logShare(student))))
  return tf.div(divergence, countOf(perList(lists)))
}

/** Share of the tutor's loss that is about the order of the ends. */
const ORDER = 0.5

/**
 * RankFlow (Qin et al. 2022): (1 − α) · MSE(sg z_f, z_c) + α · (−ln σ(mean z_c of the top − mean z_c of the bottom)),
 * α = ½. Top and bottom are the thirds of each list by the teacher, where the published cut is the first ten and the last
 * twenty of a request; the second part is the mean over lists that have both ends.
 */
export function tutorLoss(teacher: tf.Tensor2D, student: tf.Tensor2D, lists: Lists): tf.Scalar {
  const { same } = lists
  const places = constant(teacher, (logits) => placesOf(logits, lists))
  const top = tf.step(tf.sub(1 / 3, places)) as tf.Tensor2D
  const bottom = tf.step(tf.sub(places, 2 / 3)) as tf.Tensor2D
  const counts = [top, bottom].map((end) => tf.matMul(same, end))
  const [high, low] = [top, bottom].map((end, i) =>
    tf.div(tf.matMul(same, tf.mul(end, student)), tf.maximum(counts[i] as tf.Tensor, 1)),
  ) as [tf.Tensor, tf.Tensor]
  const hasBoth = counts.map((count) => tf.minimum(count, 1)).reduce((both, has) => tf.mul(both, has))
  const weights = tf.mul(perList(lists), hasBoth)
  const order = tf.div(tf.sum(tf.mul(weights, softplus(tf.sub(low, high)))), countOf(weights))
  const distance = tf.mean(tf.squaredDifference(teacher, student))
  return tf.add(tf.mul(distance, 1 - ORDER), tf.mul(order, ORDER))
}

/** Place of each row in its list, [B, 1] in (0, 1): (rows above + half of those equal, itself included) / rows. */
function placesOf(logits: tf.Tensor2D, { same, length }: Lists): tf.Tensor2D {
  const others = tf.reshape(logits, [1, -1])
  const above = tf.add(
    tf.cast(tf.greater(others, logits), 'float32'),
    tf.cast(tf.greaterEqual(others, logits), 'float32'),
  )
  return tf.div(tf.sum(tf.mul(same, above), 1, true), tf.mul(length, 2)) as tf.Tensor2D
}

/** [B, 1]: 1 / rows of the list, 0 for a row without company; each list of two rows or more adds up to 1. */
const perList = ({ length }: Lists): tf.Tensor => tf.div(tf.step(tf.sub(length, 1.5)), length)

/** How many lists these weights count, at least 1. */
const countOf = (weights: tf.Tensor): tf.Tensor => tf.maximum(tf.sum(weights), 1)
