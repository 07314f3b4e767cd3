import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { auc } from '../core/metrics/auc.ts'
import { compiledStepper } from '../engine/compiled-stepper.ts'
import { partsOf } from '../modules/parts.ts'
import type { ModuleConfigs } from '../modules/specs.ts'
import { useBackend } from '../testing/backend.ts'
import { engineConfig } from '../testing/engine-variants.ts'
import { scatter } from '../testing/gradients.ts'
import { moduleWorld, SMALL_MODEL, withModule } from '../testing/module-world.ts'
import { batchOf, disposeBatch } from './batches.ts'
import { eagerStepper } from './eager-stepper.ts'
import { interventions } from './interventions.ts'
import { buildRanker, type Ranker } from './ranker.ts'
import type { StepperFactory } from './stepper.ts'
import { keyOf } from './variables.ts'

beforeAll(() => useBackend('wasm'))

const WORLD = moduleWorld()
const TASKS = WORLD.tasks.length
const { test, valid } = WORLD.splits
const THREE: ModuleConfigs = {
  ...withModule('interactions'),
  ...withModule('user-clusters'),
  ...withModule('prior-gate', { position: 'both' }),
  ...withModule('scene-routing', { architecture: 'shared-private' }),
}
const compiled: StepperFactory = (...given) => compiledStepper(...given, { kernels: 'simd', workers: 1 })
const made = (stepperOf: StepperFactory, batchSize = 20, modules = THREE) =>
  stepperOf(engineConfig(modules, { batchSize, learningRate: 0.03 }), WORLD, partsOf(modules))

describe.each([
  ['eager', eagerStepper as StepperFactory],
  ['compiled to WebAssembly', compiled],
])('interventions, %s', (_, stepperOf) => {
  it('are those of the modules that are on, and leave the model and its training as they were', async () => {
    const [plain, asked] = [made(stepperOf), made(stepperOf)]
    await plain.steps(6, 0)
    await asked.steps(3, 0)
    const before = await asked.evaluate(test)
    const altered = await asked.altered(test)
    expect([...altered.keys()]).toEqual([
      'user-clusters/meanRead',
      'prior-gate/neutral',
      'scene-routing/sharedOff',
      'scene-routing/privateOff',
    ])
    for (const logits of altered.values()) expect(logits).not.toEqual(before)
    expect(await asked.evaluate(test)).toEqual(before)
    await asked.steps(3, 3)
    expect(await asked.evaluate(valid)).toEqual(await plain.evaluate(valid))
    plain.dispose()
    asked.dispose()
  })

  it('are none of a model without such modules', async () => {
    const stepper = made(stepperOf, 20, withModule('interactions'))
    expect((await stepper.altered(test)).size).toBe(0)
    expect(await interventions(WORLD, stepper, await stepper.evaluate(test))).toEqual([])
    stepper.dispose()
  })

  it('take means over the rows, whatever fills the batch', async () => {
    const [exact, filled] = [made(stepperOf, test.length), made(stepperOf, 3 * test.length)]
    const [a, b] = [await exact.altered(test), await filled.altered(test)]
    for (const [name, logits] of a)
      for (const [i, logit] of logits.entries()) expect(b.get(name)?.[i], name).toBeCloseTo(logit, 5)
    exact.dispose()
    filled.dispose()
  })

  it('have the AUC of their own logits, and its difference to the model as it is', async () => {
    const stepper = made(stepperOf)
    await stepper.steps(10, 0)
    const whole = await stepper.evaluate(test)
    const altered = await stepper.altered(test)
    const found = await interventions(WORLD, stepper, whole)
    expect(found.some(({ slice }) => slice === 'scene=click')).toBe(true)
    for (const { module, name, task, slice, rows, auc: reported, delta } of found) {
      const t = WORLD.tasks.findIndex(({ id }) => id === task)
      const scene = slice === null ? null : WORLD.sceneNames.indexOf(slice.replace('scene=', ''))
      const at = [...test.keys()].filter((i) => scene === null || WORLD.sceneIds[test[i] as number] === scene)
      const labels = Float32Array.from(at, (i) => WORLD.labels[(test[i] as number) * TASKS + t] as number)
      const aucOf = (logits: Float32Array = new Float32Array(0)): number =>
        auc(
          labels,
          Float32Array.from(at, (i) => logits[i * TASKS + t] as number),
        ) ?? Number.NaN
      expect(rows).toBe(at.length)
      expect(reported).toBeCloseTo(aucOf(altered.get(`${module}/${name}`)), 6)
      expect(delta).toBeCloseTo(reported - aucOf(whole), 6)
    }
    stepper.dispose()
  })
})

