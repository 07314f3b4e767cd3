import * as tf from '@tensorflow/tfjs'
import type { ConfigOf } from '../../core/setting-spec.ts'
import type { BuildContext, Embedded, Layer } from '../../model/stage.ts'
import { crossNet } from './graph/cross.ts'
import { deepNet } from './graph/deep.ts'
import { maskBlock } from './graph/mask-block.ts'
import { biInteraction, factorisationMachine } from './graph/pooling.ts'
import { selfAttention } from './graph/self-attention.ts'
import { squeezeExcitation } from './graph/squeeze.ts'
import { targetAttention } from './graph/target-attention.ts'
import type { Unit } from './graph/unit.ts'
import type { interactions } from './spec.ts'

type Config = ConfigOf<typeof interactions.settings>

/** Wide logit (linear + FM) and hidden layer (MLP beside the units that are on) from the fields of a row. */
export function buildInteractions(config: Config, context: BuildContext): Layer<'interact'> {
  const { shape } = context
  const fieldCount = shape.fieldNames.length
  const width = fieldCount * shape.embeddingDim
  const deep = deepNet(config, context, width)
  const reweigh = config.senet ? squeezeExcitation(context, fieldCount, config.senetReduction) : null
  const units = unitsOf(config, context, fieldCount)
  const deepWidth = config.mlp.at(-1) as number
  return {
    shape: { ...shape, hiddenUnits: units.reduce((sum, unit) => sum + unit.width, deepWidth) },
    apply(input) {
      const fields = reweigh === null ? input.fields : reweigh(input.fields)
      const flat = tf.reshape(fields, [-1, width]) as tf.Tensor2D
      const hidden = [deep(flat, input), ...units.map((unit) => unit.apply(fields, flat, input))]
      return {
        out: {
          batch: input.batch,
          hidden: hidden.length === 1 ? (hidden[0] as tf.Tensor2D) : (tf.concat(hidden, 1) as tf.Tensor2D),
          logit: wideLogit(config, input),
        },
      }
    },
  }
}

/** What stands beside the MLP. */
function unitsOf(config: Config, context: BuildContext, fieldCount: number): readonly Unit[] {
  const { embeddingDim } = context.shape
  return [
    ...(config.dcnLayers > 0 ? [crossNet(config, context, fieldCount * embeddingDim)] : []),
    ...(config.biInteraction ? [biInteraction(embeddingDim)] : []),
    ...(config.attentionLayers > 0 ? [selfAttention(config, context, fieldCount)] : []),
    ...(config.din ? [targetAttention(config, context)] : []),
    ...Array.from({ length: config.maskBlocks }, (_, i) =>
      maskBlock(context, `interactions/mask/${i}`, fieldCount, config.maskRatio, config.maskWidth),
    ),
  ]
}

/** Linear part and FM, whichever are on: [B]. */
function wideLogit(config: Config, { fields, user, linear }: Embedded): tf.Tensor1D {
  // What is off still passes a gradient, of zeros: the optimiser insists on one for every table.
  const wide = config.linear ? linear : tf.zerosLike(linear)
  if (config.fm) return tf.add(wide, factorisationMachine(fields, user))
  return user === null ? wide : tf.add(wide, tf.sum<tf.Tensor1D>(tf.zerosLike(user), 1))
}
