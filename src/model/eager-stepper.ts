import * as tf from '@tensorflow/tfjs'
import type { EncodedDataset } from '../core/data/encoded.ts'
import type { ExperimentConfig } from '../experiment/config.ts'
import { adam } from '../nn/adam.ts'
import { batchOf, disposeBatch, rowOrder } from './batches.ts'
import { buildRanker, type Forward, readBy } from './ranker.ts'
import type { Part } from './stage.ts'
import type { ModelStepper, Tap } from './stepper.ts'
import { trainedOf } from './variables.ts'

/** Trains by tfjs operations, one by one, on whatever backend is set; `why` it was not compiled, where that was tried. */
export function eagerStepper(
  config: ExperimentConfig,
  given: EncodedDataset,
  parts: readonly Part[],
  why: string | null = null,
): ModelStepper {
  const before = tf.memory().numTensors
  const encoded = readBy(given, parts)
  const train = encoded.splits.train
  const batchSize = Math.min(config.training.batchSize, train.length)
  const stepsPerEpoch = Math.max(1, train.length / batchSize)
  const ranker = buildRanker(encoded, config.model, parts, config.seed)
  const shrink = (1 - config.model.idShrinkPerEpoch) ** (1 / stepsPerEpoch)
  const optimizer = adam(
    trainedOf(ranker.variables).map(({ variable, shrunk }) => ({ variable, shrink: shrunk ? shrink : 1 })),
    config.training.learningRate,
  )
  const order = rowOrder(train, config.seed)
  const variables = ranker.variables.map(({ variable }) => variable)
  const trained = trainedOf(ranker.variables).map(({ variable }) => variable)
  const terms = termsOf()
  const taskCount = encoded.tasks.length
  let pending: tf.Tensor1D[] = []
  let firstPending = 0
  let best: tf.Tensor[] | null = null

  /** Which terms this model has: found by one forward pass on one row. */
  function termsOf() {
    const batch = batchOf(encoded, train.slice(0, 1), null)
    const names = tf.tidy(() => [
      ...ranker.forward(batch, { training: true, observe: false, step: 0 }).terms.keys(),
    ])
    disposeBatch(batch)
    return names.map((name) => ({ name, weight: ranker.weightOf(name) }))
  }

  function step(index: number): void {
    const rows = order(index * batchSize, batchSize)
    const batch = batchOf(encoded, rows, { seed: config.seed, step: index, rate: config.model.idDropout })
    const losses = tf.tidy(() => {
      let stacked: tf.Tensor1D | null = null
      const { value, grads } = tf.variableGrads(() => {
        const result = ranker.forward(batch, { training: true, observe: false, step: index })
        stacked = tf.keep(tf.stack([...result.terms.values()])) as tf.Tensor1D
        return total(result)
      }, trained)
      optimizer.apply(grads, index)
      ranker.afterStep()
      value.dispose()
      return stacked as unknown as tf.Tensor1D
    })
    disposeBatch(batch)
    pending.push(losses)
  }

  function total(result: Forward): tf.Scalar {
    const weighted: tf.Tensor[] = []
    for (const { name, weight } of terms) {
      const term = result.terms.get(name)
      if (term === undefined) throw new Error(`loss term ${name} vanished`)
      if (weight !== 0) weighted.push(weight === 1 ? term : tf.mul(term, weight))
    }
    return tf.addN(weighted) as tf.Scalar
  }

  async function inBatches(
    rows: Uint32Array,
    read: (result: Forward, count: number, first: number) => Promise<void>,
    observe: boolean,
  ) {
    for (let first = 0; first < rows.length; first += batchSize) {
      const part = rows.subarray(first, first + batchSize)
      const padded = new Uint32Array(batchSize).fill(part[0] as number)
      padded.set(part)
      const batch = batchOf(encoded, padded, null)
      const result = observedForward(batch, observe)
      disposeBatch(batch)
      await read(result, part.length, first)
      tf.dispose([result.logits, ...result.taps.values(), ...result.states.values()])
    }
  }

  function observedForward(batch: Parameters<typeof ranker.forward>[0], observe: boolean): Forward {
    let result: Forward | null = null
    tf.tidy(() => {
      result = ranker.forward(batch, { training: false, observe, step: 0 })
      tf.keep(result.logits)
      for (const tensor of [...result.taps.values(), ...result.states.values()]) tf.keep(tensor)
    })
    return result as unknown as Forward
  }

  return {
    how: `${tf.getBackend()}, eager${why === null ? '' : `: ${why}`}`,
    parameterCount: ranker.parameterCount,
    fieldNames: ranker.fieldNames,
    batchSize,
    terms,
    async steps(count, firstStep) {
      if (pending.length === 0) firstPending = firstStep
      for (let i = 0; i < count; i++) step(firstStep + i)
    },
    async losses() {
      const taken = pending
      pending = []
      const values = new Float32Array(taken.length * terms.length)
      if (taken.length > 0) {
        const stacked = tf.stack(taken)
        values.set(await stacked.data<'float32'>())
        tf.dispose([stacked, ...taken])
      }
      return { firstStep: firstPending, steps: taken.length, values }
    },
    async evaluate(rows) {
      const logits = new Float32Array(rows.length * taskCount)
      await inBatches(
        rows,
        async (result, count, first) => {
          const values = await result.logits.data<'float32'>()
          logits.set(values.subarray(0, count * taskCount), first * taskCount)
        },
        false,
      )
      return logits
    },
    async taps(rows) {
      const taps = new Map<string, Tap>()
      await inBatches(
        rows,
        async (result, count, first) => {
          for (const [name, tensor] of result.taps) {
            const width = tensor.size / batchSize
            const tap = taps.get(name) ?? {
              shape: [rows.length, ...tensor.shape.slice(1)],
              values: new Float32Array(rows.length * width),
            }
            tap.values.set((await tensor.data<'float32'>()).subarray(0, count * width), first * width)
            taps.set(name, tap)
          }
          for (const [name, tensor] of result.states) {
            taps.set(name, { shape: tensor.shape, values: Float32Array.from(await tensor.data<'float32'>()) })
          }
        },
        true,
      )
      return taps
    },
    keepBest() {
      if (best !== null) tf.dispose(best)
      best = variables.map((variable) => tf.keep(tf.clone(variable)))
    },
    restoreBest() {
      if (best === null) return
      for (const [i, variable] of variables.entries()) variable.assign(best[i] as tf.Tensor)
    },
    tensorCount: () => tf.memory().numTensors - before,
    dispose() {
      optimizer.dispose()
      ranker.dispose()
      if (best !== null) tf.dispose(best)
      tf.dispose(pending)
      best = null
      pending = []
    },
  }
}
