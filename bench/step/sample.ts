// The product's default model on its built-in sample: by our engines, by tfjs as it comes, and as files for peers.
import * as tf from '@tensorflow/tfjs'
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm'
import type { EncodedDataset } from '../../src/core/data/encoded.ts'
import { BUILTIN_SAMPLE, generateWorld, worldCsv } from '../../src/core/data/synth.ts'
import type { ExperimentConfig } from '../../src/experiment/config.ts'
import { sampleConfig } from '../../src/experiment/defaults.ts'
import { readCsv } from '../../src/ingest/read-csv.ts'
import { batchOf, disposeBatch, rowOrder, userMaskOf } from '../../src/model/batches.ts'
import { plainFields } from '../../src/model/embed.ts'
import { buildRanker } from '../../src/model/ranker.ts'
import type { Part } from '../../src/model/stage.ts'
import type { ModelStepper } from '../../src/model/stepper.ts'
import { keyOf } from '../../src/model/variables.ts'
import { partsOf } from '../../src/modules/parts.ts'
import { prepare } from '../../src/run/prepare.ts'
import { type Step, segmentSum } from './engines.ts'
import { ADAM } from './reference.ts'

export interface Sample {
  readonly config: ExperimentConfig
  readonly encoded: EncodedDataset
  readonly parts: readonly Part[]
}

export async function sampleOf(batch: number): Promise<Sample> {
  const sample = sampleConfig()
  const config = { ...sample, training: { ...sample.training, batchSize: batch } }
  const csv = await readCsv(new Blob([worldCsv(generateWorld(BUILTIN_SAMPLE))]).stream(), 'sample.csv')
  if (csv === null || !csv.ok) throw new Error('the sample was not read')
  const prepared = prepare(csv.value.dataset, config.schema, config.split)
  if (!prepared.ok) throw new Error(JSON.stringify(prepared.error))
  return { config, encoded: prepared.value.encoded, parts: partsOf(config.modules) }
}

/** The weighted sum of a stepper's loss terms. */
export function stepOf(stepper: ModelStepper): Step {
  return async (index) => {
    await stepper.steps(1, index)
    const { values } = await stepper.losses()
    return stepper.terms.reduce((sum, { weight }, i) => sum + weight * (values[i] as number), 0)
  }
}

/** By what a user embedding is multiplied after each step. */
const shrinkOf = ({ config, encoded }: Sample): number =>
  (1 - config.model.idShrinkPerEpoch) ** (config.training.batchSize / encoded.splits.train.length)

/** The rows of a step and whose user embedding is heard. */
export function batchesOf({ config, encoded }: Sample) {
  const { batchSize } = config.training
  const order = rowOrder(encoded.splits.train, config.seed)
  const drop = (step: number) => ({ seed: config.seed, step, rate: config.model.idDropout })
  return (step: number): { readonly rows: Uint32Array; readonly mask: Float32Array } => {
    const rows = order(step * batchSize, batchSize)
    return { rows, mask: userMaskOf(encoded, rows, drop(step)) }
  }
}

/** tfjs' own kernels and optimiser, with nothing added but the sum of table rows that tfjs-wasm lacks. */
export function stockSample(sample: Sample): Step {
  const { config, encoded, parts } = sample
  tf.registerKernel({
    kernelName: 'EmbeddingGrad',
    backendName: 'wasm',
    kernelFunc: ({ inputs, backend, attrs }) => {
      const { dy, ids } = inputs as { dy: tf.TensorInfo; ids: tf.TensorInfo }
      const { rows } = attrs as { rows?: number }
      return segmentSum(backend as unknown as BackendWasm, dy, ids, Number(rows))
    },
  })
  const ranker = buildRanker(encoded, config.model, parts, config.seed)
  const optimizer = tf.train.adam(config.training.learningRate, ADAM.beta1, ADAM.beta2, ADAM.epsilon)
  const [shrunk, shrink] = [ranker.variables.filter((one) => one.shrunk), shrinkOf(sample)]
  const at = batchesOf(sample)
  return async (step) => {
    const drop = { seed: config.seed, step, rate: config.model.idDropout }
    const batch = batchOf(encoded, at(step).rows, drop)
    const loss = optimizer.minimize(() => {
      const { terms } = ranker.forward(batch, { training: true, observe: false, step })
      return tf.addN([...terms].map(([name, term]) => tf.mul(term, ranker.weightOf(name)))) as tf.Scalar
    }, true) as tf.Scalar
    for (const { variable } of shrunk) tf.tidy(() => variable.assign(tf.mul(variable, shrink)))
    ranker.afterStep()
    const [value] = await loss.data()
    tf.dispose(loss)
    disposeBatch(batch)
    return value as number
  }
}

export interface Values {
  readonly shape: readonly number[]
  readonly values: Float32Array
}

/** What the variables start from, by name. */
export function startOf({ config, encoded, parts }: Sample): ReadonlyMap<string, Values> {
  const ranker = buildRanker(encoded, config.model, parts, config.seed)
  const start = new Map(
    ranker.variables.map(({ variable }) => [
      keyOf(variable),
      { shape: variable.shape, values: variable.dataSync<'float32'>() },
    ]),
  )
  ranker.dispose()
  return start
}

/** What a peer must know beside values: which columns go into which table, and the constants of the objective. */
export function constantsOf(sample: Sample) {
  const { config, encoded, parts } = sample
  const { fields } = encoded
  function table(columns: readonly number[]) {
    const sizes = columns.map((column) => fields[column]?.vocabSize as number)
    return { columns, offsets: sizes.map((_, i) => sizes.slice(0, i).reduce((a, b) => a + b, 0)) }
  }
  const withRole = (role: 'unbiased' | 'prior'): readonly number[] =>
    fields.flatMap((field, i) => (field.roles.includes(role) ? [i] : []))
  return {
    rate: config.training.learningRate,
    shrink: shrinkOf(sample),
    user: fields.findIndex(({ kind }) => kind === 'user'),
    plain: table(plainFields(fields, config.model)),
    unbiased: table(withRole('unbiased')),
    prior: table(withRole('prior')),
    weights: Object.fromEntries(
      parts.flatMap((part) => Object.entries(part.lossWeights).map(([name, weight]) => [name, weight])),
    ),
  }
}
export type Constants = ReturnType<typeof constantsOf>
