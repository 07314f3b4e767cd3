import { beforeAll, expect, it } from 'vitest'
import { sampleConfig } from '../experiment/defaults.ts'
import { partsOf } from '../modules/parts.ts'
import { MODULES, type ModuleConfigs } from '../modules/specs.ts'
import { useBackend } from '../testing/backend.ts'
import { moduleWorld, SMALL_MODEL, withModule } from '../testing/module-world.ts'
import { traceModel } from './trace-model.ts'
import { gpuProgram } from './webgpu-stepper.ts'

beforeAll(() => useBackend('wasm'))

/** A device that is asked for memory only when every shader has been written. */
const DEVICE = {
  adapterInfo: {},
  limits: { maxStorageBufferBindingSize: 2 ** 30 },
  createBuffer: () => {
    throw new Error('every shader is written')
  },
} as unknown as GPUDevice

/** Architectures of scenes, each with all that it may be given. */
const CASES = Object.keys(
  MODULES.find((spec) => spec.id === 'scene-routing')?.settings.architecture.options ?? {},
).flatMap((architecture): readonly Readonly<Record<string, unknown>>[] => [
  { architecture },
  { architecture, norm: 'partitioned', levels: 2, taskExperts: 'ple', combine: 'sum' },
  { architecture, norm: 'layer', taskExperts: 'mmoe', asPublished: true },
])

it.each(CASES)('has a form on WebGPU: %o', async (settings) => {
  const modules: ModuleConfigs = { ...withModule('interactions'), ...withModule('scene-routing', settings) }
  const config = { ...sampleConfig(), model: SMALL_MODEL, modules }
  const world = moduleWorld()
  const traced = traceModel(config, world, partsOf(modules), world.splits.train.length)
  await expect(gpuProgram(DEVICE, config, world, traced)).rejects.toThrow('every shader is written')
})
