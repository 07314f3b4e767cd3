import * as tf from '@tensorflow/tfjs'
import type { ConfigOf } from '../../core/setting-spec.ts'
import type { BuildContext, Embedded, Layer } from '../../model/stage.ts'
import { type Dense, dense, layerNorm, mlp } from '../../nn/dense.ts'
import { glorotValues } from '../../nn/initializer.ts'
import type { interactions } from './spec.ts'

type Config = ConfigOf<typeof interactions.settings>

/**
 * Full cross weights up to this width of all encoded fields, low rank above it. Not of the fields at hand: a module that
 * adds one would change the form of the cross layers with its own switch.
 */
const FULL_RANK_WIDTH = 128
const RANK = 16

/** Wide logit (linear + FM) and hidden layer (MLP beside DCN-v2) from the fields of a row. */
export function buildInteractions(config: Config, context: BuildContext): Layer<'interact'> {
  const { shape } = context
  const width = shape.fieldNames.length * shape.embeddingDim
  const deep = deepNet(config, context, width)
  const isFull = context.fields.length * shape.embeddingDim <= FULL_RANK_WIDTH
  const cross = Array.from({ length: config.dcnLayers }, (_, layer) =>
    crossLayer(context, layer, width, isFull),
  )
  const deepWidth = config.mlp.at(-1) as number
  return {
    shape: { ...shape, hiddenUnits: deepWidth + (cross.length > 0 ? width : 0) },
    apply(input) {
      const { batch, fields } = input
      const flat = tf.reshape(fields, [-1, width]) as tf.Tensor2D
      const hidden = deep(flat, input.extras)
      const crossed = cross.reduce<tf.Tensor2D>((x, layer) => layer(flat, x), flat)
      return {
        out: {
          batch,
          hidden: cross.length > 0 ? (tf.concat([hidden, crossed], 1) as tf.Tensor2D) : hidden,
          logit: wideLogit(config, input),
        },
      }
    },
  }
}

/** Linear part and FM, whichever are on: [B]. */
function wideLogit(config: Config, { fields, user, linear }: Embedded): tf.Tensor1D {
  // What is off still passes a gradient, of zeros: the optimiser insists on one for every table.
  const wide = config.linear ? linear : tf.zerosLike(linear)
  if (config.fm) return tf.add(wide, factorisationMachine(fields, user))
  return user === null ? wide : tf.add(wide, tf.sum<tf.Tensor1D>(tf.zerosLike(user), 1))
}

/** Rendle 2010: ½ Σ_d ((Σ_f e_fd)² − Σ_f e_fd²), the sum of ⟨e_f, e_g⟩ over pairs; the user id is one more field. */
function factorisationMachine(fields: tf.Tensor3D, user: tf.Tensor2D | null): tf.Tensor1D {
  const sum = tf.sum<tf.Tensor2D>(fields, 1)
  const squares = tf.sum<tf.Tensor2D>(tf.square(fields), 1)
  const allSum = user === null ? sum : tf.add(sum, user)
  const allSquares = user === null ? squares : tf.add(squares, tf.square(user))
  return tf.mul(0.5, tf.sum<tf.Tensor1D>(tf.sub(tf.square(allSum), allSquares), 1))
}

/** The MLP; extras join its first layer through weights that start at zero. */
function deepNet(
  config: Config,
  context: BuildContext,
  width: number,
): (flat: tf.Tensor2D, extras: tf.Tensor2D | null) => tf.Tensor2D {
  const [first, ...rest] = config.mlp as readonly [number, ...number[]]
  const linear = dense(context, 'interactions/mlp/0', width, first)
  const { extras: extraWidth } = context.shape
  const extraPart: Dense | null =
    extraWidth > 0
      ? dense(context, 'interactions/mlp/extras', extraWidth, first, { zero: true, bias: null })
      : null
  const norm = config.layerNorm ? layerNorm(context, 'interactions/mlp/0/norm', first) : null
  const upper = rest.length > 0 ? mlp(context, 'interactions/mlp/upper', first, rest, config.layerNorm) : null
  return (flat, extras) => {
    const own = linear(flat)
    const joined =
      extraPart === null || extras === null ? own : (tf.add(own, extraPart(extras)) as tf.Tensor2D)
    const hidden = tf.relu(norm === null ? joined : norm(joined))
    return upper === null ? hidden : upper(hidden)
  }
}

/** DCN-v2 (Wang et al. 2021, eq. 1): x₀ ⊙ (W x + b) + x; W = U Vᵀ of rank 16 for wide inputs. */
function crossLayer(
  context: BuildContext,
  layer: number,
  width: number,
  isFull: boolean,
): (x0: tf.Tensor2D, x: tf.Tensor2D) => tf.Tensor2D {
  const name = `interactions/cross/${layer}`
  if (isFull) {
    const full = dense(context, name, width, width)
    return (x0, x) => tf.add(tf.mul(x0, full(x)), x) as tf.Tensor2D
  }
  const down = context.variable(
    `${name}/down`,
    [width, RANK],
    glorotValues(context.rng(`${name}/down`), width, RANK),
  )
  const up = dense(context, `${name}/up`, RANK, width)
  return (x0, x) => {
    const low = tf.matMul(x, down as tf.Tensor as tf.Tensor2D) as tf.Tensor2D
    return tf.add(tf.mul(x0, up(low)), x) as tf.Tensor2D
  }
}
