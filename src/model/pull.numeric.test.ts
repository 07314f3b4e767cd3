import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { compiledStepper } from '../engine/compiled-stepper.ts'
import { partsOf } from '../modules/parts.ts'
import { useBackend } from '../testing/backend.ts'
import { engineConfig } from '../testing/engine-variants.ts'
import { scatter } from '../testing/gradients.ts'
import { moduleWorld, SMALL_MODEL, withModule } from '../testing/module-world.ts'
import { batchOf, disposeBatch } from './batches.ts'
import { eagerStepper } from './eager-stepper.ts'
import { pulls } from './pull.ts'
import { buildRanker } from './ranker.ts'
import { sceneConflict } from './scene-conflict.ts'
import type { StepperFactory } from './stepper.ts'

beforeAll(() => useBackend('wasm'))

const WORLD = moduleWorld()
const { train } = WORLD.splits
const SCENES = WORLD.sceneNames.length
const ROUTED = {
  ...withModule('interactions'),
  ...withModule('user-clusters'),
  ...withModule('prior-auxiliary'),
  ...withModule('scene-routing'),
}
const compiled: StepperFactory = (...given) => compiledStepper(...given, { kernels: 'simd', workers: 1 })
const made = (stepperOf: StepperFactory, modules = ROUTED) =>
  stepperOf(engineConfig(modules, { batchSize: 20, learningRate: 0.02 }), WORLD, partsOf(modules))

describe('the gradient on what scenes share', () => {
  it('is the slope of the task losses as at evaluation, and of nothing behind the route', () => {
    const ranker = buildRanker(WORLD, SMALL_MODEL, partsOf(ROUTED), 11)
    scatter(
      ranker.variables.map(({ variable }) => variable),
      0.3,
      7,
    )
    const batch = batchOf(WORLD, train, null)
    const lossAt = (): number =>
      tf.tidy(() => {
        const { terms } = ranker.forward(batch, { training: false, observe: false, step: 0 })
        return WORLD.tasks.reduce(
          (sum, { id }) =>
            sum + ranker.weightOf(`task/${id}`) * (terms.get(`task/${id}`)?.dataSync()[0] ?? 0),
          0,
        )
      })
    tf.tidy(() => {
      const gradients = pulls(ranker, batch).shared
      expect(Object.keys(gradients).some((name) => /scene-routing|prior-auxiliary/.test(name))).toBe(false)
      for (const name of ['embedding/fields', 'user-clusters/keys', 'interactions/mlp/0/weights']) {
        const variable = ranker.shared.find((one) => one.name.endsWith(`/${name}`))
        if (variable === undefined) throw new Error(`nothing shared is called ${name}`)
        const gradient = gradients[variable.name]?.dataSync<'float32'>() ?? new Float32Array(0)
        const at = gradient.reduce(
          (best, g, i) => (Math.abs(g) > Math.abs(gradient[best] ?? 0) ? i : best),
          0,
        )
        const start = variable.dataSync<'float32'>().slice()
        const moved = (by: number): number => {
          const values = start.slice()
          values[at] = (values[at] as number) + by
          variable.assign(tf.tensor(values, variable.shape))
          return lossAt()
        }
        const slope = (moved(0.002) - moved(-0.002)) / 0.004
        variable.assign(tf.tensor(start, variable.shape))
        expect(Math.abs(slope - (gradient[at] as number))).toBeLessThan(0.03 * Math.abs(slope) + 1e-3)
      }
    })
    disposeBatch(batch)
    ranker.dispose()
  })
})

describe.each([
  ['eager', eagerStepper as StepperFactory],
  ['compiled to WebAssembly', compiled],
])('pulls, %s', (_, stepperOf) => {
  it('leave training as it was', async () => {
    const [plain, asked] = [made(stepperOf), made(stepperOf)]
    await plain.steps(6, 0)
    await asked.steps(3, 0)
    await sceneConflict(WORLD, asked)
    await asked.steps(3, 3)
    expect(await asked.evaluate(train)).toEqual(await plain.evaluate(train))
    plain.dispose()
    asked.dispose()
  })

  it('have cosines that are symmetric, within [−1, 1], and 1 with themselves', async () => {
    const stepper = made(stepperOf)
    await stepper.steps(5, 0)
    const { cosines } = await sceneConflict(WORLD, stepper)
    expect(cosines.length).toBe(SCENES * SCENES)
    for (let s = 0; s < SCENES; s++) {
      expect(cosines[s * SCENES + s]).toBeCloseTo(1, 5)
      for (let r = 0; r < SCENES; r++) {
        expect(cosines[s * SCENES + r]).toBe(cosines[r * SCENES + s])
        expect(Math.abs(cosines[s * SCENES + r] as number)).toBeLessThan(1 + 1e-6)
      }
    }
    stepper.dispose()
  })

  it('are empty where scenes are not routed', async () => {
    const stepper = made(stepperOf, withModule('interactions'))
    const { shared, own } = await stepper.pull(train.subarray(0, 5))
    expect([shared.length, own.length]).toEqual([0, 0])
    stepper.dispose()
  })
})

describe('conflicts of scenes', () => {
  it('are the same, eager and compiled', async () => {
    const [a, b] = await Promise.all(
      [eagerStepper as StepperFactory, compiled].map(async (stepperOf) => {
        const stepper = made(stepperOf)
        await stepper.steps(6, 0)
        const { cosines } = await sceneConflict(WORLD, stepper)
        stepper.dispose()
        return cosines
      }),
    )
    for (const [i, cosine] of (a ?? new Float32Array(0)).entries()) expect(b?.[i]).toBeCloseTo(cosine, 3)
  })

  it('are −1 for scenes that want opposite things, on rows of their own, and none for a scene without rows', async () => {
    const asked: number[][] = []
    const stepper = {
      batchSize: 8,
      pull: async (rows: Uint32Array) => {
        asked.push([...rows])
        const isFirst = WORLD.sceneIds[rows[0] as number] === 0
        return { shared: isFirst ? Float32Array.of(3, -4) : Float32Array.of(-6, 8), own: new Float32Array(0) }
      },
    }
    const world = { ...WORLD, sceneNames: ['a', 'b', 'c', 'empty'] }
    const { cosines, reach } = await sceneConflict(world, stepper)
    expect([...cosines.slice(0, 4)]).toEqual([1, -1, -1, Number.NaN])
    expect([...cosines.slice(4, 8)]).toEqual([-1, 1, 1, Number.NaN])
    expect(reach.length).toBe(0)
    for (const [scene, rows] of asked.entries()) {
      expect(rows.length).toBe(8)
      expect(new Set(rows).size).toBe(8)
      for (const row of rows) expect(WORLD.sceneIds[row]).toBe(scene)
    }
  })
})

describe.each(['shared-private', 'star', 'mmoe', 'ple', 'hinet', 'hmoe', 'sar-net', 'separate'] as const)(
  'the reach of a scene’s rows, %s',
  (architecture) => {
    it('is exactly 0 at what serves other scenes, and not at its own, eager and compiled', async () => {
      const modules = { ...withModule('interactions'), ...withModule('scene-routing', { architecture }) }
      for (const stepperOf of [eagerStepper as StepperFactory, compiled]) {
        const stepper = made(stepperOf, modules)
        await stepper.steps(3, 0)
        const { reach } = await sceneConflict(WORLD, stepper)
        expect(reach.length).toBe(SCENES * SCENES)
        for (const [at, value] of reach.entries()) {
          if (at % (SCENES + 1) === 0) expect(value).toBeGreaterThan(0)
          else expect(value).toBe(0)
        }
        stepper.dispose()
      }
    })
  },
)
