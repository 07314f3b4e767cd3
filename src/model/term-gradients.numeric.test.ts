import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { compiledStepper } from '../engine/compiled-stepper.ts'
import { partsOf } from '../modules/parts.ts'
import type { ModuleConfigs } from '../modules/specs.ts'
import { useBackend } from '../testing/backend.ts'
import { allModules, EACH, engineConfig } from '../testing/engine-variants.ts'
import { scatter } from '../testing/gradients.ts'
import { moduleWorld, SMALL_MODEL, withModule } from '../testing/module-world.ts'
import { batchOf, disposeBatch } from './batches.ts'
import { eagerStepper } from './eager-stepper.ts'
import { AS_EVALUATED } from './pull.ts'
import { buildRanker, type Ranker } from './ranker.ts'
import type { ModelStepper, StepperFactory } from './stepper.ts'
import { termGradients } from './term-gradients.ts'
import { weightedTerms } from './training-step.ts'
import { keyOf, trainedOf } from './variables.ts'

beforeAll(() => useBackend('wasm'))

const WORLD = moduleWorld()
const { train } = WORLD.splits
const compiled: StepperFactory = (...given) => compiledStepper(...given, { kernels: 'simd', workers: 1 })
const made = (stepperOf: StepperFactory, modules: ModuleConfigs) =>
  stepperOf(engineConfig(modules), WORLD, partsOf(modules))

function scattered(modules: ModuleConfigs): Ranker {
  const ranker = buildRanker(WORLD, SMALL_MODEL, partsOf(modules), 11)
  scatter(
    ranker.variables.map(({ variable }) => variable),
    0.3,
    7,
  )
  return ranker
}

/** What the scalars are, once. */
function found(ranker: Ranker): ReadonlyMap<string, number> {
  const batch = batchOf(WORLD, train, null)
  const scalars = termGradients(ranker, batch)
  const values = new Map([...scalars].map(([name, scalar]) => [name, scalar.dataSync()[0] as number]))
  tf.dispose([...scalars.values()])
  disposeBatch(batch)
  return values
}

/** ‖∂f/∂v‖² over variables by a pass of its own; 0 where f reaches none. */
function squareOf(f: () => tf.Tensor, variables: readonly tf.Variable[]): number {
  return tf.tidy(() => {
    const { grads } = tf.engine().gradients(f, [...variables], undefined, true)
    return (grads as (tf.Tensor | undefined)[]).reduce(
      (sum, gradient) =>
        sum + Array.from(gradient?.dataSync<'float32'>() ?? []).reduce((own, g) => own + g * g, 0),
      0,
    )
  })
}

describe('the pull of each weighted term', () => {
  it.each(EACH)('is the norm of its own gradient on what all share: %s', (_, modules) => {
    const ranker = scattered(modules)
    const before = tf.memory().numTensors
    const values = found(ranker)
    expect(tf.memory().numTensors).toBe(before)
    const batch = batchOf(WORLD, train, null)
    const trained = trainedOf(ranker.variables).map(({ variable }) => variable)
    const termOf = (name: string) => () =>
      weightedTerms(ranker, ranker.forward(batch, AS_EVALUATED)).get(name) as tf.Scalar
    const names = tf.tidy(() => [...weightedTerms(ranker, ranker.forward(batch, AS_EVALUATED)).keys()])
    expect([...values.keys()].filter((name) => name.startsWith('term/'))).toEqual(
      names.map((name) => `term/${name}`),
    )
    for (const name of names) {
      const wanted = squareOf(termOf(name), ranker.shared)
      expect(Math.abs((values.get(`term/${name}`) ?? Number.NaN) - wanted), name).toBeLessThan(
        1e-3 * wanted + 1e-9,
      )
    }
    const total = () => tf.addN([...weightedTerms(ranker, ranker.forward(batch, AS_EVALUATED)).values()])
    for (const [name, value] of values) {
      if (!name.startsWith('part/')) continue
      const own = trained.filter((variable) => keyOf(variable).startsWith(`${name.slice('part/'.length)}/`))
      const wanted = squareOf(total, own)
      expect(Math.abs(value - wanted), name).toBeLessThan(2e-3 * wanted + 1e-9)
    }
    disposeBatch(batch)
    ranker.dispose()
  })

  it('doubles with a term’s weight, whose raw value stays what it is', () => {
    const at = (weight: number) => {
      const modules = {
        ...withModule('interactions'),
        ...withModule('user-clusters', { shift: true, lambdaIntra: weight }),
      }
      const ranker = scattered(modules)
      const batch = batchOf(WORLD, train, null)
      const [raw, weighted] = tf.tidy(() => {
        const pass = ranker.forward(batch, AS_EVALUATED)
        const term = pass.terms.get('user-clusters/intra')
        const own = weightedTerms(ranker, pass).get('user-clusters/intra')
        return [term?.dataSync()[0] ?? Number.NaN, own?.dataSync()[0] ?? Number.NaN]
      }) as [number, number]
      const pull = Math.sqrt(found(ranker).get('term/user-clusters/intra') ?? Number.NaN)
      disposeBatch(batch)
      ranker.dispose()
      return { raw, weighted, pull }
    }
    const [one, two] = [at(0.02), at(0.04)]
    expect(one.raw).toBeGreaterThan(0)
    expect(two.raw).toBe(one.raw)
    expect(two.weighted / one.weighted).toBeCloseTo(2, 5)
    expect(two.pull / one.pull).toBeCloseTo(2, 4)
  })
})

describe.each([
  ['eager', eagerStepper as StepperFactory],
  ['compiled to WebAssembly', compiled],
])('asking for them, %s', (_, stepperOf) => {
  it('leaves training as it was, to the bit, and no tensor behind', async () => {
    const modules = allModules()
    const [plain, asked] = [made(stepperOf, modules), made(stepperOf, modules)]
    await plain.steps(6, 0)
    await asked.steps(3, 0)
    await asked.losses()
    const before = asked.tensorCount()
    await asked.gradients(train.subarray(0, 20))
    expect(asked.tensorCount()).toBe(before)
    await asked.steps(3, 3)
    expect(await asked.evaluate(train)).toEqual(await plain.evaluate(train))
    plain.dispose()
    asked.dispose()
  })
})

it.each(EACH)('eager and compiled say the same: %s', async (_, modules) => {
  const of = async (stepper: ModelStepper) => {
    await stepper.steps(3, 0)
    const values = await stepper.gradients(train.subarray(0, 20))
    stepper.dispose()
    return values
  }
  const [a, b] = [await of(made(compiled, modules)), await of(made(eagerStepper, modules))]
  expect([...a.keys()]).toEqual([...b.keys()])
  const largest = Math.max(...b.values())
  for (const [name, value] of b)
    expect(Math.abs((a.get(name) ?? Number.NaN) - value), name).toBeLessThan(
      5e-3 * Math.abs(value) + 1e-5 * largest,
    )
})
