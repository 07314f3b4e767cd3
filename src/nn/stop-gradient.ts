import * as tf from '@tensorflow/tfjs'

/** f(x) as a constant: its gradient is zero. The tape is off inside, so f may use ops that have no gradient. */
export function constant<T extends tf.Tensor>(x: T, f: (x: T) => T): T {
  return tf.customGrad((input, save) => {
    const value = f(input as T)
    ;(save as tf.GradSaveFunc)([input as tf.Tensor])
    return {
      value,
      gradFunc: (_dy: tf.Tensor, saved: tf.Tensor[]) => tf.zerosLike(saved[0] as tf.Tensor),
    }
  })(x) as T
}

/** x, through which no gradient flows. */
export const stopGradient = <T extends tf.Tensor>(x: T): T => constant(x, (t) => tf.clone(t))

/**
 * A value that the tape does not know: nothing travels back to what it is made of, where `constant` sends zeros. For what
 * must be as if it were not there.
 */
export function offTape<T extends tf.Tensor>(value: () => T): T {
  const apart = tf.customGrad((none) => ({
    value: value(),
    gradFunc: () => tf.zerosLike(none as tf.Tensor),
  }))
  return apart(tf.scalar(0)) as T
}
