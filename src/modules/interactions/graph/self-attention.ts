import * as tf from '@tensorflow/tfjs'
import type { ConfigOf } from '../../../core/setting-spec.ts'
import type { BuildContext } from '../../../model/stage.ts'
import { type Dense, dense } from '../../../nn/dense.ts'
import type { interactions } from '../spec.ts'
import type { Unit } from './unit.ts'

type Config = Pick<
  ConfigOf<typeof interactions.settings>,
  'attentionLayers' | 'attentionHeads' | 'attentionHeadWidth'
>

/** Layers of AutoInt, the last flattened: [B, F · heads · head width]. */
export function selfAttention(config: Config, context: BuildContext, fieldCount: number): Unit {
  const d = config.attentionHeads * config.attentionHeadWidth
  const layers = Array.from({ length: config.attentionLayers }, (_, layer) =>
    attentionLayer(
      config,
      context,
      `interactions/autoint/${layer}`,
      fieldCount,
      layer === 0 ? context.shape.embeddingDim : d,
    ),
  )
  const width = fieldCount * d
  return {
    width,
    apply: (fields) =>
      tf.reshape(
        layers.reduce((x, layer) => layer(x), fields),
        [-1, width],
      ) as tf.Tensor2D,
  }
}

/**
 * AutoInt (Song et al. 2019, eq. 5–8): in each head α = softmax_g ⟨W_Q e_f, W_K e_g⟩ and Σ_g α W_V e_g, not scaled by
 * √d′; heads side by side, then relu(heads + W_res e_f). No biases.
 */
function attentionLayer(
  { attentionHeads: heads, attentionHeadWidth: headWidth }: Config,
  context: BuildContext,
  name: string,
  fieldCount: number,
  inputs: number,
): (x: tf.Tensor3D) => tf.Tensor3D {
  const linear = (part: string, outputs: number): Dense =>
    dense(context, `${name}/${part}`, inputs, outputs, { bias: null })
  const projections = Array.from({ length: heads }, (_, h) => ({
    query: linear(`${h}/query`, headWidth),
    key: linear(`${h}/key`, headWidth),
    value: linear(`${h}/value`, headWidth),
  }))
  const residual = linear('residual', heads * headWidth)
  return (x) => {
    const rows = tf.reshape(x, [-1, inputs]) as tf.Tensor2D
    const byField = (project: Dense): tf.Tensor3D =>
      tf.reshape(project(rows), [-1, fieldCount, headWidth]) as tf.Tensor3D
    const attended = projections.map(({ query, key, value }) => {
      const scores = tf.matMul(byField(query), byField(key), false, true)
      return tf.matMul(tf.softmax(scores), byField(value)) as tf.Tensor3D
    })
    const own = tf.reshape(residual(rows), [-1, fieldCount, heads * headWidth])
    return tf.relu(tf.add(tf.concat(attended, 2), own)) as tf.Tensor3D
  }
}
