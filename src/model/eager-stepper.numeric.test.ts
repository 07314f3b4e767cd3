import * as tf from '@tensorflow/tfjs'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { ExperimentConfig } from '../experiment/config.ts'
import { sampleConfig } from '../experiment/defaults.ts'
import { partsOf } from '../modules/parts.ts'
import { useBackend } from '../testing/backend.ts'
import { moduleWorld, SMALL_MODEL, withModule } from '../testing/module-world.ts'
import { eagerStepper } from './eager-stepper.ts'
import type { ModelStepper } from './stepper.ts'

const WORLD = moduleWorld()
const TASKS = WORLD.tasks.length
const { test, valid, train } = WORLD.splits

beforeAll(() => useBackend('cpu'))

const CONFIG: ExperimentConfig = {
  ...sampleConfig(),
  model: SMALL_MODEL,
  modules: withModule('user-clusters'),
  training: { ...sampleConfig().training, batchSize: 16, learningRate: 0.05 },
}
let made: ModelStepper[] = []
afterEach(() => {
  for (const stepper of made) stepper.dispose()
  made = []
})
function stepper(change: Partial<ExperimentConfig> = {}): ModelStepper {
  const config = { ...CONFIG, ...change }
  const one = eagerStepper(config, WORLD, partsOf(config.modules))
  made.push(one)
  return one
}

describe('steps', () => {
  it('give one row of losses each, counted from the step after the last reading', async () => {
    const one = stepper()
    await one.steps(3, 0)
    await one.steps(2, 3)
    const first = await one.losses()
    expect(first).toMatchObject({ firstStep: 0, steps: 5 })
    expect(first.values).toHaveLength(5 * one.terms.length)
    await one.steps(1, 5)
    expect(await one.losses()).toMatchObject({ firstStep: 5, steps: 1 })
    expect((await one.losses()).steps).toBe(0)
  })

  it('are the same however they are asked for, and whatever is read between', async () => {
    const [whole, pieces] = [stepper(), stepper()]
    await whole.steps(6, 0)
    for (const first of [0, 2, 4]) {
      await pieces.steps(2, first)
      await pieces.losses()
      await pieces.evaluate(valid)
      await pieces.taps(test)
    }
    expect(await pieces.evaluate(test)).toEqual(await whole.evaluate(test))
  })

  it('start at losses near those of the base rates, and fall on rows that follow from their ids', async () => {
    const one = stepper({ model: { ...SMALL_MODEL, initStd: 0.001, idDropout: 0 } })
    await one.steps(80, 0)
    const { values } = await one.losses()
    const losses = Array.from({ length: 80 }, (_, s) => values[s * one.terms.length] as number)
    const positives = Array.from(train).filter((row) => WORLD.labels[row * TASKS] === 1).length
    const rate = positives / train.length
    const entropy = -rate * Math.log(rate) - (1 - rate) * Math.log(1 - rate)
    expect(Math.abs((losses[0] as number) - entropy)).toBeLessThan(0.15)
    const last = losses.slice(-5).reduce((a, b) => a + b, 0) / 5
    expect(last).toBeLessThan(0.7 * entropy)
  })

  it('take whole batches, no larger than train', () => {
    expect(stepper().batchSize).toBe(16)
    const training = { ...CONFIG.training, batchSize: 1024 }
    expect(stepper({ training }).batchSize).toBe(train.length)
  })
})

describe('evaluate', () => {
  it('gives each row its own logits: the same alone, in any order and beside the padding of a last batch', async () => {
    const one = stepper()
    await one.steps(3, 0)
    const rows = Uint32Array.from([...valid, ...test])
    expect(rows.length % one.batchSize).not.toBe(0)
    const all = await one.evaluate(rows)
    expect(all).toHaveLength(rows.length * TASKS)
    const turned = await one.evaluate(rows.slice().reverse())
    for (const [i, row] of rows.entries()) {
      const alone = Array.from(await one.evaluate(Uint32Array.of(row)))
      const back = rows.length - 1 - i
      expect(Array.from(all.subarray(i * TASKS, (i + 1) * TASKS))).toEqual(alone)
      expect(Array.from(turned.subarray(back * TASKS, (back + 1) * TASKS))).toEqual(alone)
    }
  })

  it('of no rows gives none', async () => {
    expect(await stepper().evaluate(new Uint32Array(0))).toHaveLength(0)
  })
})

describe('taps', () => {
  it('have a value for every row asked, the last batch without its padding', async () => {
    const taps = await stepper().taps(train)
    const assignment = taps.get('user-clusters/assignment')
    expect(assignment?.shape[0]).toBe(train.length)
    for (const { shape, values } of taps.values())
      expect(values).toHaveLength(shape.reduce((a, b) => a * b, 1))
  })
})

describe('the best weights', () => {
  it('come back to the bit, after any number of steps, and again', async () => {
    const one = stepper()
    await one.steps(4, 0)
    const kept = await one.evaluate(test)
    one.keepBest()
    for (const first of [4, 9]) {
      await one.steps(5, first)
      expect(await one.evaluate(test)).not.toEqual(kept)
      one.restoreBest()
      expect(await one.evaluate(test)).toEqual(kept)
    }
  })

  it('are the last ones kept', async () => {
    const one = stepper()
    one.keepBest()
    await one.steps(4, 0)
    const kept = await one.evaluate(test)
    one.keepBest()
    await one.steps(4, 4)
    one.restoreBest()
    expect(await one.evaluate(test)).toEqual(kept)
  })

  it('are the present ones when none were kept', async () => {
    const one = stepper()
    await one.steps(2, 0)
    const present = await one.evaluate(test)
    one.restoreBest()
    expect(await one.evaluate(test)).toEqual(present)
  })
})

describe('tensors', () => {
  it('are as many after every reading, and all given back', async () => {
    const before = tf.memory().numTensors
    const config = { ...CONFIG, modules: sampleConfig().modules }
    const one = eagerStepper(config, WORLD, partsOf(config.modules))
    const round = async (first: number): Promise<number> => {
      await one.steps(3, first)
      await one.losses()
      await one.evaluate(valid)
      await one.taps(test)
      one.keepBest()
      one.restoreBest()
      return one.tensorCount()
    }
    const held = await round(0)
    for (const first of [3, 6]) expect(await round(first)).toBe(held)
    await one.steps(2, 9)
    one.dispose()
    expect(tf.memory().numTensors).toBe(before)
  })
})
