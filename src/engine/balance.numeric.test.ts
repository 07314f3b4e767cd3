import { beforeAll, describe, expect, it } from 'vitest'
import { lowered } from '../compile/webgpu/lowering.ts'
import { FIRST_TASK, LATER_TASK } from '../core/data/synth.ts'
import { defaultsOf } from '../core/setting-spec.ts'
import { type ExperimentConfig, TRAINING_SETTINGS } from '../experiment/config.ts'
import { sampleConfig } from '../experiment/defaults.ts'
import { eagerStepper } from '../model/eager-stepper.ts'
import type { ModelStepper } from '../model/stepper.ts'
import { partsOf } from '../modules/parts.ts'
import type { ModuleConfigs } from '../modules/specs.ts'
import { prepare } from '../run/prepare.ts'
import { useBackend } from '../testing/backend.ts'
import { worldDataset } from '../testing/datasets.ts'
import { moduleWorld, SMALL_MODEL, withModule } from '../testing/module-world.ts'
import { compiledStepper } from './compiled-stepper.ts'
import { piecesOf } from './pieces.ts'
import { traceModel } from './trace-model.ts'
import { optionsOf } from './webgpu-program.ts'

beforeAll(() => useBackend('wasm'))

const METHODS = ['equal', 'static', 'uncertainty', 'dwa', 'gradnorm', 'pcgrad'] as const
const WORLD = moduleWorld()

function configOf(
  balance: Readonly<Record<string, unknown>> | null,
  change: Partial<ExperimentConfig['training']> = {},
): ExperimentConfig {
  const modules: ModuleConfigs = {
    ...withModule('interactions'),
    ...withModule('scene-routing'),
    ...(balance === null ? {} : withModule('loss-balance', balance)),
  }
  const training = { ...defaultsOf(TRAINING_SETTINGS), batchSize: 20, learningRate: 0.01, ...change }
  return { ...sampleConfig(), seed: 5, model: SMALL_MODEL, modules, training }
}
const eager = (config: ExperimentConfig): ModelStepper => eagerStepper(config, WORLD, partsOf(config.modules))
const compiled = (config: ExperimentConfig): ModelStepper =>
  compiledStepper(config, WORLD, partsOf(config.modules), { kernels: 'simd', workers: 1 })

async function trained(stepper: ModelStepper, steps: number) {
  await stepper.steps(steps, 0)
  const { values, gauges } = await stepper.losses()
  const logits = await stepper.evaluate(WORLD.splits.valid)
  const names = stepper.gauges
  const ofGauge = (name: string): number[] =>
    Array.from({ length: steps }, (_, step) => gauges[step * names.length + names.indexOf(name)] as number)
  const width = stepper.terms.length
  const lossAt = (task: number, step: number): number => values[step * width + task] as number
  stepper.dispose()
  return { values, gauges, logits, ofGauge, lossAt }
}

function farthest(a: Float32Array, b: Float32Array): number {
  expect(a.length).toBe(b.length)
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] ?? Number.NaN))), 0)
}

describe.each(METHODS)('balancing by %s', (method) => {
  it('compiles on WASM and gives the losses and gauges of eager tfjs over 20 steps', async () => {
    const config = configOf({ method, weights: [2, 0.5] })
    const [fast, slow] = [compiled(config), eager(config)]
    expect(fast.how).toMatch(/^wasm, compiled/)
    expect(fast.gauges).toEqual(slow.gauges)
    const [a, b] = [await trained(fast, 20), await trained(slow, 20)]
    expect(a.gauges.length).toBe(20 * fast.gauges.length)
    expect(farthest(a.gauges, b.gauges)).toBeLessThan(1e-3)
    expect(farthest(a.values, b.values)).toBeLessThan(2e-4)
    expect(farthest(a.logits, b.logits)).toBeLessThan(1e-3)
  })

  it('has shaders for every launch on WebGPU', () => {
    const config = configOf({ method })
    const traced = traceModel(config, WORLD, partsOf(config.modules), 20)
    const { shaders, outputSize } = lowered(
      piecesOf(traced, 20, WORLD),
      optionsOf(config, WORLD, traced, true),
    )
    for (const launches of shaders.values())
      for (const { code } of launches) expect(code).toContain('fn main')
    for (const gauge of traced.gauges) expect(outputSize('step', `gauge/${gauge}`)).toBe(1)
    for (const name of traced.writes?.outputs.keys() ?? [])
      expect(outputSize('writes', name)).toBeGreaterThan(0)
  })

  it('leaves no tensor behind in an eager step', async () => {
    const stepper = eager(configOf({ method }))
    await stepper.steps(2, 0)
    await stepper.losses()
    const before = stepper.tensorCount()
    await stepper.steps(5, 2)
    await stepper.losses()
    expect(stepper.tensorCount()).toBe(before)
    stepper.dispose()
    expect(stepper.tensorCount()).toBe(0)
  })
})

