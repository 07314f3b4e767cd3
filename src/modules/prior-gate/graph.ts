import * as tf from '@tensorflow/tfjs'
import type { ConfigOf } from '../../core/setting-spec.ts'
import type { BuildContext, Contribution, Embedded, Layer, Mode, Shape } from '../../model/stage.ts'
import { stopGradient } from '../../nn/stop-gradient.ts'
import { type Hold, holding } from './graph/hold.ts'
import { type Priors, priorEmbeddings } from './graph/priors.ts'
import { capped, gateUnit, weighing } from './graph/weigh.ts'
import type { priorGate } from './spec.ts'

type Config = ConfigOf<typeof priorGate.settings>

/**
 * Gates from p, the prior embeddings: EPNet's w on the fields, X ← X ⊙ w, and PPNet's on the MLP's hidden layers. Every
 * weight starts at 1. With concat, p also joins the MLP's input as extras.
 */
export function buildPriorGate(config: Config, context: BuildContext): Layer<'rescale'> {
  const { shape } = context
  if (!config.gate && !config.concat) return { shape, apply: (input) => ({ out: input }) }
  const priors = priorEmbeddings(context)
  const hold = context.isInspected === true ? holding(context) : null
  const weigh = config.gate && config.position !== 'hidden' ? weighing(config, context, priors.width) : null
  const gated: Shape =
    config.gate && config.position !== 'fields'
      ? { ...shape, hiddenGate: hiddenGate(config, context, priors, hold) }
      : shape
  const joint = (input: Embedded, p: tf.Tensor2D): Embedded =>
    config.concat ? { ...input, extras: joined(input.extras, p) } : input

  function apply(input: Embedded, { observe }: Mode): Contribution<Embedded> {
    const p = priors.of(input.batch)
    const out = joint(input, p)
    if (weigh === null) return { out }
    const weights = weigh(input.fields, p)
    const drift = tf.sub(tf.mean(weights, 1), 1)
    const isByField = weights.shape[1] === shape.fieldNames.length
    const free = tf.reshape(weights, [-1, shape.fieldNames.length, isByField ? 1 : shape.embeddingDim])
    const byValue = hold === null ? free : hold.fields(free as tf.Tensor3D)
    return {
      out: { ...out, fields: tf.mul(input.fields, byValue) as tf.Tensor3D },
      losses: { mean: tf.mean(tf.square(drift)) as tf.Scalar },
      ...(observe ? { taps: { weights: tf.mean(byValue, 2) } } : {}),
    }
  }
  const neutral = {
    apply: (input: Embedded): Contribution<Embedded> => ({
      out: { ...joint(input, priors.of(input.batch)), isUngated: true },
    }),
  }
  return {
    shape: config.concat ? { ...gated, extras: shape.extras + priors.width } : gated,
    apply,
    ...(config.gate ? { interventions: { neutral } } : {}),
  }
}

const joined = (extras: tf.Tensor2D | null, p: tf.Tensor2D): tf.Tensor2D =>
  extras === null ? p : tf.concat([extras, p], 1)

/** PPNet (Chang et al. 2023): δ = γ·σ(W₂ relu(W₁ [p; sg(flatten X)])), one for each hidden unit, X after EPNet's gate. */
function hiddenGate(
  config: Config,
  context: BuildContext,
  priors: Priors,
  hold: Hold | null,
): NonNullable<Shape['hiddenGate']> {
  const { shape } = context
  const width = shape.fieldNames.length * shape.embeddingDim
  const { bias, activate } = capped(config.gamma)
  return (name, units) => {
    const unit = gateUnit(config, context, `prior-gate/layer/${name}`, width + priors.width, units, bias)
    return ({ batch, fields, isUngated }) => {
      if (isUngated === true) return tf.ones([1, units])
      const seen = stopGradient(tf.reshape(fields, [-1, width]) as tf.Tensor2D)
      const gate = activate(unit(tf.concat([seen, priors.of(batch)], 1) as tf.Tensor2D))
      return hold === null ? gate : hold.layer(gate)
    }
  }
}
