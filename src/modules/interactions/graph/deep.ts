import * as tf from '@tensorflow/tfjs'
import type { ConfigOf } from '../../../core/setting-spec.ts'
import type { BuildContext, Embedded } from '../../../model/stage.ts'
import { type Dense, dense, layerNorm } from '../../../nn/dense.ts'
import type { interactions } from '../spec.ts'

type Config = Pick<ConfigOf<typeof interactions.settings>, 'mlp' | 'layerNorm'>

/**
 * The MLP; extras join its first layer through weights that start at zero, and where a module gates hidden layers each is
 * multiplied by its gate.
 */
export function deepNet(
  config: Config,
  context: BuildContext,
  width: number,
): (flat: tf.Tensor2D, input: Embedded) => tf.Tensor2D {
  const [first] = config.mlp as readonly [number, ...number[]]
  const { extras: extraWidth, hiddenGate } = context.shape
  const extraPart: Dense | null =
    extraWidth > 0
      ? dense(context, 'interactions/mlp/extras', extraWidth, first, { zero: true, bias: null })
      : null
  let inputs = width
  const layers = config.mlp.map((units, i) => {
    const name = i === 0 ? 'interactions/mlp/0' : `interactions/mlp/upper/${i - 1}`
    const linear = dense(context, name, inputs, units)
    const norm = config.layerNorm ? layerNorm(context, `${name}/norm`, units) : null
    const gate = hiddenGate?.(String(i), units) ?? null
    inputs = units
    return (x: tf.Tensor2D, input: Embedded): tf.Tensor2D => {
      const own = linear(x)
      const joined =
        i > 0 || extraPart === null || input.extras === null
          ? own
          : (tf.add(own, extraPart(input.extras)) as tf.Tensor2D)
      const hidden = tf.relu(norm === null ? joined : norm(joined))
      return gate === null ? hidden : tf.mul<tf.Tensor2D>(hidden, gate(input))
    }
  })
  return (flat, input) => layers.reduce((h, layer) => layer(h, input), flat)
}
