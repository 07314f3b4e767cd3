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
 *   `part/<part>`     ‖Σ_j g_j‖² on what each part trains; a part that no term reaches is absent: its terms are there in
 *                     training alone, or it does not train at all, since a training step refuses it.
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
    for (const [name, own] of byTerm) kept.set(`term/${name}`, squareOf(onShared(own)))
    for (const [id, total] of totalsByPart(trained, [...byTerm.values()]))
      kept.set(`part/${id}`, squareOf(total))
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

const LARGE = 4096

/** ‖g‖² over all variables; 0 where there is none. Small ones are laid end to end, so that they take few operations. */
function squareOf(gradients: Gradients): tf.Scalar {
  const given = gradients.filter((gradient) => gradient !== undefined)
  const small = given.filter(({ size }) => size < LARGE).map((one) => tf.reshape(one, [-1]) as tf.Tensor1D)
  const large = given.filter(({ size }) => size >= LARGE)
  const pieces = small.length === 0 ? large : [tf.concat1d(small), ...large]
  return pieces.length === 0 ? tf.scalar(0) : (tf.addN(pieces.map((one) => dot(one, one))) as tf.Scalar)
}
