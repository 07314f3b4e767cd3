// Counts and times what one training step asks of WebGPU, in a page of its own; launches.bench.ts drives it.
import * as tf from '@tensorflow/tfjs'
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu'
import { BUILTIN_SAMPLE, generateWorld, worldCsv } from '../../src/core/data/synth.ts'
import { traceModel } from '../../src/engine/trace-model.ts'
import { gpuProgram } from '../../src/engine/webgpu-program.ts'
import { stepperOn } from '../../src/engine/webgpu-stepper.ts'
import { sampleConfig } from '../../src/experiment/defaults.ts'
import { readCsv } from '../../src/ingest/read-csv.ts'
import { eagerStepper } from '../../src/model/eager-stepper.ts'
import type { ModelStepper } from '../../src/model/stepper.ts'
import { partsOf } from '../../src/modules/parts.ts'
import { prepare } from '../../src/run/prepare.ts'
import { gpuCalls, heldBytes } from '../../src/testing/gpu-calls.ts'
import { chooseBackend } from '../../src/worker/backend.ts'

export interface Task {
  readonly engine: 'compiled' | 'eager'
  readonly batch: number
  /** Steps of one submission; the product takes 1 to 32, by how long the device needs. */
  readonly perSubmission: number
  /** Steps that are counted, and run as they are. */
  readonly counted: number
  /** Then the script alone is timed: launches are of no workgroups. */
  readonly repeats: number
  readonly steps: number
}
export interface Outcome {
  readonly adapter: string
  readonly how: string
  readonly launches: number
  readonly submissions: number
  readonly uploads: number
  readonly uploadedBytes: number
  readonly heldBytes: number
  /** Milliseconds of JavaScript a step, one for each repeat: what `steps` does before it first waits. */
  readonly script: readonly number[]
  readonly wall: number
  readonly losses: readonly number[]
}

/** Steps before anything is counted; their losses say that the engines do the same. */
const WARM = 2

async function measured({ engine, batch, perSubmission, counted, repeats, steps }: Task): Promise<Outcome> {
  const calls = gpuCalls()
  const adapter = (await chooseBackend('webgpu', 1)).detail
  const sample = sampleConfig()
  const config = { ...sample, training: { ...sample.training, batchSize: batch } }
  const csv = await readCsv(new Blob([worldCsv(generateWorld(BUILTIN_SAMPLE))]).stream(), 'sample.csv')
  if (csv === null || !csv.ok) throw new Error('the sample was not read')
  const prepared = prepare(csv.value.dataset, config.schema, config.split)
  if (!prepared.ok) throw new Error(JSON.stringify(prepared.error))
  const { encoded } = prepared.value
  const parts = partsOf(config.modules)
  async function compiled(): Promise<ModelStepper> {
    const traced = traceModel(config, encoded, parts, batch)
    const { device } = tf.backend() as WebGPUBackend
    const program = await gpuProgram(device, config, encoded, traced)
    return stepperOn(device, program, config, encoded, traced, () => perSubmission)
  }
  const stepper = engine === 'compiled' ? await compiled() : eagerStepper(config, encoded, parts)
  const losses: number[] = []
  let at = 0
  for (; at < WARM; at++) {
    await stepper.steps(1, at)
    losses.push((await stepper.losses()).values[0] as number)
  }
  const began = performance.now()
  const before = { ...calls }
  await stepper.steps(counted, at)
  await stepper.losses()
  const after = { ...calls }
  const wall = (performance.now() - began) / counted
  at += counted

  calls.isIdle = true
  const script: number[] = []
  for (let repeat = 0; repeat < repeats; repeat++) {
    let spent = 0
    for (let i = 0; i < steps; i++, at++) {
      const from = performance.now()
      const room = stepper.steps(1, at)
      spent += performance.now() - from
      await room
    }
    await stepper.losses()
    script.push(spent / steps)
  }
  const each = (count: number): number => count / counted
  return {
    adapter,
    how: stepper.how,
    launches: each(after.launches - before.launches),
    submissions: each(after.submissions - before.submissions),
    uploads: each(after.uploads - before.uploads),
    uploadedBytes: each(after.uploadedBytes - before.uploadedBytes),
    heldBytes: heldBytes(calls),
    script,
    wall,
    losses,
  }
}

const engine = { measured }
export type Engine = typeof engine
Object.assign(window, { engine })
