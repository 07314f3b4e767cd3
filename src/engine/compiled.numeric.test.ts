import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { defaultsOf, type SettingSpec } from '../core/setting-spec.ts'
import { type ExperimentConfig, TRAINING_SETTINGS } from '../experiment/config.ts'
import { sampleConfig } from '../experiment/defaults.ts'
import { eagerStepper } from '../model/eager-stepper.ts'
import type { Part } from '../model/stage.ts'
import type { ModelStepper, StepperFactory } from '../model/stepper.ts'
import { partsOf } from '../modules/parts.ts'
import { MODULES, type ModuleConfigs } from '../modules/specs.ts'
import { prepare } from '../run/prepare.ts'
import { useBackend } from '../testing/backend.ts'
import { worldDataset } from '../testing/datasets.ts'
import { moduleWorld, oneTaskWorld, SMALL_MODEL, withModule } from '../testing/module-world.ts'
import { compiledStepper as stepperOn } from './compiled-stepper.ts'
import { makeStepper } from './make-stepper.ts'

beforeAll(() => useBackend('wasm'))

const compiledStepper: StepperFactory = (config, encoded, parts) =>
  stepperOn(config, encoded, parts, { kernels: 'simd', workers: 1 })

/** All modules at their defaults, one setting of one of them changed. */
const allWith = (id: string, change: object): ModuleConfigs =>
  Object.assign({}, ...MODULES.map((spec) => withModule(spec.id, spec.id === id ? { ...change } : {})))

/** Other values of a setting than its default, where the program may take another form. */
function others(spec: SettingSpec): readonly unknown[] {
  switch (spec.kind) {
    case 'bool':
      return [!spec.default]
    case 'choice':
      return Object.keys(spec.options).filter((option) => option !== spec.default)
    case 'widths':
      return [[7], [12, 5]]
    case 'int':
      return [spec.min, Math.min(spec.max, spec.default + 3)]
    case 'float':
      return []
    default:
      return spec satisfies never
  }
}
const VARIANTS: readonly (readonly [string, ModuleConfigs])[] = [
  ['defaults', allWith('', {})],
  ['no module', withModule('interactions')],
  ...MODULES.flatMap((spec) =>
    Object.entries<SettingSpec>(spec.settings).flatMap(([key, setting]) =>
      others(setting).map(
        (value) =>
          [`${spec.id}.${key} = ${JSON.stringify(value)}`, allWith(spec.id, { [key]: value })] as const,
      ),
    ),
  ),
]

/**
 * Variants in which two orders of addition part sooner, as a multiple of what the others may: Adam makes full steps of
 * gradients however small they are against their rounding. The first step is held as closely as everywhere.
 */
const LOOSE: Readonly<Record<string, number>> = {
  'scene-routing.architecture = "m2m"': 100,
  'scene-routing.architecture = "hmoe"': 3,
}

const configOf = (
  modules: ModuleConfigs,
  change: Partial<ExperimentConfig['training']> = {},
): ExperimentConfig => ({
  ...sampleConfig(),
  seed: 5,
  model: SMALL_MODEL,
  modules,
  training: { ...defaultsOf(TRAINING_SETTINGS), batchSize: 20, learningRate: 0.01, ...change },
})

async function trained(stepper: ModelStepper, steps: number) {
  await stepper.steps(steps, 0)
  const { values } = await stepper.losses()
  const logits = await stepper.evaluate(moduleWorld().splits.valid)
  const taps = await stepper.taps(moduleWorld().splits.valid)
  return { values, logits, taps }
}

function farthest(a: Float32Array, b: Float32Array): number {
  expect(a.length).toBe(b.length)
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] ?? Number.NaN))), 0)
}

