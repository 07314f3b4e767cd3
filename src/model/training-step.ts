import * as tf from '@tensorflow/tfjs'
import type { Forward, Ranker } from './ranker.ts'
import type { Adaptation, Batch } from './stage.ts'
import { trainedOf } from './variables.ts'

/** What one step on one batch comes to, before anything moves. */
export interface TrainingStep {
  /** Unweighted loss terms, in the ranker's order. */
  readonly losses: ReadonlyMap<string, tf.Scalar>
  readonly gauges: ReadonlyMap<string, tf.Scalar>
  /** What the optimiser follows, by name of each trained variable. */
  readonly gradients: Readonly<tf.NamedTensorMap>
  /** State that no gradient trains; to be called after the optimiser's update. */
  commit(): void
  /** Lets go of what a tidy does not. */
  dispose(): void
}

/**
 * Losses and the gradient of the total, Σ_t objective_t + Σ_j weight_j · term_j, from one pass forward; balancing takes
 * further gradients from the same pass and may correct this one. Inside a tidy.
 */
export function trainingStep(ranker: Ranker, batch: Batch, step: number): TrainingStep {
  const trained = trainedOf(ranker.variables).map(({ variable }) => variable)
  let losses: ReadonlyMap<string, tf.Scalar> = new Map()
  let gauges: ReadonlyMap<string, tf.Scalar> = new Map()
  let adapted: Adaptation = {}
  const { value, grads } = tf.variableGrads(() => {
    const result = ranker.forward(batch, { training: true, observe: false, step })
    adapted = result.adapt()
    losses = result.terms
    gauges = new Map([...result.gauges, ...Object.entries(adapted.gauges ?? {})])
    for (const tensor of escaping()) tf.keep(tensor)
    return totalOf(ranker, result)
  }, trained)
  value.dispose()

  /** What is made within the pass and read after it. */
  function escaping(): readonly tf.Tensor[] {
    const { corrections = {}, writes = new Map<tf.Variable, tf.Tensor>() } = adapted
    return [...losses.values(), ...gauges.values(), ...Object.values(corrections), ...writes.values()]
  }

  return {
    losses,
    gauges,
    gradients: corrected(grads, adapted.corrections ?? {}, trained),
    commit() {
      ranker.afterStep()
      for (const [variable, written] of adapted.writes ?? []) variable.assign(written)
    },
    dispose: () => tf.dispose([...escaping()]),
  }
}

function totalOf(ranker: Ranker, { objectives, terms }: Forward): tf.Scalar {
  const weighted: tf.Tensor[] = [...objectives]
  for (const [name, term] of terms) {
    if (name.startsWith('task/')) continue
    const weight = ranker.weightOf(name)
    if (weight !== 0) weighted.push(weight === 1 ? term : tf.mul(term, weight))
  }
  return tf.addN(weighted) as tf.Scalar
}

function corrected(
  gradients: tf.NamedTensorMap,
  corrections: Readonly<tf.NamedTensorMap>,
  trained: readonly tf.Variable[],
): tf.NamedTensorMap {
  return Object.fromEntries(
    trained.map(({ name }) => {
      const gradient = gradients[name]
      const correction = corrections[name]
      if (gradient === undefined) throw new Error(`no gradient for ${name}`)
      return [name, correction === undefined ? gradient : tf.add(gradient, correction)]
    }),
  )
}
