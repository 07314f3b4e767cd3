import * as tf from '@tensorflow/tfjs'
import type { EncodedDataset } from '../core/data/encoded.ts'
import type { Ranker } from './ranker.ts'
import type { Batch, Mode, Part } from './stage.ts'

export const AS_EVALUATED: Mode = { training: false, observe: false, step: 0 }

/** Whether scenes have parts of their own behind parts that all share, so that it matters how they pull on these. */
export const isRouted = ({ sceneNames }: EncodedDataset, parts: readonly Part[]): boolean =>
  sceneNames.length > 1 && parts.some(({ stage }) => stage === 'route')

/** How a batch pulls on what all scenes share, and on what each has of its own. */
export interface PullTensors {
  /** By name of the variable. */
  readonly shared: tf.NamedTensorMap
  /** [S]: ‖g‖² on the weights of each scene's own; null where the route has none. */
  readonly own: tf.Tensor1D | null
}

/**
 * Gradient of the weighted task losses on a batch, as at evaluation, with respect to what all scenes share, every variable
 * before the route stage that they reach, and to what the route stage says is one scene's own. Inside a tidy.
 */
export function pulls(ranker: Ranker, batch: Batch): PullTensors {
  const { shared, owned } = ranker
  const { grads, value } = tf.variableGrads(() => {
    const { terms } = ranker.forward(batch, AS_EVALUATED)
    const losses = [...terms].flatMap(([name, loss]) =>
      name.startsWith('task/') ? [tf.mul(loss, ranker.weightOf(name))] : [],
    )
    return tf.addN(losses) as tf.Scalar
  }, [...shared, ...owned.map(({ variable }) => variable)])
  value.dispose()
  const squares = owned.flatMap(({ variable, before, scenes }) => {
    const gradient = grads[variable.name]
    const shape = [before, scenes, variable.size / (before * scenes)]
    return gradient === undefined ? [] : [tf.sum(tf.square(tf.reshape(gradient, shape)), [0, 2])]
  })
  const isOwned = new Set(owned.map(({ variable }) => variable.name))
  return {
    shared: Object.fromEntries(Object.entries(grads).filter(([name]) => !isOwned.has(name))),
    own: squares.length === 0 ? null : (tf.addN(squares) as tf.Tensor1D),
  }
}