describe('a compiled step', () => {
  it.each(VARIANTS)('does what eager tfjs does: %s', async (name, modules) => {
    const [world, config] = [moduleWorld(), configOf(modules)]
    const before = tf.memory().numTensors
    const compiled = compiledStepper(config, world, partsOf(modules))
    expect(compiled.how).toMatch(/^wasm, compiled \(\d+ operations\)$/)
    expect(tf.memory().numTensors).toBe(before)
    const eager = eagerStepper(config, world, partsOf(modules))
    const { fieldNames, parameterCount, batchSize, terms } = eager
    expect(compiled).toMatchObject({ fieldNames, parameterCount, batchSize, terms })
    const [a, b] = [await trained(compiled, 6), await trained(eager, 6)]
    const slack = LOOSE[name] ?? 1
    const first = (values: Float32Array): Float32Array => values.subarray(0, terms.length)
    expect(farthest(first(a.values), first(b.values))).toBeLessThan(1e-5)
    expect(farthest(a.values, b.values)).toBeLessThan(slack * 2e-5)
    expect(farthest(a.logits, b.logits)).toBeLessThan(slack * 1e-4)
    expect([...a.taps.keys()]).toEqual([...b.taps.keys()])
    for (const [name, tap] of b.taps) {
      expect(a.taps.get(name)?.shape, name).toEqual(tap.shape)
      expect(farthest(a.taps.get(name)?.values ?? new Float32Array(0), tap.values), name).toBeLessThan(
        slack * 5e-4,
      )
    }
    compiled.dispose()
    eager.dispose()
  })

  it('trains a world of one task', async () => {
    const { 'task-chain': _, ...modules } = allWith('', {})
    const stepper = compiledStepper(configOf(modules), oneTaskWorld(), partsOf(modules))
    const { values } = await trained(stepper, 40)
    const first = values[0] ?? 0
    expect(values[values.length - stepper.terms.length]).toBeLessThan(0.8 * first)
  })

  // With clusters the last bits decide: hinges, and gradients that are small differences of large sums, which Adam
  // scales up. Runs that add in another order part after 100 to 200 steps, those of one program do not.
  it.each([
    [100, 'the sample’s modules', sampleConfig().modules],
    [200, 'those but clusters', { ...sampleConfig().modules, 'user-clusters': undefined }],
  ])('agrees with eager tfjs after %i steps on a generated world: %s', async (steps, _, modules) => {
    const sample = sampleConfig()
    const config = { ...sample, modules: JSON.parse(JSON.stringify(modules)) as ModuleConfigs }
    const ready = { ...config, training: { ...sample.training, batchSize: 256, learningRate: 0.003 } }
    const prepared = prepare(await worldDataset({ rows: 8000, users: 800 }), config.schema, config.split)
    if (!prepared.ok) throw new Error(JSON.stringify(prepared.error))
    const { encoded } = prepared.value
    const logits: Float32Array[] = []
    for (const stepperOf of [compiledStepper, eagerStepper]) {
      const stepper = stepperOf(ready, encoded, partsOf(ready.modules))
      await stepper.steps(steps, 0)
      logits.push(await stepper.evaluate(encoded.splits.valid))
      stepper.dispose()
    }
    const [a, b] = logits as [Float32Array, Float32Array]
    expect(farthest(a, b)).toBeLessThan(1e-3)
  })

  it('is the same to the bit, run again', async () => {
    const modules = allWith('', {})
    const again = () => trained(compiledStepper(configOf(modules), moduleWorld(), partsOf(modules)), 50)
    const [a, b] = [await again(), await again()]
    expect(a.values).toEqual(b.values)
    expect(a.logits).toEqual(b.logits)
  })

  it('is the same to the bit for any number of threads', async () => {
    const sample = sampleConfig()
    const config = { ...sample, training: { ...sample.training, batchSize: 600 } }
    const prepared = prepare(await worldDataset({ rows: 3000, users: 300 }), config.schema, config.split)
    if (!prepared.ok) throw new Error(JSON.stringify(prepared.error))
    const { encoded } = prepared.value
    const results: Float32Array[][] = []
    for (const workers of [1, 2, 3]) {
      const stepper = stepperOn(config, encoded, partsOf(config.modules), { kernels: 'simd', workers })
      expect(stepper.how.endsWith(workers === 1 ? 'operations)' : `, ${workers} threads)`)).toBe(true)
      // Helpers join when they have started, and sleep between two runs.
      for (let step = 0; step < 60; step += 20) {
        await stepper.steps(20, step)
        await new Promise((resolve) => setTimeout(resolve, 120))
      }
      results.push([(await stepper.losses()).values, await stepper.evaluate(encoded.splits.valid)])
      stepper.dispose()
    }
    expect(results[1]).toEqual(results[0])
    expect(results[2]).toEqual(results[0])
  })

  it('goes back to the weights that were kept', async () => {
    const modules = allWith('', {})
    const stepper = compiledStepper(configOf(modules), moduleWorld(), partsOf(modules))
    const rows = moduleWorld().splits.test
    await stepper.steps(5, 0)
    stepper.keepBest()
    const kept = await stepper.evaluate(rows)
    await stepper.steps(5, 5)
    expect(await stepper.evaluate(rows)).not.toEqual(kept)
    stepper.restoreBest()
    expect(await stepper.evaluate(rows)).toEqual(kept)
  })
})

describe('what cannot be compiled', () => {
  /** A part that does this to the batch's fields and leaves them as they are. */
  const part = (act: (x: tf.Tensor) => void): Part<'rescale'> => ({
    id: 'odd',
    stage: 'rescale',
    lossWeights: {},
    build: (context) => ({
      shape: context.shape,
      apply: (input) => {
        act(input.fields)
        return { out: input }
      },
    }),
  })
  const modules = withModule('interactions')
  let draws = 0

  it.each([
    ['Cumsum', (x: tf.Tensor) => tf.cumsum(x, 0), 'Cumsum'],
    ['a value that is read', (x: tf.Tensor) => x.dataSync(), 'reading values within a step'],
  ])('runs eagerly and says why: %s', async (_, act, why) => {
    const stepper = await makeStepper(1)(configOf(modules), moduleWorld(), [...partsOf(modules), part(act)])
    expect(stepper.how).toBe(`wasm, eager: no compiled form of ${why}`)
    await stepper.steps(2, 0)
    expect((await stepper.losses()).values.every(Number.isFinite)).toBe(true)
    stepper.dispose()
    expect(tf.getBackend()).toBe('wasm')
  })

  it('runs eagerly where a number is drawn anew for every step', async () => {
    const odd: Part<'rescale'> = {
      ...part(() => undefined),
      build: (context) => ({
        shape: context.shape,
        apply: (input) => ({
          out: { ...input, fields: tf.mul(input.fields, 1 + 0.01 * draws++) as tf.Tensor3D },
        }),
      }),
    }
    const stepper = await makeStepper(1)(configOf(modules), moduleWorld(), [...partsOf(modules), odd])
    expect(stepper.how).toContain('a value that changes from step to step')
    stepper.dispose()
  })
})
