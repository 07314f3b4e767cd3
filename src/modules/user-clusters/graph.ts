import * as tf from '@tensorflow/tfjs'
import type { BuildContext, Layer } from '../../model/stage.ts'
import { dense, layerNorm } from '../../nn/dense.ts'
import { lookup } from '../../nn/embedding.ts'
import { type Initializer, normalValues } from '../../nn/initializer.ts'
import { stopGradient } from '../../nn/stop-gradient.ts'
import { trainRows, withMeanRead } from './graph/ablate.ts'
import { address, squaredDistances } from './graph/address.ts'
import { attributeIds, type Config } from './graph/attributes.ts'
import { dec } from './graph/dec.ts'
import { clusterMemory } from './graph/memory.ts'
import { shiftTable } from './graph/shift.ts'
import { balance, commitment, orthogonality, separation, sharpness } from './graph/terms.ts'

/** Width of the module's own embedding of each unbiased feature. */
const ATTRIBUTE_WIDTH = 8

/**
 * Group representation from unbiased features: own attribute embeddings → query → membership in K clusters → weighted sum
 * of cluster values, appended as the field `group`. Values and keys are trained, or written by a rule after each step.
 */
export function buildUserClusters(config: Config, context: BuildContext): Layer<'represent'> {
  const { shape } = context
  const queryOf = queries(config, context)
  const memory = clusterMemory(config, context)
  const shifts = config.shift ? shiftTable(config, context) : null
  const target = config.lambdaDec === 0 ? null : dec(config, context)

  const layer: Layer<'represent'> = {
    shape: { ...shape, fieldNames: [...shape.fieldNames, 'group'] },
    apply(input, { training, observe }) {
      const { batch, fields, user } = input
      const query = queryOf(batch)
      const { scores, assignment } = address(query, memory.keys, config)
      const seen = { batch, user, query, scores, assignment }
      const found = memory.read(seen, training)
      const values = found.memory
      const read = tf.matMul(assignment, values) as tf.Tensor2D
      const group = config.strictNoInterference ? stopGradient(read) : read
      const shift = shifts?.of(batch) ?? null
      const representation = shift === null ? group : tf.add<tf.Tensor2D>(group, shift)
      if (training) memory.rule?.keep(seen, found, shift === null ? null : representation)
      const distances = (): tf.Tensor2D => squaredDistances(query, memory.keys)
      const { covariance, variance } = separation(values, memory.keys)
      return {
        out: { ...input, fields: tf.concat([fields, tf.expandDims(representation, 1)], 1) as tf.Tensor3D },
        losses: {
          balance: balance(assignment),
          covariance: config.covarianceAxis === 'feature' ? covariance : orthogonality(values),
          variance,
          ...(config.lambdaSharpness === 0 ? {} : { sharpness: sharpness(assignment) }),
          ...(config.lambdaCommitment === 0 ? {} : { commitment: commitment(assignment, distances()) }),
          ...(target === null ? {} : { dec: target.loss(batch, distances(), training) }),
          ...(shift === null || shifts === null ? {} : { intra: shifts.intra(batch, shift) }),
        },
        ...(observe
          ? {
              taps: {
                assignment,
                query,
                group,
                ...(shift === null ? {} : { shiftNorm: tf.sqrt(tf.add(tf.sum(tf.square(shift), 1), 1e-8)) }),
              },
              states: {
                centroids: tf.clone(memory.keys),
                values: tf.clone(values),
                ...memory.rule?.states(),
              },
            }
          : {}),
      }
    },
    ...(memory.rule === null && target === null
      ? {}
      : {
          afterStep() {
            memory.rule?.commit()
            target?.commit()
          },
        }),
  }
  const train = trainRows(config, context)
  const meanRead = withMeanRead(layer, () => {
    const { assignment } = address(queryOf({ ids: train.ids() }), memory.keys, config)
    const group = tf.matMul(tf.matMul(train.shares(), assignment), memory.stored()) as tf.Tensor2D
    return shifts === null ? group : tf.add(group, shifts.mean())
  })
  return { ...layer, interventions: { meanRead } }
}

/** q = LayerNorm(W_q [A_1; A_2; …] + b_q) of a batch [B, keyDim]. */
function queries(config: Config, context: BuildContext) {
  const attributes = attributeIds(config, context)
  const init: Initializer = config.randomFrozen ? frozen(context) : context
  const table = init.variable(
    'user-clusters/attributes',
    [attributes.vocabSize, ATTRIBUTE_WIDTH],
    normalValues(init.rng('user-clusters/attributes'), attributes.vocabSize * ATTRIBUTE_WIDTH, 1),
  ) as tf.Tensor as tf.Tensor2D
  const project = dense(init, 'user-clusters/query', attributes.count * ATTRIBUTE_WIDTH, config.keyDim)
  const normalise = layerNorm(init, 'user-clusters/query/norm', config.keyDim)
  return (batch: Parameters<typeof attributes.of>[0]): tf.Tensor2D => {
    const own = lookup(table, attributes.of(batch))
    return normalise(project(tf.reshape(own, [batch.ids.shape[0], -1]) as tf.Tensor2D))
  }
}

/** Makes what is otherwise trained as state that nothing writes. */
const frozen = ({ rng, variable }: Initializer): Initializer => ({
  rng,
  variable: (name, shape, values, options) => variable(name, shape, values, { ...options, state: true }),
})
