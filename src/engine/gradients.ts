import * as tf from '@tensorflow/tfjs'
import type { Forward, Ranker } from '../model/ranker.ts'
import type { Batch } from '../model/stage.ts'
import { keyOf, trainedOf } from '../model/variables.ts'

/** Unweighted loss terms by name and the gradient of their weighted sum by key of each trained variable; inside a tidy. */
export function lossesAndGradients(ranker: Ranker, batch: Batch, step: number) {
  const losses = new Map<string, tf.Scalar>()
  const variables = trainedOf(ranker.variables).map(({ variable }) => variable)
  const { value, grads } = tf.variableGrads(() => {
    const result: Forward = ranker.forward(batch, { training: true, observe: false, step })
    const weighted: tf.Tensor[] = []
    for (const [name, term] of result.terms) {
      losses.set(name, tf.keep(term))
      const weight = ranker.weightOf(name)
      if (weight !== 0) weighted.push(weight === 1 ? term : tf.mul(term, weight))
    }
    return tf.addN(weighted) as tf.Scalar
  }, variables)
  value.dispose()
  const gradients = new Map(
    trainedOf(ranker.variables).map(({ variable }) => {
      const gradient = grads[variable.name]
      if (gradient === undefined) throw new Error(`no gradient for ${variable.name}`)
      return [keyOf(variable), gradient] as const
    }),
  )
  return { losses, gradients }
}