describe('weights', () => {
  it('that are equal, or 1 by hand, are the model without balancing, to the bit', async () => {
    const [off, equal, byHand] = [
      await trained(compiled(configOf(null)), 30),
      await trained(compiled(configOf({ method: 'equal' })), 30),
      await trained(compiled(configOf({ method: 'static', weights: [1, 1, 1] })), 30),
    ]
    expect(equal.values).toEqual(off.values)
    expect(byHand.values).toEqual(off.values)
    expect(byHand.logits).toEqual(off.logits)
  })

  it('by hand scale what a task adds', async () => {
    const { ofGauge } = await trained(
      compiled(configOf({ method: 'static', weights: [2, 0.5], rescale: [3] })),
      2,
    )
    expect(ofGauge('loss-balance/weight/long')).toEqual([6, 6])
    expect(ofGauge('loss-balance/weight/longer')).toEqual([0.5, 0.5])
    expect(ofGauge('loss-balance/weight/follow')).toEqual([1, 1])
  })

  it('of GradNorm sum to the number of tasks', async () => {
    const { ofGauge } = await trained(compiled(configOf({ method: 'gradnorm', rate: 0.1 })), 30)
    const weights = ['long', 'longer', 'follow'].map((task) => ofGauge(`loss-balance/weight/${task}`))
    for (let step = 0; step < 30; step++)
      expect(weights.reduce((sum, own) => sum + (own[step] as number), 0)).toBeCloseTo(3, 4)
    expect(weights[0]?.[29]).not.toBe(1)
  })

  it('kept with the best model come back with it', async () => {
    const config = configOf({ method: 'gradnorm', rate: 0.1 })
    const stepper = compiled(config)
    await stepper.steps(5, 0)
    stepper.keepBest()
    await stepper.steps(1, 5)
    const { gauges: first } = await stepper.losses()
    await stepper.steps(5, 6)
    await stepper.losses()
    stepper.restoreBest()
    await stepper.steps(1, 5)
    const { gauges: again } = await stepper.losses()
    const width = stepper.gauges.length
    const weight = stepper.gauges.indexOf('loss-balance/weight/long')
    expect(again[weight]).toBe(first[5 * width + weight])
    stepper.dispose()
  })
})

describe('a loss that is a hundred times too large', () => {
  /** What the rescaled task counts over the other, after 800 steps on a generated world. */
  async function excess(balance: Readonly<Record<string, unknown>>): Promise<number> {
    const sample = sampleConfig()
    const modules: ModuleConfigs = {
      ...withModule('interactions'),
      ...withModule('loss-balance', { rescale: [1, 100], ...balance }),
    }
    const training = { ...sample.training, batchSize: 256, learningRate: 0.02 }
    const prepared = prepare(await worldDataset({ rows: 3000, users: 300 }), sample.schema, sample.split)
    if (!prepared.ok) throw new Error(JSON.stringify(prepared.error))
    const config = { ...sample, modules, training }
    const stepper = compiledStepper(config, prepared.value.encoded, partsOf(modules), {
      kernels: 'simd',
      workers: 1,
    })
    await stepper.steps(800, 0)
    const { gauges } = await stepper.losses()
    const at = (task: string): number =>
      gauges[gauges.length - stepper.gauges.length + stepper.gauges.indexOf(`loss-balance/weight/${task}`)] ??
      Number.NaN
    const ratio = at(LATER_TASK) / at(FIRST_TASK)
    stepper.dispose()
    return ratio
  }

  it('keeps its factor where weights are equal, and loses it by GradNorm and uncertainty', async () => {
    expect(await excess({ method: 'equal' })).toBe(100)
    expect(await excess({ method: 'dwa' })).toBeGreaterThan(50)
    expect(await excess({ method: 'gradnorm', rate: 0.1 })).toBeLessThan(5)
    expect(await excess({ method: 'uncertainty' })).toBeLessThan(8)
  })
})
