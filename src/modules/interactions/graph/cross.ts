import * as tf from '@tensorflow/tfjs'
import type { ConfigOf } from '../../../core/setting-spec.ts'
import type { BuildContext } from '../../../model/stage.ts'
import { dense } from '../../../nn/dense.ts'
import { glorotValues } from '../../../nn/initializer.ts'
import type { interactions } from '../spec.ts'
import type { Unit } from './unit.ts'

type Config = Pick<ConfigOf<typeof interactions.settings>, 'dcnLayers' | 'crossForm' | 'crossRank'>
type Cross = (x0: tf.Tensor2D, x: tf.Tensor2D) => tf.Tensor2D

/**
 * Full cross weights up to this width of all encoded fields, low rank above it. Not of the fields at hand: a module that
 * adds one would change the form of the cross layers with its own switch.
 */
const FULL_RANK_WIDTH = 128

/** Cross layers, each from x₀ and what the one before gave: [B, D]. */
export function crossNet(config: Config, context: BuildContext, width: number): Unit {
  const isNarrow = context.fields.length * context.shape.embeddingDim <= FULL_RANK_WIDTH
  const layers = Array.from({ length: config.dcnLayers }, (_, layer) =>
    crossLayer(config, context, `interactions/cross/${layer}`, width, isNarrow),
  )
  return { width, apply: (_, flat) => layers.reduce<tf.Tensor2D>((x, layer) => layer(flat, x), flat) }
}

function crossLayer(
  config: Config,
  context: BuildContext,
  name: string,
  width: number,
  isNarrow: boolean,
): Cross {
  switch (config.crossForm) {
    case 'auto':
      return isNarrow ? fullLayer(context, name, width) : lowRankLayer(context, name, width, config.crossRank)
    case 'full':
      return fullLayer(context, name, width)
    case 'low-rank':
      return lowRankLayer(context, name, width, config.crossRank)
    case 'vector':
      return vectorLayer(context, name, width)
    default:
      return config.crossForm satisfies never
  }
}

/** DCN-v2 (Wang et al. 2021, eq. 1): x₀ ⊙ (W x + b) + x. */
function fullLayer(context: BuildContext, name: string, width: number): Cross {
  const full = dense(context, name, width, width)
  return (x0, x) => tf.add(tf.mul(x0, full(x)), x) as tf.Tensor2D
}

/** The same with W = U Vᵀ. */
function lowRankLayer(context: BuildContext, name: string, width: number, rank: number): Cross {
  const down = context.variable(
    `${name}/down`,
    [width, rank],
    glorotValues(context.rng(`${name}/down`), width, rank),
  )
  const up = dense(context, `${name}/up`, rank, width)
  return (x0, x) => {
    const low = tf.matMul(x, down as tf.Tensor as tf.Tensor2D) as tf.Tensor2D
    return tf.add(tf.mul(x0, up(low)), x) as tf.Tensor2D
  }
}

/** DCN (Wang et al. 2017, eq. 3): x₀ (wᵀ x) + b + x. */
function vectorLayer(context: BuildContext, name: string, width: number): Cross {
  const along = dense(context, name, width, 1, { bias: null })
  const bias = context.variable(`${name}/bias`, [width], new Float32Array(width))
  return (x0, x) => tf.add(tf.add(tf.mul(x0, along(x)), bias), x) as tf.Tensor2D
}
