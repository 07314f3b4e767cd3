import { beforeAll, expect, it } from 'vitest'
import type { EncodedDataset } from '../core/data/encoded.ts'
import { defaultsOf } from '../core/setting-spec.ts'
import { TRAINING_SETTINGS } from '../experiment/config.ts'
import { eagerStepper } from '../model/eager-stepper.ts'
import { useBackend } from '../testing/backend.ts'
import { moduleWorld, oneTaskWorld, SMALL_MODEL, withModule } from '../testing/module-world.ts'
import { partsOf } from './parts.ts'
import { MODULES, type ModuleConfigs } from './specs.ts'

beforeAll(() => useBackend('wasm'))

/** Trains 40 steps and holds that nothing overflows, that the task losses fall and that every tap answers. */
async function trains(modules: ModuleConfigs, world: EncodedDataset, taps = 5): Promise<void> {
  const stepper = eagerStepper(
    {
      version: 1,
      name: '',
      seed: 11,
      dataset: { kind: 'builtin', id: 'module-world' },
      schema: {
        user: 'user',
        item: 'room',
        time: null,
        scene: 'scene',
        tasks: [],
        features: [],
        filters: [],
      },
      split: { kind: 'random', valid: 0.2, test: 0.2 },
      model: SMALL_MODEL,
      modules,
      training: { ...defaultsOf(TRAINING_SETTINGS), batchSize: 40, learningRate: 0.02 },
    },
    world,
    partsOf(modules),
  )
  await stepper.steps(40, 0)
  const { values } = await stepper.losses()
  expect(values.every(Number.isFinite)).toBe(true)
  const width = stepper.terms.length
  const tasks = stepper.terms.flatMap(({ name }, t) => (name.startsWith('task/') ? [t] : []))
  const taskLoss = (step: number): number =>
    tasks.reduce((sum, t) => sum + (values[step * width + t] as number), 0)
  expect(taskLoss(39)).toBeLessThan(0.6 * taskLoss(0))
  expect((await stepper.taps(world.splits.valid)).size).toBeGreaterThanOrEqual(taps)
  stepper.dispose()
}

const everything = (settings: Readonly<Record<string, object>>): ModuleConfigs =>
  Object.assign({}, ...MODULES.map(({ id }) => withModule(id, { ...settings[id] })))

// Each choice of a module once, all modules on: no operation or gradient of theirs is missing here.
it.each([
  everything({ 'user-clusters': { shift: true } }),
  everything({
    'user-clusters': { shuffleInput: true },
    'scene-routing': { architecture: 'shared-private' },
    'task-chain': { coupling: 'hinge' },
    interactions: { linear: false, fm: false },
  }),
  everything({
    'user-clusters': {
      mode: 'ntm',
      addressing: 'student',
      topK: 3,
      writeWeight: 'stratified',
      lambdaDec: 0.1,
    },
  }),
  everything({
    'user-clusters': { mode: 'ema', addressing: 'cosine-positive', covarianceAxis: 'cluster', shift: true },
  }),
])('trains every module on WASM: %o', (modules) => trains(modules, moduleWorld()))

const ARCHITECTURES = Object.keys(
  MODULES.find((spec) => spec.id === 'scene-routing')?.settings.architecture.options ?? {},
)
it.each(ARCHITECTURES)('trains a world of one task on WASM, routed by %s', (architecture) => {
  const { 'task-chain': _, ...modules } = everything({
    'scene-routing': { architecture, levels: 2, norm: 'partitioned', taskExperts: 'ple' },
  })
  return trains(modules, oneTaskWorld())
})
it('trains a world of one task on WASM without routing', () =>
  trains(withModule('interactions'), oneTaskWorld(), 0))
