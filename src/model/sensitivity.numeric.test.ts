import { beforeAll, describe, expect, it } from 'vitest'
import { compiledStepper } from '../engine/compiled-stepper.ts'
import { sampleConfig } from '../experiment/defaults.ts'
import { partsOf } from '../modules/parts.ts'
import { useBackend } from '../testing/backend.ts'
import { moduleWorld, SMALL_MODEL, withModule } from '../testing/module-world.ts'
import { eagerStepper } from './eager-stepper.ts'
import { sensitivities } from './sensitivity.ts'
import type { Change, StepperFactory } from './stepper.ts'

beforeAll(() => useBackend('wasm'))

const WORLD = moduleWorld()
const WIDTH = WORLD.fields.length
const TASKS = WORLD.tasks.length
const PRIOR = WORLD.fields.findIndex(({ name }) => name === 'same age')
const { test, valid } = WORLD.splits
const config = (priorsAsFields = true) => ({
  ...sampleConfig(),
  model: { ...SMALL_MODEL, priorsAsFields },
  modules: withModule('prior-auxiliary'),
  training: { ...sampleConfig().training, batchSize: 16, learningRate: 0.03 },
})
const compiled: StepperFactory = (...given) => compiledStepper(...given, { kernels: 'simd', workers: 1 })

/** The same dataset with one id in a field of every row. */
function withId(id: number, field = PRIOR): typeof WORLD {
  const ids = WORLD.ids.map((own, at) => (at % WIDTH === field ? id : own))
  return { ...WORLD, ids }
}

describe.each([
  ['eager', eagerStepper as StepperFactory],
  ['compiled to WebAssembly', compiled],
])('what if, %s', (_, stepperOf) => {
  it('reads rows as if a field had another value, and then as they are again', async () => {
    const setting = config()
    const stepper = stepperOf(setting, WORLD, partsOf(setting.modules))
    const before = await stepper.evaluate(test)
    for (const id of [1, 2]) {
      // A model of the same seed and initial weights that is built on the changed dataset.
      const other = stepperOf(setting, withId(id), partsOf(setting.modules))
      expect(await stepper.evaluate(test, { field: PRIOR, id })).toEqual(await other.evaluate(test))
      other.dispose()
    }
    expect(await stepper.evaluate(test)).toEqual(before)
    stepper.dispose()
  })

  it('leaves training as it was', async () => {
    const setting = config()
    const [plain, asked] = [0, 1].map(() => stepperOf(setting, WORLD, partsOf(setting.modules)))
    await plain?.steps(6, 0)
    await asked?.steps(3, 0)
    await asked?.evaluate(test, { field: PRIOR, id: 2 })
    await asked?.steps(3, 3)
    expect(await asked?.evaluate(valid)).toEqual(await plain?.evaluate(valid))
    plain?.dispose()
    asked?.dispose()
  })

  it('has the sensitivity of its definition, by hand', async () => {
    const setting = config()
    const stepper = stepperOf(setting, WORLD, partsOf(setting.modules))
    await stepper.steps(10, 0)
    const found = await sensitivities(WORLD, stepper)
    const p = async (id: number): Promise<number[]> =>
      Array.from(await stepper.evaluate(test, { field: PRIOR, id }), (z) => 1 / (1 + Math.exp(-z)))
    const [off, on] = [await p(1), await p(2)]
    for (const [t, { id: task }] of WORLD.tasks.entries()) {
      const gaps = Array.from(test, (_, b) =>
        Math.abs((on[b * TASKS + t] as number) - (off[b * TASKS + t] as number)),
      )
      const mean = gaps.reduce((a, b) => a + b, 0) / gaps.length
      const one = found.find((each) => each.task === task)
      expect(one).toMatchObject({ prior: 'same age', values: 2, rows: test.length })
      expect(one?.mean).toBeCloseTo(mean, 6)
      expect(mean).toBeGreaterThan(1e-3)
    }
    stepper.dispose()
  })

  it('is exactly 0 where nothing reads the prior', async () => {
    const setting = config(false)
    const stepper = stepperOf(setting, WORLD, partsOf(setting.modules))
    await stepper.steps(5, 0)
    for (const { mean } of await sensitivities(WORLD, stepper)) expect(mean).toBe(0)
    stepper.dispose()
  })
})

describe('sensitivities', () => {
  const asked: number[] = []
  const stepper = {
    evaluate: async (rows: Uint32Array, change?: Change) => {
      const id = change !== undefined && 'id' in change ? change.id : 0
      asked.push(id)
      return new Float32Array(rows.length * TASKS).fill(id)
    },
  }
  it('try the values that occur in test, the most common first, and say the range', async () => {
    asked.length = 0
    const ids = WORLD.ids.slice()
    for (const [i, row] of test.entries()) ids[row * WIDTH + PRIOR] = i === 0 ? 1 : i < 4 ? 0 : 2
    const found = await sensitivities({ ...WORLD, ids }, stepper)
    expect(asked).toEqual([2, 1])
    const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z))
    for (const { mean } of found) expect(mean).toBeCloseTo(sigmoid(2) - sigmoid(1), 6)
  })

  it('are none where the prior has one value in test', async () => {
    expect(await sensitivities(withId(2), stepper)).toEqual([])
  })
})
