import * as tf from '@tensorflow/tfjs'
import type { ConfigOf } from '../../../core/setting-spec.ts'
import type { BuildContext } from '../../../model/stage.ts'
import { constant } from '../../../nn/stop-gradient.ts'
import type { coarseRank } from '../spec.ts'

/** Share of the way to the wanted threshold that each step goes. */
const PACE = 0.01

export interface Pruning {
  /** Weights with the small ones at 0; those take no gradient. */
  readonly of: (weights: tf.Tensor2D) => tf.Tensor2D
  /** Share of all weights that are not 0, [1]. */
  kept(): tf.Tensor1D
  afterStep(): void
}

/**
 * Magnitude pruning by layer (Han et al. 2015): w ← w · [|w| ≥ q · √mean w²], the mask a constant. A threshold by the root
 * mean square needs no sort. q grows from 0 to the setting, so that weights are told apart before they go. Null where
 * nothing is pruned.
 */
export function pruning(
  { prune }: Pick<ConfigOf<typeof coarseRank.settings>, 'prune'>,
  context: BuildContext,
): Pruning | null {
  if (prune === 0) return null
  const level = context.variable('coarse-rank/prune', [1], new Float32Array(1), { state: true })
  const layers: tf.Tensor2D[] = []
  const maskOf = (weights: tf.Tensor2D): tf.Tensor2D =>
    constant(weights, (w) => {
      const size = tf.sqrt(tf.mean(tf.square(w)))
      return tf.cast(tf.greaterEqual(tf.abs(w), tf.mul(size, level)), 'float32')
    })
  return {
    of: (weights) => {
      if (!layers.includes(weights)) layers.push(weights)
      return tf.mul(weights, maskOf(weights))
    },
    kept() {
      const counts = layers.map((weights) => tf.sum(maskOf(weights)))
      const all = layers.reduce((sum, { size }) => sum + size, 0)
      return tf.reshape(tf.div(tf.addN(counts), all), [1])
    },
    afterStep: () => level.assign(tf.add(level, tf.mul(tf.sub(prune, level), PACE))),
  }
}
