import * as tf from '@tensorflow/tfjs'
import type { ConfigOf } from '../../core/setting-spec.ts'
import type { Batch, BuildContext, Layer } from '../../model/stage.ts'
import { dense } from '../../nn/dense.ts'
import { lookup } from '../../nn/embedding.ts'
import { normalValues } from '../../nn/initializer.ts'
import { stopGradient } from '../../nn/stop-gradient.ts'
import type { priorGate } from './spec.ts'

type Config = ConfigOf<typeof priorGate.settings>

/** Width of the module's own embedding of each prior. */
const PRIOR_WIDTH = 4

/**
 * Gate NU of PEPNet (KDD'23): p = prior embeddings; w = γ·σ(W₂ relu(W₁[sg(flatten X); p] + b₁) + b₂); X ← X ⊙ w.
 * W₂ = 0 and b₂ = −ln(γ − 1), so every weight starts at 1. With concat, p also joins the MLP's input as extras.
 */
export function buildPriorGate(config: Config, context: BuildContext): Layer<'rescale'> {
  const { shape } = context
  if (!config.gate && !config.concat) return { shape, apply: (input) => ({ out: input }) }
  const priors = priorEmbeddings(context)
  const fieldCount = shape.fieldNames.length
  const flatWidth = fieldCount * shape.embeddingDim
  const gate = config.gate
    ? {
        hidden: dense(context, 'prior-gate/hidden', flatWidth + priors.width, config.hidden),
        out: dense(context, 'prior-gate/weights', config.hidden, fieldCount, {
          zero: true,
          bias: -Math.log(config.gamma - 1),
        }),
      }
    : null
  return {
    shape: config.concat ? { ...shape, extras: shape.extras + priors.width } : shape,
    apply(input, { observe }) {
      const p = priors.of(input.batch)
      const extras = config.concat ? joined(input.extras, p) : input.extras
      if (gate === null) return { out: { ...input, extras } }
      const flat = stopGradient(tf.reshape(input.fields, [-1, flatWidth]) as tf.Tensor2D)
      const hidden = tf.relu(gate.hidden(tf.concat([flat, p], 1) as tf.Tensor2D))
      const weights = tf.mul(tf.sigmoid(gate.out(hidden)), config.gamma) as tf.Tensor2D
      const drift = tf.sub(tf.mean(weights, 1), 1)
      return {
        out: { ...input, extras, fields: tf.mul(input.fields, tf.expandDims(weights, 2)) as tf.Tensor3D },
        losses: { mean: tf.mean(tf.square(drift)) as tf.Scalar },
        ...(observe ? { taps: { weights } } : {}),
      }
    },
  }
}

const joined = (extras: tf.Tensor2D | null, p: tf.Tensor2D): tf.Tensor2D =>
  extras === null ? p : tf.concat([extras, p], 1)

/** Own embeddings of the prior features, side by side: [B, priors · 4]. */
function priorEmbeddings(context: BuildContext): { readonly width: number; of(batch: Batch): tf.Tensor2D } {
  const columns = context.fields.flatMap((field, i) => (field.roles.includes('prior') ? [i] : []))
  if (columns.length === 0) throw new Error('prior-gate: no prior feature')
  const offsets: number[] = []
  let vocabSize = 0
  for (const column of columns) {
    offsets.push(vocabSize)
    vocabSize += context.fields[column]?.vocabSize as number
  }
  const table = context.variable(
    'prior-gate/priors',
    [vocabSize, PRIOR_WIDTH],
    // The layers that read these start at zero, so these must not.
    normalValues(context.rng('prior-gate/priors'), vocabSize * PRIOR_WIDTH, 0.5),
  ) as tf.Tensor as tf.Tensor2D
  const width = columns.length * PRIOR_WIDTH
  return {
    width,
    of: ({ ids }) => {
      const own = tf.add(tf.gather(ids, tf.tensor1d(columns, 'int32'), 1), tf.tensor1d(offsets, 'int32'))
      return tf.reshape(lookup(table, tf.reshape(own, [-1]) as tf.Tensor1D), [-1, width]) as tf.Tensor2D
    },
  }
}
