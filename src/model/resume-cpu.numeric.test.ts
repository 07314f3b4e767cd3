import { beforeAll, describe, expect, it } from 'vitest'
import { partsOf } from '../modules/parts.ts'
import { useBackend } from '../testing/backend.ts'
import { engineConfig } from '../testing/engine-variants.ts'
import { moduleWorld, withModule } from '../testing/module-world.ts'
import { expectSameResumed } from '../testing/resumed.ts'
import { eagerStepper } from './eager-stepper.ts'

beforeAll(() => useBackend('cpu'))

describe('a run on the CPU', () => {
  const training = { batchSize: 8, epochs: 2, evaluationsPerEpoch: 2, patience: 12 }
  const modules = {
    ...withModule('interactions'),
    ...withModule('user-clusters', { mode: 'ema' }),
    ...withModule('loss-balance', { method: 'gradnorm' }),
  }
  const config = engineConfig(modules, training)

  it('that is gone on from a checkpoint is the run without the break, bit for bit', async () => {
    await expectSameResumed(config, moduleWorld(), eagerStepper, 1)
  })

  it('refuses a checkpoint of another model', async () => {
    const world = moduleWorld()
    const stepper = eagerStepper(config, world, partsOf(config.modules))
    const state = await stepper.saved()
    const [name] = state.variables.keys()
    const short = new Map([...state.variables, [name ?? '', new Float32Array(1)] as const])
    expect(() => stepper.resume({ ...state, variables: short })).toThrow(/the checkpoint has 1 values of/)
    stepper.dispose()
  })
})
