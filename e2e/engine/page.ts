// What the compiled WebGPU step is held to, in a page of its own; webgpu-engine.e2e.ts drives it and judges.
import * as tf from '@tensorflow/tfjs'
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu'
import type { EncodedDataset } from '../../src/core/data/encoded.ts'
import { compiledStepper } from '../../src/engine/compiled-stepper.ts'
import { makeStepper } from '../../src/engine/make-stepper.ts'
import { traceModel } from '../../src/engine/trace-model.ts'
import { gpuProgram } from '../../src/engine/webgpu-program.ts'
import { stepperOn } from '../../src/engine/webgpu-stepper.ts'
import type { ExperimentConfig } from '../../src/experiment/config.ts'
import { defaultConfig } from '../../src/experiment/defaults.ts'
import { eagerStepper } from '../../src/model/eager-stepper.ts'
import type { ModelStepper } from '../../src/model/stepper.ts'
import { partsOf } from '../../src/modules/parts.ts'
import type { RunEvent } from '../../src/run/events.ts'
import { hasChangedBackend } from '../../src/run/interruption.ts'
import { queuedRun, reduceRun } from '../../src/run/run.ts'
import { EACH, engineConfig } from '../../src/testing/engine-variants.ts'
import { gpuCalls, heldBytes } from '../../src/testing/gpu-calls.ts'
import { moduleWorld, withModule } from '../../src/testing/module-world.ts'
import { chooseBackend, isBackendLost } from '../../src/worker/backend.ts'
import type { BackendName, WorkerMessage } from '../../src/worker/protocol.ts'
import { createSession } from '../../src/worker/session.ts'

const calls = gpuCalls()

export interface Trained {
  readonly how: string
  readonly losses: number[]
  readonly logits: number[]
  /** What is read beside training: norms of gradients, by name, and how rows of one scene pull. */
  readonly gradients: readonly (readonly [string, number])[]
  readonly pull: { readonly shared: number[]; readonly own: number[] }
}

/** Without the self-check: what is judged here is the compiled step itself. */
async function unchecked(config: ExperimentConfig, encoded: EncodedDataset): Promise<ModelStepper> {
  const parts = partsOf(config.modules)
  const batch = Math.min(config.training.batchSize, encoded.splits.train.length)
  const traced = traceModel(config, encoded, parts, batch)
  const { device } = tf.backend() as WebGPUBackend
  return stepperOn(device, await gpuProgram(device, config, encoded, traced), config, encoded, traced)
}

async function trainedBy(stepper: ModelStepper, encoded: EncodedDataset, steps: number): Promise<Trained> {
  await stepper.steps(steps, 0)
  const { values } = await stepper.losses()
  const logits = await stepper.evaluate(encoded.splits.valid)
  const rows = encoded.splits.train
  const gradients = [...(await stepper.gradients(rows.subarray(0, stepper.batchSize)))]
  const own = rows.filter((row) => encoded.sceneIds[row] === 0)
  const pull = await stepper.pull(own.subarray(0, stepper.batchSize))
  stepper.dispose()
  return {
    ...{ how: stepper.how, losses: [...values], logits: [...logits], gradients },
    pull: { shared: [...pull.shared], own: [...pull.own] },
  }
}

const on = async (backend: BackendName): Promise<void> => void (await chooseBackend(backend, 1))

/** Steps that WebGPU trains once more: each loss is of all weights before it. */
const AGAIN = 60

/** All modules on a small world, trained by each engine from the same start; the first steps by WebGPU twice. */
async function engines(steps: number, change: Partial<ExperimentConfig['training']>) {
  const [config, encoded] = [engineConfig(EACH[0][1], change), moduleWorld()]
  const parts = partsOf(config.modules)
  await on('webgpu')
  const webgpu = await trainedBy(await unchecked(config, encoded), encoded, steps)
  const again = await trainedBy(await unchecked(config, encoded), encoded, AGAIN)
  await on('wasm')
  const compiled = compiledStepper(config, encoded, parts, { kernels: 'simd', workers: 1 })
  const wasm = await trainedBy(compiled, encoded, steps)
  await on('cpu')
  const cpu = await trainedBy(eagerStepper(config, encoded, parts), encoded, steps)
  return { webgpu, again, wasm, cpu }
}

