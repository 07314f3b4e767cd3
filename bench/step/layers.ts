// The reference step as a LayersModel, trained by `fit`: the form in which most tfjs users would write it.
import * as tf from '@tensorflow/tfjs'
import * as layers from '@tensorflow/tfjs-layers'
import { registerSegmentSum } from './engines.ts'
import {
  ADAM,
  FIELDS,
  initialValues,
  type Rows,
  SCENES,
  SHAPES,
  TASKS,
  VOCABULARY,
  WIDTH,
} from './reference.ts'

/** Milliseconds of each step, and its loss before the update. */
export interface Trained {
  readonly times: readonly number[]
  readonly losses: readonly number[]
}

/** Trains `steps` batches in one call and gives the time of each and the losses before their updates. */
export async function layersModel(rows: Rows, batch: number): Promise<(steps: number) => Promise<Trained>> {
  registerSegmentSum()
  const l = layers.layers
  const relu = 'relu' as const
  const ids = layers.input({ shape: [FIELDS] })
  const scenes = layers.input({ shape: [SCENES] })
  const x0 = l
    .flatten()
    .apply(
      l.embedding({ inputDim: VOCABULARY, outputDim: WIDTH, name: 'table' }).apply(ids),
    ) as layers.SymbolicTensor
  const dense = (name: string, units: number, x: layers.SymbolicTensor, activation?: 'relu') =>
    l.dense({ name, units, ...(activation ? { activation } : {}) }).apply(x) as layers.SymbolicTensor
  let crossed = x0
  for (const name of ['cross0', 'cross1']) {
    const scaled = l.multiply().apply([x0, dense(name, FIELDS * WIDTH, crossed)]) as layers.SymbolicTensor
    crossed = l.add().apply([scaled, crossed]) as layers.SymbolicTensor
  }
  const deep = dense('mlp1', 64, dense('mlp0', 128, x0, relu), relu)
  const both = l.concatenate().apply([crossed, deep]) as layers.SymbolicTensor
  const shared = dense('shared', 64, both, relu)
  const towers = l
    .reshape({ targetShape: [SCENES, 64] })
    .apply(dense('own', SCENES * 64, both, relu)) as layers.SymbolicTensor
  const own = l.dot({ axes: [1, 1] }).apply([scenes, towers]) as layers.SymbolicTensor
  const top = l.concatenate().apply([shared, own]) as layers.SymbolicTensor
  const heads = Array.from({ length: TASKS }, (_, i) =>
    dense(`logit${i}`, 1, dense(`head${i}`, 32, top, relu)),
  )
  const probabilities = l
    .activation({ activation: 'sigmoid' })
    .apply(l.concatenate().apply(heads)) as layers.SymbolicTensor
  const model = layers.model({ inputs: [ids, scenes], outputs: probabilities })
  const values = initialValues()
  for (const layer of model.layers) {
    const names = [layer.name, `${layer.name}b`].filter((name) => values.has(name))
    if (names.length > 0) {
      layer.setWeights(
        names.map((name) => tf.tensor(values.get(name) as Float32Array, [...(SHAPES[name] as number[])])),
      )
    }
  }
  model.compile({
    optimizer: tf.train.adam(ADAM.rate, ADAM.beta1, ADAM.beta2, ADAM.epsilon),
    loss: 'binaryCrossentropy',
  })
  return async (steps) => {
    const count = steps * batch
    const given = [
      tf.tensor2d(rows.ids.slice(0, count * FIELDS), [count, FIELDS], 'int32'),
      tf.cast(tf.oneHot(tf.tensor1d(rows.scenes.slice(0, count), 'int32'), SCENES), 'float32'),
    ]
    const labels = tf.tensor2d(rows.labels.slice(0, count * TASKS), [count, TASKS])
    // The loss of a LayersModel is the mean over tasks, ours their sum.
    return trainedBy(model, given, labels, batch, () => {}, TASKS)
  }
}

/** `fit` on some batches, what belongs to a step after its update included. */
export async function trainedBy(
  model: layers.LayersModel,
  inputs: tf.Tensor[],
  labels: tf.Tensor,
  batch: number,
  afterUpdate: () => void,
  lossFactor = 1,
): Promise<Trained> {
  const times: number[] = []
  const losses: number[] = []
  let begun = 0
  await model.fit(inputs, labels, {
    batchSize: batch,
    epochs: 1,
    shuffle: false,
    verbose: 0,
    yieldEvery: 'never',
    callbacks: {
      onBatchBegin: async () => {
        begun = performance.now()
      },
      onBatchEnd: async (_batch, logs) => {
        afterUpdate()
        times.push(performance.now() - begun)
        losses.push(lossFactor * Number(logs?.loss))
      },
    },
  })
  tf.dispose([...inputs, labels])
  return { times, losses }
}

export type Tensors = readonly [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor]
export type Apply = (inputs: Tensors, weights: Tensors) => tf.Tensor[]
export type Shapes = readonly (readonly number[])[]

class Composed extends layers.layers.Layer {
  static readonly className = 'Composed'
  readonly #outputs: Shapes
  readonly #weights: Shapes
  readonly #apply: Apply
  #own: layers.LayerVariable[] = []

  constructor(name: string, outputs: Shapes, weights: Shapes, apply: Apply) {
    super({ name })
    this.#outputs = outputs
    this.#weights = weights
    this.#apply = apply
  }
  override build(): void {
    const zeros = layers.initializers.zeros()
    this.#own = this.#weights.map((shape, i) => this.addWeight(`w${i}`, [...shape], 'float32', zeros))
    this.built = true
  }
  override computeOutputShape(): layers.Shape | layers.Shape[] {
    const shapes = this.#outputs.map((shape) => [null, ...shape])
    return shapes.length === 1 ? (shapes[0] as layers.Shape) : shapes
  }
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor | tf.Tensor[] {
    const given = (Array.isArray(inputs) ? inputs : [inputs]) as unknown as Tensors
    const outputs = this.#apply(given, this.#own.map((weight) => weight.read()) as unknown as Tensors)
    return outputs.length === 1 ? (outputs[0] as tf.Tensor) : outputs
  }
}

/** A layer of plain tfjs: inputs and weights to outputs of these shapes, rows left out. */
export const composed = (name: string, outputs: Shapes, weights: Shapes, apply: Apply): layers.layers.Layer =>
  new Composed(name, outputs, weights, apply)
