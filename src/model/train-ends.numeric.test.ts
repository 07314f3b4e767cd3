import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import type { ExperimentConfig } from '../experiment/config.ts'
import { sampleConfig } from '../experiment/defaults.ts'
import { partsOf } from '../modules/parts.ts'
import type { RunEvent } from '../run/events.ts'
import { useBackend } from '../testing/backend.ts'
import { moduleWorld, SMALL_MODEL } from '../testing/module-world.ts'
import { eagerStepper } from './eager-stepper.ts'
import type { BuildContext, Layer, Part } from './stage.ts'
import { train } from './train.ts'

beforeAll(() => useBackend('cpu'))

// 40 train rows in batches of 20: two steps an epoch, eight in all, validation after every one.
const WORLD = moduleWorld()
const STEPS = 8
const CONFIG: ExperimentConfig = {
  ...sampleConfig(),
  model: SMALL_MODEL,
  modules: {},
  training: {
    learningRate: 0.01,
    batchSize: 20,
    epochs: 4,
    evaluationsPerEpoch: 2,
    patience: 100,
    relaxedSimd: false,
  },
}

/** A part that changes nothing, but gives all that is before it a gradient of NaN in one step. */
const breaksAt = (step: number): Part<'rescale'> => ({
  id: 'breaks',
  stage: 'rescale',
  lossWeights: {},
  build: ({ shape }: BuildContext): Layer<'rescale'> => ({
    shape,
    apply: (input, mode) => {
      if (!mode.training || mode.step !== step) return { out: input }
      const broken = tf.customGrad((x) => ({
        value: tf.clone(x as tf.Tensor),
        gradFunc: (dy: tf.Tensor) => tf.fill(dy.shape, Number.NaN),
      }))
      return { out: { ...input, fields: broken(input.fields) as tf.Tensor3D } }
    },
  }),
})

async function events(parts: readonly Part[], config = CONFIG): Promise<RunEvent[]> {
  const job = {
    config,
    encoded: WORLD,
    parts: [...parts, ...partsOf({})],
    stepperOf: eagerStepper,
    clock: () => performance.now(),
  }
  const told: RunEvent[] = []
  for await (const event of train(job, { stopped: false, paused: false }, async () => undefined))
    told.push(event)
  return told
}
const endOf = (told: readonly RunEvent[]) => told.find((event) => event.type === 'ended')
const testsOf = (told: readonly RunEvent[]) => told.filter((event) => event.type === 'tested')
const validationOf = (told: readonly RunEvent[]) =>
  told.flatMap((event) =>
    event.type === 'metrics' ? event.points.filter(({ key }) => key.split === 'valid') : [],
  )

describe('a run whose weights break', () => {
  it('is finished and tested when they do not', async () => {
    const told = await events([breaksAt(-1)])
    expect(endOf(told)).toMatchObject({ reason: 'finished', step: STEPS })
    expect(testsOf(told)).toHaveLength(1)
  })

  it.each([
    { when: 'the first', step: 0 },
    { when: 'a middle', step: 3 },
    { when: 'the last', step: STEPS - 1 },
  ])('in $when step has diverged: no metric of a broken model, and no test', async ({ step }) => {
    const told = await events([breaksAt(step)])
    expect(endOf(told)?.reason).toBe('diverged')
    expect(testsOf(told)).toHaveLength(0)
    expect(validationOf(told).every(({ value }) => Number.isFinite(value))).toBe(true)
  })

  it('remembers which step was the best before', async () => {
    const end = endOf(await events([breaksAt(3)]))
    expect(end?.bestStep).toBeGreaterThan(0)
    expect(end?.bestStep).toBeLessThan(4)
  })

  it('gives its tensors back', async () => {
    await events([breaksAt(1)])
    const before = tf.memory().numTensors
    expect(endOf(await events([breaksAt(1)]))?.reason).toBe('diverged')
    expect(tf.memory().numTensors).toBe(before)
  })
})

describe('an absurd learning rate', () => {
  it('ends in one of the two ways, never in a test that is no number', async () => {
    const told = await events([], { ...CONFIG, training: { ...CONFIG.training, learningRate: 1e30 } })
    const end = endOf(told)
    expect(['finished', 'diverged']).toContain(end?.reason)
    expect(testsOf(told)).toHaveLength(end?.reason === 'diverged' ? 0 : 1)
    for (const { value } of validationOf(told)) expect(Number.isFinite(value)).toBe(true)
  })
})

describe('a stop between two reports', () => {
  /** Stops at the first breath; the clock ticks 15 ms at each look, so that this comes before the first report. */
  async function stopped(parts: readonly Part[]): Promise<RunEvent[]> {
    const control = { stopped: false, paused: false }
    let now = 0
    const clock = (): number => {
      now += 15
      return now
    }
    const config = { ...CONFIG, training: { ...CONFIG.training, batchSize: 4, evaluationsPerEpoch: 1 } }
    const job = { config, encoded: WORLD, parts: [...parts, ...partsOf({})], stepperOf: eagerStepper, clock }
    const told: RunEvent[] = []
    const breathe = async (): Promise<void> => {
      control.stopped = true
    }
    for await (const event of train(job, control, breathe)) told.push(event)
    return told
  }

  it('keeps the losses of every step that was made', async () => {
    const told = await stopped([])
    const end = endOf(told)
    expect(end).toMatchObject({ reason: 'stopped', bestStep: end?.step })
    expect(end?.step).toBeGreaterThan(0)
    const steps = told.flatMap((event) =>
      event.type === 'metrics'
        ? event.points.flatMap(({ key, step }) => (key.of === 'task/long' ? [step] : []))
        : [],
    )
    expect(steps).toEqual(Array.from({ length: end?.step ?? 0 }, (_, i) => i + 1))
    expect(testsOf(told)).toHaveLength(1)
  })

  it('of a model that is broken by then has diverged', async () => {
    const told = await stopped([breaksAt(0)])
    expect(endOf(told)).toMatchObject({ reason: 'diverged', bestStep: null })
    expect(testsOf(told)).toHaveLength(0)
  })
})