/** Six steps of one variant on a small world, compiled on WebGPU and eagerly on the processor. */
async function variant(name: string) {
  const modules = EACH.find(([known]) => known === name)?.[1]
  if (modules === undefined) throw new Error(`no variant ${name}`)
  const [config, encoded] = [engineConfig(modules, { learningRate: 0.001 }), moduleWorld()]
  await on('webgpu')
  const webgpu = await trainedBy(await unchecked(config, encoded), encoded, 6)
  await on('cpu')
  const cpu = await trainedBy(eagerStepper(config, encoded, partsOf(modules)), encoded, 6)
  return { webgpu, cpu }
}

/** One module that writes after its steps: what is allocated does not depend on how many there are. */
const LIGHT = withModule('user-clusters', { mode: 'ema' })

/** Bytes of live buffers, and tensors, after each of some runs by the product's own stepper from start to end. */
async function cycles(count: number, steps: number) {
  await on('webgpu')
  const [config, encoded] = [engineConfig(LIGHT), moduleWorld()]
  const after: { buffers: number; bytes: number; tensors: number }[] = []
  const note = () => {
    after.push({ buffers: calls.buffers.size, bytes: heldBytes(calls), tensors: tf.memory().numTensors })
  }
  for (let cycle = 0; cycle < count; cycle++) {
    const stepper = await makeStepper(1)(config, encoded, partsOf(config.modules))
    await trainedBy(stepper, encoded, steps)
    note()
  }
  return after
}

/** Bytes of live buffers and tensors while one run trains, read after every so many steps. */
async function longRun(steps: number, every: number) {
  await on('webgpu')
  const [config, encoded] = [engineConfig(LIGHT), moduleWorld()]
  const stepper = await makeStepper(1)(config, encoded, partsOf(config.modules))
  const seen: { buffers: number; bytes: number; tensors: number }[] = []
  for (let step = 0; step < steps; step += every) {
    await stepper.steps(every, step)
    const { values } = await stepper.losses()
    if (!values.every(Number.isFinite)) throw new Error(`no number at step ${step}`)
    await stepper.evaluate(encoded.splits.valid)
    seen.push({ buffers: calls.buffers.size, bytes: heldBytes(calls), tensors: tf.memory().numTensors })
  }
  stepper.dispose()
  return seen
}

/** A session as in the worker, on WebGPU; what it says is listened to by kind. */
function session() {
  const said: WorkerMessage[] = []
  const waiting: (() => void)[] = []
  const made = createSession({
    post: (message) => {
      said.push(message)
      for (const wake of waiting.splice(0)) wake()
    },
    chooseBackend: (forced) => chooseBackend(forced, 1),
    isLost: isBackendLost,
    threads: 1,
    clock: () => performance.now(),
    wall: () => Date.now(),
    files: async () => null,
    breathe: () => new Promise((resolve) => setTimeout(resolve, 0)),
  })
  async function heard(fits: (message: WorkerMessage) => boolean): Promise<WorkerMessage> {
    for (;;) {
      const message = said.find(fits)
      if (message !== undefined) return message
      await new Promise<void>((resolve) => waiting.push(resolve))
    }
  }
  const isEnd = (runId: string) => (message: WorkerMessage) =>
    'runId' in message &&
    message.runId === runId &&
    (message.type !== 'run' || message.event.type === 'ended' || message.event.type === 'failed')
  return { ...made, said, heard, isEnd }
}

const TINY = Array.from(
  { length: 240 },
  (_, i) => `u${i % 12},i${(i * 5) % 9},${i},s${i % 2},${(i * 7) % 11 < 5 ? 1 : 0}`,
)

