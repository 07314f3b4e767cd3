import * as tf from '@tensorflow/tfjs'
import type { BuildContext } from '../../../model/stage.ts'
import { scalarsOf } from '../../../nn/parts-of.ts'
import type { Method } from './method.ts'

/** Weights T · softmax(r / τ) from the losses of the last epoch and the one before it, r_t = L_t(e−1) / L_t(e−2): [T]. */
export function paceWeights(last: tf.Tensor1D, before: tf.Tensor1D, temperature: number): tf.Tensor1D {
  return tf.mul(tf.softmax(tf.div<tf.Tensor1D>(tf.div(last, before), temperature)), last.size)
}

/**
 * Dynamic weight average (Liu, Johns and Davison 2019). An epoch is as many steps as come closest to one pass over train,
 * its loss their mean. The first two epochs weigh all alike. Epochs are counted in state, so that every step is the same.
 */
export function pace(temperature: number, context: BuildContext): Method {
  const count = context.tasks.length
  const state = (name: string, start: number, width = count): tf.Variable<tf.Rank.R1> =>
    context.variable(`loss-balance/${name}`, [width], new Float32Array(width).fill(start), {
      state: true,
    }) as tf.Variable<tf.Rank.R1>
  const weights = state('weights', 1)
  const sums = state('epoch/sums', 0)
  const [last, before] = [state('epoch/last', 1), state('epoch/before', 1)]
  const [steps, epochs] = [state('epoch/steps', 0, 1), state('epoch/count', 0, 1)]
  return ({ taskLosses, rows }) => {
    const length = Math.max(1, Math.round(context.trainRows / rows))
    return {
      weights: scalarsOf(weights),
      adapt: () => {
        const now = tf.add(steps, 1)
        const sum = tf.add<tf.Tensor1D>(sums, tf.stack([...taskLosses]))
        /** 1 after the last step of an epoch, else 0. */
        const isOver = tf.cast(tf.greaterEqual(now, length), 'float32') as tf.Tensor1D
        const passed = tf.add(epochs, isOver)
        const isTold = tf.mul<tf.Tensor1D>(isOver, tf.cast(tf.greaterEqual(passed, 2), 'float32'))
        const lately = chosen(isOver, tf.div(sum, length), last)
        const earlier = chosen(isOver, last, before)
        return {
          writes: new Map<tf.Variable, tf.Tensor>([
            [weights, chosen(isTold, paceWeights(lately, earlier, temperature), weights)],
            [sums, tf.mul(sum, tf.sub(1, isOver))],
            [last, lately],
            [before, earlier],
            [steps, tf.mul(now, tf.sub(1, isOver))],
            [epochs, passed],
          ]),
        }
      },
    }
  }
}

/** a where the flag is 1, b where it is 0. */
const chosen = (flag: tf.Tensor1D, a: tf.Tensor1D, b: tf.Tensor1D): tf.Tensor1D =>
  tf.add(tf.mul(flag, a), tf.mul(tf.sub(1, flag), b))
