import * as tf from '@tensorflow/tfjs'
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu'
import { printGraph, sizeOf } from '../compile/graph.ts'
import type { StepNumbers } from '../compile/webgpu/bindings.ts'
import { RING } from '../compile/webgpu/lowering.ts'
import type { GpuProgram } from '../compile/webgpu/program.ts'
import type { EncodedDataset } from '../core/data/encoded.ts'
import type { ExperimentConfig } from '../experiment/config.ts'
import { changed, repeated, rowOrder } from '../model/batches.ts'
import { kept } from '../model/checkpoint.ts'
import { readBy } from '../model/ranker.ts'
import type { Part } from '../model/stage.ts'
import { type Change, type ModelStepper, readingsOf, type Tap } from '../model/stepper.ts'
import { adamAt } from '../nn/adam.ts'
import { uniformKey } from '../nn/random.ts'
import { type Traced, traceModel } from './trace-model.ts'
import { checkedOnDevice, type FirstStep } from './webgpu-check.ts'
import { batchSizeOf, forwardRows, gpuProgram } from './webgpu-program.ts'

/** Milliseconds of the device's work that go into one submission, submissions that wait, and most steps in one. */
const SUBMISSION = 20
const WAITING = 2
export const MOST_STEPS = 32

/** Steps of one submission where each takes so long on the device. */
const stepsFor = (milliseconds: number): number =>
  Math.max(1, Math.min(MOST_STEPS, Math.floor(SUBMISSION / milliseconds)))

/**
 * Trains by shaders that were made from what tfjs does in one step; batches are drawn, gathered and masked on the
 * device. Throws `NoRule` or `NoForm` where something in the step cannot be compiled.
 */
export async function webgpuStepper(
  config: ExperimentConfig,
  given: EncodedDataset,
  parts: readonly Part[],
): Promise<ModelStepper> {
  const encoded = readBy(given, parts)
  const traced = traceModel(config, encoded, parts, batchSizeOf(config, encoded))
  const { device } = tf.backend() as WebGPUBackend
  const program = await gpuProgram(device, config, encoded, traced)
  const stepper = stepperOn(device, program, config, encoded, traced)
  try {
    const rows = rowOrder(encoded.splits.train, config.seed)(0, stepper.batchSize)
    const text = [traced.step, traced.writes]
      .map((graph) => (graph === null ? '' : printGraph(graph)))
      .join('\n')
    await checkedOnDevice(text, config, encoded, parts, rows, stepper.first)
  } catch (error) {
    stepper.dispose()
    throw error
  }
  return stepper
}

