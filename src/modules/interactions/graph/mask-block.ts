import * as tf from '@tensorflow/tfjs'
import type { BuildContext } from '../../../model/stage.ts'
import { dense, layerNorm } from '../../../nn/dense.ts'
import type { Unit } from './unit.ts'

/**
 * Parallel blocks of MaskNet (Wang et al. 2021): relu(LN(W (mask ⊙ LN_f(E)))), mask = W₂ relu(W₁ E) + b₂, over flattened
 * fields. LN_f normalises each field on its own, with a scale and a shift for each of its values.
 */
export function maskBlock(
  context: BuildContext,
  name: string,
  fieldCount: number,
  ratio: number,
  width: number,
): Unit {
  const d = context.shape.embeddingDim
  const inputs = fieldCount * d
  const scale = context.variable(`${name}/fields/scale`, [fieldCount, d], new Float32Array(inputs).fill(1))
  const shift = context.variable(`${name}/fields/shift`, [fieldCount, d], new Float32Array(inputs))
  const aggregate = dense(context, `${name}/aggregate`, inputs, ratio * inputs)
  const project = dense(context, `${name}/project`, ratio * inputs, inputs)
  const hidden = dense(context, `${name}/hidden`, inputs, width, { bias: null })
  const norm = layerNorm(context, `${name}/norm`, width)
  return {
    width,
    apply(fields, flat) {
      const centred = tf.sub(fields, tf.mean(fields, 2, true))
      const variance = tf.mean(tf.square(centred), 2, true)
      const normal = tf.mul(centred, tf.rsqrt(tf.add(variance, 1e-5)))
      const even = tf.reshape(tf.add(tf.mul(normal, scale), shift), [-1, inputs])
      const mask = project(tf.relu(aggregate(flat)))
      return tf.relu(norm(hidden(tf.mul(mask, even) as tf.Tensor2D)))
    },
  }
}
