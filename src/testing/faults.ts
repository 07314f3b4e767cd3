import * as tf from '@tensorflow/tfjs'
import type { EncodedDataset } from '../core/data/encoded.ts'
import type { Part } from '../model/stage.ts'
import { architectureOf } from '../modules/scene-routing/graph/architecture.ts'
import type { Config } from '../modules/scene-routing/graph/context.ts'
import type { Rows } from '../modules/scene-routing/graph/rows.ts'
import { routed } from '../modules/scene-routing/graph.ts'

/** A route that serves each row by its own scene's private weights and, a little, by those of all others. */
export const leakingRoute = (config: Config): Part => ({
  id: 'scene-routing',
  stage: 'route',
  lossWeights: {},
  build: (context) =>
    routed(config, context, (own, scenes) => {
      const made = architectureOf(own, scenes)
      if (!('trunk' in made)) throw new Error('a route with a trunk is asked for')
      const mixed = (rows: Rows): Rows => ({
        ...rows,
        route: tf.add<tf.Tensor2D>(tf.mul(rows.scene, 0.9), 0.1 / scenes.sceneCount),
      })
      const { trunk } = made
      return { ...made, trunk: { ...trunk, apply: (rows, observe) => trunk.apply(mixed(rows), observe) } }
    }),
})

/** Fields that are centred by their mean over the batch, at evaluation too: a row's logit hangs on its neighbours. */
export const centredByBatch: Part<'rescale'> = {
  id: 'centre',
  stage: 'rescale',
  lossWeights: {},
  build: (context) => ({
    shape: context.shape,
    apply: (input) => ({
      out: { ...input, fields: tf.sub(input.fields, tf.mean(input.fields, 0, true)) as tf.Tensor3D },
    }),
  }),
}

/** A weight that is cut off before it reaches anything. */
export const deadPart: Part<'rescale'> = {
  id: 'mute',
  stage: 'rescale',
  lossWeights: {},
  build: (context) => {
    const weight = context.variable('mute/weight', [4], new Float32Array(4))
    return {
      shape: context.shape,
      apply: (input) => {
        const factor = tf.add(1, tf.sum(tf.relu(tf.sub(weight, 10))))
        return { out: { ...input, fields: tf.mul(input.fields, factor) as tf.Tensor3D } }
      },
    }
  },
}

/** A weight that nothing uses, so that no gradient is taken over it. */
export const unusedPart: Part<'rescale'> = {
  id: 'unused',
  stage: 'rescale',
  lossWeights: {},
  build: (context) => {
    context.variable('unused/weight', [4], new Float32Array(4))
    return { shape: context.shape, apply: (input) => ({ out: input }) }
  },
}

/** A part whose variables of these names start otherwise. */
export const startingAt = (
  part: Part,
  names: RegExp,
  start: (values: Float32Array, shape: readonly number[]) => Float32Array,
): Part => ({
  ...part,
  build: (context) =>
    part.build({
      ...context,
      variable: (name, shape, values, options) =>
        context.variable(name, shape, names.test(name) ? start(values, shape) : values, options),
    }),
})

/** The rows with a field that holds one task's label. */
export function withTellingField(encoded: EncodedDataset, field: string, task: number): EncodedDataset {
  const at = encoded.fields.findIndex(({ name }) => name === field)
  if (at < 0) throw new Error(`no field ${field}`)
  const ids = encoded.ids.slice()
  for (let row = 0; row < encoded.rowCount; row++)
    ids[row * encoded.fields.length + at] = 1 + (encoded.labels[row * encoded.tasks.length + task] as number)
  return { ...encoded, ids }
}

/** The rows with labels as a function of those that are there. */
export function relabelled(
  encoded: EncodedDataset,
  labelsOf: (labels: readonly number[], row: number) => readonly number[],
): EncodedDataset {
  const width = encoded.tasks.length
  const labels = encoded.labels.slice()
  for (let row = 0; row < encoded.rowCount; row++)
    labels.set(labelsOf([...labels.subarray(row * width, (row + 1) * width)], row), row * width)
  return { ...encoded, labels }
}
