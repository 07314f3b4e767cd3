import * as tf from '@tensorflow/tfjs'
import type { Unit } from './unit.ts'

/** Rendle 2010: ½ Σ_d ((Σ_f e_fd)² − Σ_f e_fd²), the sum of ⟨e_f, e_g⟩ over pairs; the user id is one more field. */
export function factorisationMachine(fields: tf.Tensor3D, user: tf.Tensor2D | null): tf.Tensor1D {
  return tf.sum<tf.Tensor1D>(pairs(fields, user), 1)
}

/** Bi-interaction pooling (He and Chua 2017, eq. 4): the FM before its sum over d, Σ_{f<g} e_f ⊙ e_g. */
export const biInteraction = (embeddingDim: number): Unit => ({
  width: embeddingDim,
  apply: (fields) => pairs(fields, null),
})

/** ½ ((Σ_f e_f)² − Σ_f e_f²): [B, d]. */
function pairs(fields: tf.Tensor3D, user: tf.Tensor2D | null): tf.Tensor2D {
  const sum = tf.sum<tf.Tensor2D>(fields, 1)
  const squares = tf.sum<tf.Tensor2D>(tf.square(fields), 1)
  const allSum = user === null ? sum : tf.add(sum, user)
  const allSquares = user === null ? squares : tf.add(squares, tf.square(user))
  return tf.mul(0.5, tf.sub(tf.square(allSum), allSquares)) as tf.Tensor2D
}
