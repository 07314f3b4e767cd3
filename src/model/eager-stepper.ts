import * as tf from '@tensorflow/tfjs'
import type { EncodedDataset } from '../core/data/encoded.ts'
import type { ExperimentConfig } from '../experiment/config.ts'
import { adam } from '../nn/adam.ts'
import { batchOf, changed, disposeBatch, repeated, rowOrder } from './batches.ts'
import { kept } from './checkpoint.ts'
import { isRouted, pulls } from './pull.ts'
import { buildRanker, type Forward, readBy } from './ranker.ts'
import type { Batch, Part } from './stage.ts'
import { type ModelStepper, readingsOf, type Tap } from './stepper.ts'
import { termGradients } from './term-gradients.ts'
import { trainingStep } from './training-step.ts'
import { keyOf, trainedOf } from './variables.ts'

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
  const { terms, gauges } = namesOf()
  const taskCount = encoded.tasks.length
  let pending: tf.Tensor1D[] = []
  let firstPending = 0
  let best: tf.Tensor[] | null = null

  /** Which terms and gauges this model has: found by a step on one row, of which nothing stays. */
  function namesOf(): Pick<ModelStepper, 'terms' | 'gauges'> {
    const batch = batchOf(encoded, train.slice(0, 1), null)
    let names: Pick<ModelStepper, 'terms' | 'gauges'> = { terms: [], gauges: [] }
    tf.tidy(() => {
      const one = trainingStep(ranker, batch, 0)
      const weighted = [...one.losses.keys()].map((name) => ({ name, weight: ranker.weightOf(name) }))
      names = { terms: weighted, gauges: [...one.gauges.keys()] }
      one.dispose()
    })
    disposeBatch(batch)
    return names
  }

  function step(index: number): void {
    const rows = order(index * batchSize, batchSize)
    const batch = batchOf(encoded, rows, { seed: config.seed, step: index, rate: config.model.idDropout })
    const readings = tf.tidy(() => {
      const one = trainingStep(ranker, batch, index)
      optimizer.apply(one.gradients, index)
      one.commit()
      const stacked = tf.stack([...one.losses.values(), ...one.gauges.values()]) as tf.Tensor1D
      one.dispose()
      return stacked
    })
    disposeBatch(batch)
    pending.push(readings)
  }

  async function inBatches(
    from: EncodedDataset,
    rows: Uint32Array,
    read: (result: Forward, count: number, first: number) => Promise<void>,
    observe: boolean,
    intervention?: string,
  ) {
    for (let first = 0; first < rows.length; first += batchSize) {
      const part = rows.subarray(first, first + batchSize)
      const batch = batchOf(from, repeated(part, batchSize), null)
      const result = observedForward(batch, observe, intervention)
      disposeBatch(batch)
      await read(result, part.length, first)
      tf.dispose([result.logits, ...result.taps.values(), ...result.states.values()])
    }
  }

  function observedForward(batch: Batch, observe: boolean, intervention?: string): Forward {
    let result: Forward | null = null
    tf.tidy(() => {
      result = ranker.forward(batch, { training: false, observe, step: 0 }, intervention)
      tf.keep(result.logits)
      for (const tensor of [...result.taps.values(), ...result.states.values()]) tf.keep(tensor)
    })
    return result as unknown as Forward
  }

  async function logitsOf(rows: Uint32Array, from = encoded, intervention?: string): Promise<Float32Array> {
    const logits = new Float32Array(rows.length * taskCount)
    await inBatches(
      from,
      rows,
      async (result, count, first) => {
        const values = await result.logits.data<'float32'>()
        logits.set(values.subarray(0, count * taskCount), first * taskCount)
      },
      false,
      intervention,
    )
    return logits
  }

  return {
    how: `${tf.getBackend()}, eager${why === null ? '' : `: ${why}`}`,
    parameterCount: ranker.parameterCount,
    fieldNames: ranker.fieldNames,
    batchSize,
    terms,
    gauges,
    async steps(count, firstStep) {
      if (pending.length === 0) firstPending = firstStep
      for (let i = 0; i < count; i++) step(firstStep + i)
    },
    async losses() {
      const taken = pending
      pending = []
      if (taken.length === 0) return readingsOf(new Float32Array(0), firstPending, { terms, gauges })
      const stacked = tf.stack(taken)
      const values = await stacked.data<'float32'>()
      tf.dispose([stacked, ...taken])
      return readingsOf(values, firstPending, { terms, gauges })
    },
    evaluate: (rows, change) => logitsOf(rows, changed(encoded, change ?? null)),
    async altered(rows) {
      const logits = new Map<string, Float32Array>()
      for (const name of ranker.interventions) logits.set(name, await logitsOf(rows, encoded, name))
      return logits
    },
    async pull(rows) {
      if (!isRouted(encoded, parts)) return { shared: new Float32Array(0), own: new Float32Array(0) }
      const batch = batchOf(encoded, repeated(rows, batchSize), null)
      const [shared, own] = tf.tidy(() => {
        const pulled = pulls(ranker, batch)
        const gradients = Object.values(pulled.shared)
        const joined = tf.concat1d(gradients.map((one) => tf.reshape(one, [-1]) as tf.Tensor1D))
        return [joined, pulled.own ?? tf.tensor1d([])] as [tf.Tensor1D, tf.Tensor1D]
      })
      disposeBatch(batch)
      const values = {
        shared: Float32Array.from(await shared.data<'float32'>()),
        own: Float32Array.from(await own.data<'float32'>()),
      }
      tf.dispose([shared, own])
      return values
    },
    async gradients(rows) {
      const batch = batchOf(encoded, repeated(rows, batchSize), null)
      const found = termGradients(ranker, batch)
      disposeBatch(batch)
      const all = tf.stack([...found.values()])
      tf.dispose([...found.values()])
      const values = await all.data<'float32'>()
      all.dispose()
      return new Map([...found.keys()].map((name, i) => [name, values[i] as number]))
    },
    async taps(rows, change) {
      const taps = new Map<string, Tap>()
      await inBatches(
        changed(encoded, change ?? null),
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
    variables: () => valuesOf(variables),
    assign(values) {
      for (const variable of variables) {
        const own = values.get(keyOf(variable))
        if (own !== undefined) tf.tidy(() => variable.assign(tf.tensor(own, variable.shape)))
      }
    },
    keepBest() {
      if (best !== null) tf.dispose(best)
      best = variables.map((variable) => tf.keep(tf.clone(variable)))
    },
    restoreBest() {
      if (best === null) return
      for (const [i, variable] of variables.entries()) variable.assign(best[i] as tf.Tensor)
    },
    async saved() {
      const moments = optimizer.moments()
      const trained = variables.filter(({ name }) => moments.has(name))
      const of = (which: 'm' | 'v'): readonly tf.Tensor[] =>
        trained.map(({ name }) => moments.get(name)?.[which] as tf.Tensor)
      return {
        variables: await valuesOf(variables),
        first: await valuesOf(trained, of('m')),
        second: await valuesOf(trained, of('v')),
        best: best === null ? null : await valuesOf(variables, best),
      }
    },
    resume(state) {
      const tensorOf = (values: ReadonlyMap<string, Float32Array>, variable: tf.Variable): tf.Tensor =>
        tf.tensor(kept(values, keyOf(variable), variable.size), variable.shape)
      const moments = optimizer.moments()
      for (const variable of variables) {
        tf.tidy(() => variable.assign(tensorOf(state.variables, variable)))
        if (moments.has(variable.name))
          optimizer.setMoments(
            variable.name,
            tensorOf(state.first, variable),
            tensorOf(state.second, variable),
          )
      }
      if (best !== null) tf.dispose(best)
      const { best: own } = state
      best = own === null ? null : variables.map((variable) => tf.keep(tensorOf(own, variable)))
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

/** Values of tensors under the keys of variables, by default of the variables themselves. */
async function valuesOf(
  variables: readonly tf.Variable[],
  tensors: readonly tf.Tensor[] = variables,
): Promise<ReadonlyMap<string, Float32Array>> {
  const values = new Map<string, Float32Array>()
  for (const [i, variable] of variables.entries())
    values.set(keyOf(variable), Float32Array.from(await (tensors[i] as tf.Tensor).data<'float32'>()))
  return values
}