/** A session that trains a tiny upload on WebGPU, and its first draft, which would go on for long. */
async function tinySession() {
  const one = session()
  one.receive({ type: 'select-backend', backend: 'webgpu', known: null })
  const csv = `user_id,item_id,ts,scene,click\n${TINY.join('\n')}\n`
  one.receive({ type: 'import', importId: 'i', name: 'tiny.csv', file: new Blob([csv]) })
  const imported = await one.heard(({ type }) => type === 'imported')
  if (imported.type !== 'imported') throw new Error('nothing was read')
  const { dataset } = imported
  await one.heard((message) => message.type === 'ready' && message.backend.name === 'webgpu')
  const config = defaultConfig({ kind: 'upload', id: dataset.id, name: dataset.name }, dataset)
  const training = { ...config.training, batchSize: 64, epochs: 200, patience: 100 }
  return { one, config: { ...config, modules: {}, training } }
}

/** The device is destroyed under a run, which goes on; another run waits. */
async function deviceLoss() {
  const { one, config } = await tinySession()
  const isOf =
    (type: RunEvent['type'], atLeast = 0) =>
    (message: WorkerMessage): boolean =>
      message.type === 'run' &&
      message.event.type === type &&
      (!('step' in message.event) || message.event.step >= atLeast)
  one.receive({ type: 'start', runId: 'lost', config })
  const isNextStarted = (message: WorkerMessage): boolean =>
    message.type === 'run' && message.runId === 'next' && message.event.type === 'started'
  await one.heard(isOf('progress', 100))
  const began = performance.now()
  ;(tf.backend() as WebGPUBackend).device.destroy()
  await one.heard(isOf('continued'))
  const seconds = (performance.now() - began) / 1000
  const run = () =>
    one.said.reduce(
      (folded, message) =>
        message.type === 'run' && message.runId === 'lost' ? reduceRun(folded, message.event) : folded,
      queuedRun('lost', config),
    )
  const { interruptions, status } = run()
  const reached = 'step' in status ? status.step : 0
  await one.heard(isOf('progress', reached + 100))
  const short = { ...config, training: { ...config.training, epochs: 1 } }
  one.receive({ type: 'start', runId: 'next', config: short })
  one.receive({ type: 'stop', runId: 'lost' })
  const end = await one.heard(one.isEnd('lost'))
  await one.heard(isNextStarted)
  const next = one.said.find(isNextStarted)
  const losses = run().series.get('train|loss|task/click|*')
  return {
    ...{ seconds, end, next, interruptions, changed: hasChangedBackend(interruptions) },
    steps: [...(losses?.steps.subarray(0, losses.length) ?? [])],
  }
}

/** A device that has no place for buffers: `limits` in words, then in deed. */
async function noMemory(plant: 'limit' | 'allocation') {
  const { one, config } = await tinySession()
  const { device } = tf.backend() as WebGPUBackend
  const { createBuffer } = device
  if (plant === 'limit') {
    const limits = { maxStorageBufferBindingSize: 2 ** 12, maxBufferSize: 2 ** 12 }
    Object.defineProperty(device, 'limits', { value: limits, configurable: true })
  } else {
    device.createBuffer = (descriptor) =>
      createBuffer.call(device, { ...descriptor, size: descriptor.size + 2 ** 50 })
  }
  const before = calls.buffers.size
  one.receive({ type: 'start', runId: 'large', config })
  const refused = await one.heard(one.isEnd('large'))
  const held = calls.buffers.size - before
  Reflect.deleteProperty(device, plant === 'limit' ? 'limits' : 'createBuffer')
  const short = { ...config, training: { ...config.training, epochs: 1 } }
  one.receive({ type: 'start', runId: 'next', config: short })
  return { refused, held, next: await one.heard(one.isEnd('next')) }
}

async function adapter(): Promise<{ readonly name: string; readonly detail: string }> {
  const { name, detail } = await chooseBackend('webgpu', 1)
  return { name, detail }
}

const engine = {
  adapter,
  engines,
  variant,
  variants: () => EACH.map(([name]) => name),
  cycles,
  longRun,
  deviceLoss,
  noMemory,
}
export type Engine = typeof engine
Object.assign(window, { engine })
