import * as tf from '@tensorflow/tfjs'

/**
 * Rows of an embedding table: table [V, D], ids int32 [N] in 0 … V−1 → [N, D].
 * Its gradient is the kernel `EmbeddingGrad` (nn/kernels), since tfjs' own has no WASM form and loops over the whole
 * table on the CPU.
 */
export function lookup(table: tf.Tensor2D, ids: tf.Tensor1D): tf.Tensor2D {
  const rows = table.shape[0]
  const gather = tf.customGrad((t, i, save) => {
    ;(save as tf.GradSaveFunc)([i as tf.Tensor])
    return {
      value: tf.gather(t as tf.Tensor2D, i as tf.Tensor1D),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const savedIds = saved[0] as tf.Tensor
        return [embeddingGrad(dy as tf.Tensor2D, savedIds as tf.Tensor1D, rows), tf.zerosLike(savedIds)]
      },
    }
  })
  return gather(table, ids) as tf.Tensor2D
}

/** One column of a batch's ids [B, A] as [B]. */
export const columnOf = (ids: tf.Tensor2D, column: number): tf.Tensor1D =>
  tf.reshape(tf.slice(ids, [0, column], [ids.shape[0], 1]), [-1]) as tf.Tensor1D

/** Σ over rows with ids[n] = v of dy[n]: dy [N, D], ids [N] → [rows, D]. */
export function embeddingGrad(dy: tf.Tensor2D, ids: tf.Tensor1D, rows: number): tf.Tensor2D {
  const inputs = { dy, ids } as unknown as tf.NamedTensorMap
  return tf.engine().runKernel('EmbeddingGrad', inputs, { rows }) as tf.Tensor2D
}
