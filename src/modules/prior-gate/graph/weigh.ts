import * as tf from '@tensorflow/tfjs'
import type { ConfigOf } from '../../../core/setting-spec.ts'
import type { BuildContext } from '../../../model/stage.ts'
import { type Dense, dense } from '../../../nn/dense.ts'
import { constant, stopGradient } from '../../../nn/stop-gradient.ts'
import type { priorGate } from '../spec.ts'

type Config = ConfigOf<typeof priorGate.settings>

/** Weights of fields [B, F] or of their values [B, F·d], from fields [B, F, d] and prior embeddings [B, P]; 1 at first. */
export type Weigh = (fields: tf.Tensor3D, p: tf.Tensor2D) => tf.Tensor2D

export function weighing(config: Config, context: BuildContext, priorWidth: number): Weigh {
  if (config.form === 'attention') return targetAttention(config, context, priorWidth)
  const { shape } = context
  const fieldCount = shape.fieldNames.length
  const width = fieldCount * shape.embeddingDim
  const outputs = config.level === 'dim' ? width : fieldCount
  const { bias, activate } = formOf(config, outputs)
  const isSqueezed = config.form === 'senet'
  const unit = gateUnit(
    config,
    context,
    'prior-gate',
    (isSqueezed ? fieldCount : width) + priorWidth,
    outputs,
    bias,
  )
  return (fields, p) => {
    const seen = stopGradient(isSqueezed ? tf.mean(fields, 2) : tf.reshape(fields, [-1, width]))
    return activate(unit(tf.concat([seen, p], 1) as tf.Tensor2D))
  }
}

/** W₂ relu(W₁ x + b₁) + b₂ with W₂ = 0 and b₂ given: [B, inputs] → [B, outputs]. */
export function gateUnit(
  { hidden }: Pick<Config, 'hidden'>,
  context: BuildContext,
  name: string,
  inputs: number,
  outputs: number,
  bias: number,
): Dense {
  const first = dense(context, `${name}/hidden`, inputs, hidden)
  const last = dense(context, `${name}/weights`, hidden, outputs, { zero: true, bias })
  return (x) => last(tf.relu(first(x)))
}

/** γ·σ(x), 1 at x = −ln(γ − 1). */
export const capped = (gamma: number): { readonly bias: number; readonly activate: Dense } => ({
  bias: -Math.log(gamma - 1),
  activate: (x) => tf.mul(tf.sigmoid(x), gamma) as tf.Tensor2D,
})

/** The last activation of each form, and the bias at which it gives 1. */
function formOf(
  { form, gamma }: Config,
  outputs: number,
): { readonly bias: number; readonly activate: Dense } {
  switch (form) {
    case 'gate-nu':
    case 'attention':
      return capped(gamma)
    case 'senet':
      return { bias: 1, activate: (x) => tf.relu(x) }
    case 'softmax':
      return { bias: 0, activate: (x) => tf.mul(tf.softmax(x), outputs) as tf.Tensor2D }
    case 'mask':
      return { bias: 1, activate: (x) => x }
    default:
      return form satisfies never
  }
}

/**
 * The room asks, the fields answer: q = W_q [mean of the item's fields; p], k_f = W_k e_f,
 * w_f = F · softmax_f(⟨q, k_f⟩ / √h). W_q = 0 at first, so every field has its share. Embeddings enter as constants.
 */
function targetAttention(config: Config, context: BuildContext, priorWidth: number): Weigh {
  const { fieldNames, embeddingDim } = context.shape
  const fieldCount = fieldNames.length
  const isItem = (name: string): boolean =>
    context.fields.some((field) => field.name === name && field.source === 'item')
  const items = fieldNames.flatMap((name, f) => (isItem(name) ? [f] : []))
  const { hidden } = config
  const query = dense(
    context,
    'prior-gate/query',
    (items.length > 0 ? embeddingDim : 0) + priorWidth,
    hidden,
    { zero: true, bias: null },
  )
  const key = dense(context, 'prior-gate/key', embeddingDim, hidden, { bias: null })
  const itemMean = (fields: tf.Tensor): tf.Tensor =>
    tf.mean(tf.gather(fields, tf.tensor1d(items, 'int32'), 1), 1)
  return (fields, p) => {
    const seen = stopGradient(fields)
    const target =
      items.length > 0 ? (tf.concat([constant<tf.Tensor>(fields, itemMean), p], 1) as tf.Tensor2D) : p
    const keys = tf.reshape(key(tf.reshape(seen, [-1, embeddingDim]) as tf.Tensor2D), [
      -1,
      fieldCount,
      hidden,
    ])
    const scores = tf.sum(tf.mul(keys, tf.expandDims(query(target), 1)), 2)
    return tf.mul(tf.softmax(tf.div(scores, Math.sqrt(hidden))), fieldCount) as tf.Tensor2D
  }
}