export function stepperOn(
  device: GPUDevice,
  program: GpuProgram,
  config: ExperimentConfig,
  encoded: EncodedDataset,
  traced: Traced,
  perSubmissionAt: (milliseconds: number) => number = stepsFor,
): ModelStepper & { first(): Promise<FirstStep> } {
  const train = encoded.splits.train
  const batchSize = batchSizeOf(config, encoded)
  const { terms, gauges } = traced
  const order = rowOrder(train, config.seed)
  const tasks = encoded.tasks.length
  const training = traced.writes === null ? ['step', 'adam'] : ['step', 'adam', 'writes']
  const epochs = [-1, -1]
  const still = { first: 2 * train.length, second: 0, length: 2 ** 31, key: 0, threshold: 0, slot: 0 }
  let before: Float32Array = new Float32Array(0)
  let slots = 0
  let firstPending = 0
  let perSubmission = perSubmissionAt(Number.POSITIVE_INFINITY)
  let last = 0
  let queued: Promise<void>[] = []
  let broken: unknown = null
  let isKept = false

  function epochReady(epoch: number): void {
    if (epochs[epoch % 2] === epoch) return
    program.flush()
    program.order((epoch % 2) * train.length, order(epoch * train.length, train.length))
    epochs[epoch % 2] = epoch
  }

  function numbersAt(index: number): StepNumbers {
    const position = index * batchSize
    const epoch = Math.floor(position / train.length)
    const start = position - epoch * train.length
    epochReady(epoch)
    if (start + batchSize > train.length) epochReady(epoch + 1)
    return {
      start,
      first: (epoch % 2) * train.length,
      second: ((epoch + 1) % 2) * train.length,
      length: train.length,
      key: uniformKey(config.seed, 'id-dropout', index),
      threshold: Math.ceil(config.model.idDropout * 2 ** 24),
      slot: slots,
      ...adamAt(index, config.training.learningRate),
    }
  }

  /** Submits, and waits while much is under way. How much goes into one follows from how long the last took. */
  async function submitted(): Promise<void> {
    const steps = program.waiting
    if (steps === 0) return
    const began = performance.now()
    program.flush()
    queued.push(
      settled(device.queue.onSubmittedWorkDone()).then(() => {
        const now = performance.now()
        perSubmission = perSubmissionAt((now - Math.max(began, last)) / steps)
        last = now
      }),
    )
    if (queued.length > WAITING) await queued.shift()
  }

  /** An error is kept for the next step to throw: what is queued may be dropped before anybody waits for it. */
  const settled = (done: Promise<undefined>): Promise<void> =>
    done.then(
      () => undefined,
      (error: unknown) => {
        broken = error
      },
    )

  async function emptied(): Promise<void> {
    const values = await program.readings(slots)
    const all = new Float32Array(before.length + values.length)
    all.set(before)
    all.set(values, before.length)
    before = all
    slots = 0
  }

  /** Runs a graph forward on rows, as many batches at once as the order of rows has place for. */
  async function forward(
    part: 'evaluate' | 'observe' | 'altered' | 'pull' | 'gradients',
    rows: Uint32Array,
    read: (first: number, count: number, values: Float32Array) => void,
  ): Promise<void> {
    const outputs = traced[part]?.outputs ?? []
    const sizes = [...outputs].map(([output, { shape }]) => ({ output, size: sizeOf(shape) }))
    const width = sizes.reduce((sum, { size }) => sum + size, 0)
    const most = part === 'evaluate' ? forwardRows(batchSize) : batchSize
    for (let from = 0; from < rows.length; from += most) {
      const some = rows.subarray(from, from + most)
      const batches = Math.ceil(some.length / batchSize)
      program.flush()
      program.order(still.first, repeated(some, batches * batchSize))
      for (let b = 0; b < batches; b++) {
        let to = b * width
        const copies = sizes.map(({ output, size }) => {
          to += size
          return { part, output, to: to - size }
        })
        program.append({ parts: [part], step: { ...still, start: b * batchSize, ...adamAt(0, 0) }, copies })
      }
      const values = await program.copied(batches * width)
      for (let b = 0; b < batches; b++) {
        const count = Math.min(batchSize, some.length - b * batchSize)
        read(from + b * batchSize, count, values.subarray(b * width, (b + 1) * width))
      }
    }
  }

  /** Runs something with other ids and scenes in the dataset's tables. */
  async function reading(change: Change | undefined, run: () => Promise<void>): Promise<void> {
    const from = changed(encoded, change ?? null)
    const others = (['ids', 'sceneIds'] as const).filter((name) => from[name] !== encoded[name])
    for (const name of others) program.setTable(name, from[name])
    try {
      await run()
    } finally {
      for (const name of others) program.setTable(name, encoded[name])
    }
  }

  return {
    how: `webgpu, compiled (${[...training].reduce((sum, part) => sum + (program.launches.get(part) ?? 0), 0)} launches)`,
    parameterCount: traced.parameterCount,
    fieldNames: traced.fieldNames,
    batchSize,
    terms,
    gauges,
    async steps(count, firstStep) {
      if (broken !== null) throw broken
      if (slots === 0 && before.length === 0) firstPending = firstStep
      for (let index = firstStep; index < firstStep + count; index++) {
        if (slots === RING) await emptied()
        program.append({ parts: training, step: numbersAt(index) })
        slots++
        if (program.waiting >= perSubmission) await submitted()
      }
    },
    async losses() {
      await emptied()
      const rows = before
      before = new Float32Array(0)
      return readingsOf(rows, firstPending, { terms, gauges })
    },
    async evaluate(rows, change) {
      const logits = new Float32Array(rows.length * tasks)
      await reading(change, () =>
        forward('evaluate', rows, (first, count, values) => {
          logits.set(values.subarray(0, count * tasks), first * tasks)
        }),
      )
      return logits
    },
    async altered(rows) {
      const logits = new Map(
        [...(traced.altered?.outputs.keys() ?? [])].map((output) => [
          output.slice('logits/'.length),
          new Float32Array(rows.length * tasks),
        ]),
      )
      if (logits.size === 0) return logits
      await forward('altered', rows, (first, count, values) => {
        for (const [i, own] of [...logits.values()].entries()) {
          const at = i * batchSize * tasks
          own.set(values.subarray(at, at + count * tasks), first * tasks)
        }
      })
      return logits
    },
    async pull(rows) {
      let pulled = { shared: new Float32Array(0), own: new Float32Array(0) }
      if (traced.pull === null) return pulled
      const { outputs } = traced.pull
      // What is shared comes first.
      const own = outputs.get('own')
      const owned = own === undefined ? 0 : sizeOf(own.shape)
      await forward('pull', repeated(rows, batchSize), (_first, _count, values) => {
        const middle = values.length - owned
        pulled = { shared: values.slice(0, middle), own: values.slice(middle) }
      })
      return pulled
    },
    async gradients(rows) {
      let found: ReadonlyMap<string, number> = new Map()
      await forward('gradients', repeated(rows, batchSize), (_first, _count, values) => {
        found = new Map(
          [...traced.gradients.outputs.keys()].map((output, i) => [output, values[i] as number]),
        )
      })
      return found
    },
    async taps(rows, change) {
      const taps = new Map<string, Tap>()
      const read = (first: number, count: number, values: Float32Array): void => {
        let at = 0
        for (const [output, { shape }] of traced.observe.outputs) {
          const [kind, name] = output.split(/\/(.*)/s) as [string, string]
          const own = values.subarray(at, at + sizeOf(shape))
          at += own.length
          if (kind === 'state') taps.set(name, { shape, values: Float32Array.from(own) })
          if (kind !== 'tap') continue
          const width = own.length / batchSize
          const tap = taps.get(name) ?? {
            shape: [rows.length, ...shape.slice(1)],
            values: new Float32Array(rows.length * width),
          }
          tap.values.set(own.subarray(0, count * width), first * width)
          taps.set(name, tap)
        }
      }
      await reading(change, () => forward('observe', rows, read))
      return taps
    },
    async variables() {
      const values = new Map<string, Float32Array>()
      for (const name of traced.variables.keys()) values.set(name, await program.variable(name))
      return values
    },
    assign(values) {
      for (const name of traced.variables.keys()) {
        const own = values.get(name)
        if (own !== undefined) program.setVariable(name, own)
      }
    },
    keepBest() {
      program.keep()
      isKept = true
    },
    restoreBest: program.restore,
    async saved() {
      return {
        variables: await program.region('variables'),
        first: await program.region('first'),
        second: await program.region('second'),
        best: isKept ? await program.region('kept') : null,
      }
    },
    resume({ variables, first, second, best }) {
      program.fill('variables', (name, size) => kept(variables, name, size))
      program.fill('first', (name, size) => kept(first, name, size))
      program.fill('second', (name, size) => kept(second, name, size))
      isKept = best !== null
      if (best !== null) program.fill('kept', (name, size) => kept(best, name, size))
    },
    tensorCount: () => 0,
    dispose() {
      queued = []
      program.dispose()
    },
    async first() {
      const outputs = [...traced.step.outputs].map(([output, { shape }]) => ({ output, size: sizeOf(shape) }))
      let size = 0
      const copies = outputs.map(({ output, size: own }) => {
        size += own
        return { part: 'step', output, to: size - own }
      })
      const isWritten = traced.writes !== null
      program.append({ parts: isWritten ? ['step', 'writes'] : ['step'], step: numbersAt(0), copies })
      const values = await program.copied(size)
      const named = (prefix: string): (readonly [string, Float32Array])[] =>
        copies.flatMap(({ output, to }, i) =>
          output.startsWith(prefix)
            ? [[output.slice(prefix.length), values.subarray(to, to + (outputs[i]?.size ?? 0))] as const]
            : [],
        )
      const written = new Map<string, Float32Array>()
      for (const output of traced.writes?.outputs.keys() ?? []) {
        const name = output.slice('write/'.length)
        written.set(name, await program.variable(name))
        program.setVariable(name, traced.variables.get(name) ?? new Float32Array(0))
      }
      return {
        losses: new Map(named('loss/').map(([name, [value]]) => [name, value as number])),
        gauges: new Map(named('gauge/').map(([name, [value]]) => [name, value as number])),
        gradients: new Map(named('gradient/')),
        written,
      }
    },
  }
}
