import { beforeAll, describe, expect, it } from 'vitest'
import { makeStepper } from '../engine/make-stepper.ts'
import type { ModuleConfigs } from '../modules/specs.ts'
import { useBackend } from '../testing/backend.ts'
import { engineConfig, VARIANTS } from '../testing/engine-variants.ts'
import { moduleWorld, withModule } from '../testing/module-world.ts'
import { expectSameResumed } from '../testing/resumed.ts'
import { eagerStepper } from './eager-stepper.ts'

beforeAll(() => useBackend('wasm'))

const training = { batchSize: 8, epochs: 3, evaluationsPerEpoch: 2, patience: 12 }
const world = moduleWorld()
const plain = withModule('interactions')
const variant = (name: string): ModuleConfigs => VARIANTS.find(([known]) => known === name)?.[1] ?? plain
/** What keeps something from step to step, each in its own way. */
const KEEPING: readonly (readonly [string, ModuleConfigs])[] = [
  [
    'clusters by running means, GradNorm and a student that is distilled',
    {
      ...variant('clusters by running means'),
      ...withModule('loss-balance', { method: 'gradnorm' }),
      ...withModule('coarse-rank'),
    },
  ],
  [
    'clusters by erase and add, pace of epochs and a corrected position',
    {
      ...variant('clusters by erase and add'),
      ...withModule('loss-balance', { method: 'dwa' }),
      ...withModule('debias', { position: 'pal' }),
    },
  ],
  [
    'PCGrad and routed scenes',
    { ...plain, ...withModule('loss-balance', { method: 'pcgrad' }), ...withModule('scene-routing') },
  ],
]

describe('a compiled run that is gone on from a checkpoint is the run without the break, bit for bit', () => {
  it.each(KEEPING)('%s', async (_, modules) => {
    await expectSameResumed(engineConfig(modules, training), world, makeStepper(1), 1)
  })

  it('at evaluations and between them, with dropped ids, decay and patience that ends it', async () => {
    const config = engineConfig(plain, { ...training, epochs: 40, patience: 2, learningRate: 0.05 })
    const model = { ...config.model, idDropout: 0.3, idShrinkPerEpoch: 0.2 }
    const checkpoints = await expectSameResumed({ ...config, model }, world, makeStepper(1), 6, 900)
    // Two evaluations an epoch of five steps: every third step, were it not for the clock.
    expect(new Set(checkpoints.map(({ step }) => step % 3 === 0)).size).toBe(2)
    expect(checkpoints.some(({ waited }) => waited > 0)).toBe(true)
    expect(checkpoints[0]?.best).toBeNull()
  })
})

it('an eager run on WASM that is gone on from a checkpoint is the run without the break, bit for bit', async () => {
  await expectSameResumed(
    engineConfig(variant('every module'), { ...training, epochs: 3 }),
    world,
    eagerStepper,
    2,
  )
})
