import * as tf from '@tensorflow/tfjs'
import type { Batch } from '../../../model/stage.ts'
import type { Student } from './student.ts'

/**
 * Logits [B, F] of each row where one of the student's fields comes from the row half a batch away: a permutation of
 * that column alone, in the order of `Student.columns`. What AUC it costs is the field's importance.
 */
export function shuffledLogits(student: Student, { ids, userMask }: Batch): tf.Tensor2D {
  const [rows, width] = ids.shape
  const cut = Math.floor(rows / 2)
  const moved = tf.concat(
    [tf.slice(ids, [cut, 0], [rows - cut, width]), tf.slice(ids, [0, 0], [cut, width])],
    0,
  )
  const change = tf.sub(moved, ids)
  const logits = student.columns.map((column) => {
    const only = tf.tensor2d(
      Array.from({ length: width }, (_, i) => Number(i === column)),
      [1, width],
      'int32',
    )
    return student.score({ ids: tf.add(ids, tf.mul(change, only)), userMask }).logit
  })
  return tf.concat(logits, 1)
}