/** Logits on all train rows, as the model is or under an intervention. */
function logitsOf(ranker: Ranker, intervention?: string): number[] {
  const batch = batchOf(WORLD, WORLD.splits.train, null)
  const mode = { training: false, observe: false, step: 0 }
  const logits = tf.tidy(() => [...ranker.forward(batch, mode, intervention).logits.dataSync()])
  disposeBatch(batch)
  return logits
}
const rankerOf = (modules: ModuleConfigs): Ranker => buildRanker(WORLD, SMALL_MODEL, partsOf(modules), 11)

describe('a neutral gate', () => {
  it.each(['fields', 'hidden', 'both'])('is the model with every weight at 1, to the bit: %s', (position) => {
    const ranker = rankerOf({ ...withModule('interactions'), ...withModule('prior-gate', { position }) })
    scatter(
      ranker.variables.map(({ variable }) => variable),
      0.3,
      7,
    )
    const neutral = logitsOf(ranker, 'prior-gate/neutral')
    expect(neutral).not.toEqual(logitsOf(ranker))
    // 2 σ(0) = 1.
    const last = ranker.variables.filter(({ variable }) =>
      /^prior-gate\/(layer\/\d+\/)?weights/.test(keyOf(variable)),
    )
    expect(last.length).toBeGreaterThan(0)
    for (const { variable } of last) variable.assign(tf.zerosLike(variable))
    expect(logitsOf(ranker)).toEqual(neutral)
    ranker.dispose()
  })

  it('changes nothing of an untrained model, whose weights are 1', () => {
    const ranker = rankerOf(THREE)
    expect(logitsOf(ranker, 'prior-gate/neutral')).toEqual(logitsOf(ranker))
    ranker.dispose()
  })
})

describe('STAR without its factors', () => {
  it.each(['layer', 'partitioned'])(
    'is the model with factors of 1 and nothing else of a scene’s own: %s',
    (norm) => {
      const modules = {
        ...withModule('interactions'),
        ...withModule('scene-routing', { architecture: 'star', norm }),
      }
      const ranker = rankerOf(modules)
      scatter(
        ranker.variables.flatMap(({ variable }) => (keyOf(variable).includes('/moving/') ? [] : [variable])),
        0.3,
        7,
      )
      const asked = logitsOf(ranker, 'scene-routing/factorsOff')
      expect(asked).not.toEqual(logitsOf(ranker))
      for (const { variable } of ranker.variables) {
        const key = keyOf(variable)
        if (!key.startsWith('scene-routing/') || key.startsWith('scene-routing/auxiliary')) continue
        if (/\/(factors|scales)$/.test(key)) variable.assign(tf.onesLike(variable))
        if (/\/shifts$/.test(key)) variable.assign(tf.zerosLike(variable))
        // The biases that are shared lie beside those of scenes.
        if (/\/bias$/.test(key) && !key.endsWith('/shared/bias')) variable.assign(tf.zerosLike(variable))
      }
      for (const [i, logit] of logitsOf(ranker).entries()) expect(logit).toBeCloseTo(asked[i] as number, 5)
      ranker.dispose()
    },
  )
})

describe('an intervention', () => {
  it('that no layer has is an error', () => {
    const ranker = rankerOf(withModule('interactions'))
    expect(() => logitsOf(ranker, 'prior-gate/neutral')).toThrow('no intervention prior-gate/neutral')
    ranker.dispose()
  })
})
