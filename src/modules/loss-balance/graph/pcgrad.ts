import * as tf from '@tensorflow/tfjs'
import type { BuildContext } from '../../../model/stage.ts'
import { dot } from '../../../nn/dot.ts'
import type { Method } from './method.ts'

/** Orders that are drawn once and taken in turn, so that every step is the same program. */
const ORDERS = 64
const TURNS = Float32Array.from({ length: ORDERS }, (_, turn) => turn)
/** Below the square of any gradient norm that a 32-bit step can use. */
const LEAST = 1e-30

/**
 * Yu et al. 2020 in the span of the gradients: g_i after its projections is Σ_j A_ij g_j. Each i starts as itself; for j
 * in the given order, j ≠ i, where g_i · g_j < 0, it loses (g_i · g_j / ‖g_j‖²) g_j with the other's own gradient g_j.
 * From gram, g_i · g_j as [T, T], and the order as one-hot rows [T, T]: A as [T, T].
 */
export function projections(gram: tf.Tensor2D, order: tf.Tensor2D): tf.Tensor2D {
  const count = gram.shape[0]
  let kept = tf.tensor2d(identity(count), [count, count])
  for (const other of tf.split(order, count, 0)) {
    const along = tf.matMul(kept, tf.matMul(gram, other, false, true))
    const square = tf.matMul(tf.matMul(other, gram), other, false, true)
    const share = tf.div(tf.minimum(along, 0), tf.maximum(square, LEAST))
    const isOther = tf.sub(1, tf.reshape(other, [count, 1]))
    kept = tf.sub(kept, tf.matMul(tf.mul<tf.Tensor2D>(share, isOther), other))
  }
  return kept
}

/** Share of pairs i < j with g_i · g_j < 0; null for a single task, which has no pair. */
export function conflictRate(gram: tf.Tensor2D): tf.Scalar | null {
  const count = gram.shape[0]
  if (count < 2) return null
  const above = Float32Array.from({ length: count * count }, (_, at) =>
    Number(at % count > Math.floor(at / count)),
  )
  const against = tf.cast(tf.greater(0, gram), 'float32')
  const pairs = (count * (count - 1)) / 2
  return tf.div(tf.sum(tf.mul(against, tf.tensor2d(above, [count, count]))), pairs)
}

/** Gradients of each task on the parameters that all share are projected; those of towers stay as they are. */
export function pcGrad(context: BuildContext): Method {
  const count = context.tasks.length
  const draws = context.rng('loss-balance/orders')
  const orders = Float32Array.from(
    Array.from({ length: ORDERS }, () =>
      [...draws.permutation(count)].flatMap((j) => oneHot(j, count)),
    ).flat(),
  )
  const turn = context.variable('loss-balance/turn', [1], new Float32Array(1), { state: true })
  return ({ taskLosses, shared }) => ({
    weights: taskLosses.map(() => 1),
    adapt: () => {
      const byTask = taskLosses.map((loss) => tf.variableGrads(() => loss, [...shared]).grads)
      const gradients = shared.flatMap(({ name, shape }) => {
        const own = byTask.map((of) => of[name])
        return own.some((one) => one !== undefined)
          ? [{ name, own: own.map((one) => one ?? tf.zeros(shape)) }]
          : []
      })
      const gram = gramOf(gradients.map(({ own }) => own))
      const isNow = tf.cast(tf.equal(turn, tf.tensor1d(TURNS)), 'float32')
      const table = tf.tensor2d(orders, [ORDERS, count * count])
      const order = tf.reshape(tf.matMul(tf.reshape(isNow, [1, ORDERS]), table), [count, count])
      const weights = tf.sum<tf.Tensor1D>(projections(gram, order as tf.Tensor2D), 0)
      const scalars = tf.split(weights, count).map((one) => tf.reshape(one, []) as tf.Scalar)
      const conflict = conflictRate(gram)
      const next = tf.add(turn, 1)
      return {
        gauges: {
          ...Object.fromEntries(scalars.map((weight, t) => [`shared/${context.tasks[t]?.id}`, weight])),
          ...(conflict === null ? {} : { conflict }),
        },
        corrections: Object.fromEntries(gradients.map(({ name, own }) => [name, difference(own, scalars)])),
        writes: new Map<tf.Variable, tf.Tensor>([
          [turn, tf.mul(next, tf.sub(1, tf.cast(tf.greaterEqual(next, ORDERS), 'float32')))],
        ]),
      }
    },
  })
}

/** Σ_t (weight_t − 1) g_t: exactly 0 where no gradient was turned. */
const difference = (own: readonly tf.Tensor[], weights: readonly tf.Scalar[]): tf.Tensor =>
  own
    .map((gradient, t) => tf.mul(gradient, tf.sub(weights[t] as tf.Scalar, 1)))
    .reduce((sum, one) => tf.add(sum, one))

/** Dot products of the tasks' gradients over all parameters, each as a list by task: [T, T]. */
function gramOf(parameters: readonly (readonly tf.Tensor[])[]): tf.Tensor2D {
  const count = parameters[0]?.length ?? 0
  const products = new Map<string, tf.Scalar>()
  for (let i = 0; i < count; i++)
    for (let j = i; j < count; j++) {
      const dots = parameters.map((own) => dot(own[i] as tf.Tensor, own[j] as tf.Tensor))
      products.set(`${i},${j}`, tf.sum(tf.stack(dots)))
    }
  const elements = Array.from({ length: count * count }, (_, at) => {
    const [i, j] = [Math.floor(at / count), at % count]
    return products.get(`${Math.min(i, j)},${Math.max(i, j)}`) as tf.Scalar
  })
  return tf.reshape(tf.stack(elements), [count, count]) as tf.Tensor2D
}

const oneHot = (index: number, count: number): readonly number[] =>
  Array.from({ length: count }, (_, i) => Number(i === index))

const identity = (count: number): Float32Array =>
  Float32Array.from({ length: count * count }, (_, at) => Number(at % (count + 1) === 0))
