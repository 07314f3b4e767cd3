import * as tf from '@tensorflow/tfjs'
import { TOTAL_LOSS } from '../run/events.ts'
import type { Forward, Ranker } from './ranker.ts'
import type { Adaptation, Batch } from './stage.ts'
import { trainedOf } from './variables.ts'

/** What one step on one batch comes to, before anything moves. */
export interface TrainingStep {
  /** Unweighted loss terms, in the ranker's order. */
  readonly losses: ReadonlyMap<string, tf.Scalar>
  /** Those of the layers, and the total itself. */
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
  const { value: total, grads } = tf.variableGrads(() => {
    const result = ranker.forward(batch, { training: true, observe: false, step })
    adapted = result.adapt()
    losses = result.terms
    gauges = new Map([...result.gauges, ...Object.entries(adapted.gauges ?? {})])
    for (const tensor of escaping()) tf.keep(tensor)
    return totalOf(ranker, result)
  }, trained)
  // Read after the tidy like all else that escapes; `dispose` lets go of it.
  tf.keep(total)

  /** What is made within the pass and read after it. */
  function escaping(): readonly tf.Tensor[] {
    const { corrections = {}, writes = new Map<tf.Variable, tf.Tensor>() } = adapted
    return [...losses.values(), ...gauges.values(), ...Object.values(corrections), ...writes.values()]
  }

  return {
    losses,
    gauges: new Map([...gauges, [TOTAL_LOSS, total]]),
    gradients: corrected(grads, adapted.corrections ?? {}, trained),
    commit() {
      ranker.afterStep()
      for (const [variable, written] of adapted.writes ?? []) variable.assign(written)
    },
    dispose: () => tf.dispose([...escaping(), total]),
  }
}

const totalOf = (ranker: Ranker, result: Forward): tf.Scalar =>
  tf.addN([...weightedTerms(ranker, result).values()]) as tf.Scalar

/** What each loss term adds to the total, by name in the ranker's order; a term whose weight is 0 adds nothing. */
export function weightedTerms(
  ranker: Pick<Ranker, 'weightOf'>,
  { objectives, terms }: Forward,
): ReadonlyMap<string, tf.Scalar> {
  const weighted = new Map<string, tf.Scalar>()
  // Tasks come first among the terms, in the order of their objectives.
  for (const [at, [name, term]] of [...terms].entries()) {
    const objective = objectives[at]
    if (objective !== undefined) {
      weighted.set(name, objective)
      continue
    }
    const weight = ranker.weightOf(name)
    if (weight !== 0) weighted.set(name, weight === 1 ? term : (tf.mul(term, weight) as tf.Scalar))
  }
  return weighted
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
