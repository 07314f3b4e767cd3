import * as tf from '@tensorflow/tfjs'
import { dot } from '../nn/dot.ts'
import { AS_EVALUATED } from './pull.ts'
import type { Ranker } from './ranker.ts'
import type { Batch } from './stage.ts'
import { weightedTerms } from './training-step.ts'
import { keyOf, trainedOf } from './variables.ts'

/** Gradients of one variable after another; absent where nothing reaches it. */
type Gradients = readonly (tf.Tensor | undefined)[]

/**
 * How hard each weighted loss term pulls, on one batch as at evaluation. With g_j the gradient of w_j L_j:
 *   `term/<term>`     ‖g_j‖² on what all scenes and tasks share (all that is trained before the route stage),
 *   `tasks/<i>/<j>`   g_i · g_j there, of the i-th and the j-th task,
 *   `part/<part>`     ‖Σ_j g_j‖² on what each part trains; a part that no term reaches is absent.
 * One pass forward, and one backward for each term; a term that reaches little costs little. The caller disposes them.
 */
export function termGradients(ranker: Ranker, batch: Batch): ReadonlyMap<string, tf.Scalar> {
  const trained = trainedOf(ranker.variables).map(({ variable }) => variable)
  const shared = new Set(ranker.shared.map(({ name }) => name))
  const onShared = (gradients: Gradients): Gradients =>
    gradients.filter((_, v) => shared.has(trained[v]?.name ?? ''))
  const kept = new Map<string, tf.Scalar>()
  tf.tidy(() => {
    const byTerm = gradientsByTerm(ranker, batch, trained)
    const tasks: Pieces[] = []
    for (const [name, own] of byTerm) {
      const isTask = name.startsWith('task/')
      // Tasks are held against one another, so each needs a place for every variable.
      const pieces = piecesOf(onShared(own), isTask ? ranker.shared : [])
      kept.set(`term/${name}`, product(pieces, pieces))
      if (isTask) tasks.push(pieces)
    }
    for (const [i, one] of tasks.entries())
      for (const [j, other] of tasks.entries()) if (i < j) kept.set(`tasks/${i}/${j}`, product(one, other))
    for (const [id, total] of totalsByPart(trained, [...byTerm.values()])) {
      const pieces = piecesOf(total, [])
      kept.set(`part/${id}`, product(pieces, pieces))
    }
    for (const value of kept.values()) tf.keep(value)
    tf.dispose([...byTerm.values()].flatMap((own) => own.filter((one) => one !== undefined)))
  })
  return kept
}

/** The first term's gradients are those of the outer tape, the others are taken within its pass. */
function gradientsByTerm(
  ranker: Ranker,
  batch: Batch,
  trained: readonly tf.Variable[],
): ReadonlyMap<string, Gradients> {
  const engine = tf.engine()
  const variables = [...trained]
  const found = new Map<string, Gradients>()
  const gradientsOf = (term: () => tf.Scalar): Gradients =>
    // tfjs says of what nothing reaches that it has a gradient; it is undefined.
    engine.gradients(term, variables, undefined, true).grads as (tf.Tensor | undefined)[]
  let name = ''
  const first = gradientsOf(() => {
    const weighted = weightedTerms(ranker, ranker.forward(batch, AS_EVALUATED))
    const [whole, ...others] = weighted
    if (whole === undefined) throw new Error('a model without loss terms')
    name = whole[0]
    found.set(name, [])
    for (const [other, term] of others) {
      const own = gradientsOf(() => term)
      for (const gradient of own) if (gradient !== undefined) tf.keep(gradient)
      found.set(other, own)
    }
    return whole[1]
  })
  return found.set(name, first)
}

/** Σ over terms of the gradients of each part's variables. */
function totalsByPart(
  trained: readonly tf.Variable[],
  byTerm: readonly Gradients[],
): ReadonlyMap<string, Gradients> {
  const parts = new Map<string, tf.Tensor[]>()
  for (const [v, variable] of trained.entries()) {
    const own = byTerm.map((gradients) => gradients[v]).filter((gradient) => gradient !== undefined)
    if (own.length === 0) continue
    const [id] = keyOf(variable).split('/') as [string]
    parts.set(id, [...(parts.get(id) ?? []), tf.addN(own)])
  }
  return parts
}

/** A gradient over all its variables: the small ones end to end, so that they take few operations, and each large one. */
type Pieces = readonly tf.Tensor[]

const LARGE = 4096

/** Of those that are there, and zeros in the places of the others where places are given. */
function piecesOf(gradients: Gradients, places: readonly tf.Variable[]): Pieces {
  const given = gradients.flatMap((gradient, v) => {
    const place = places[v]
    if (gradient !== undefined) return [gradient]
    return place === undefined ? [] : [tf.zeros(place.shape)]
  })
  const small = given.filter(({ size }) => size < LARGE).map((one) => tf.reshape(one, [-1]) as tf.Tensor1D)
  const large = given.filter(({ size }) => size >= LARGE)
  return small.length === 0 ? large : [tf.concat1d(small), ...large]
}

/** Σ over pieces of a · b; 0 where there is none. */
function product(a: Pieces, b: Pieces): tf.Scalar {
  const products = a.map((one, i) => dot(one, b[i] as tf.Tensor))
  return products.length === 0 ? tf.scalar(0) : (tf.addN(products) as tf.Scalar)
}
