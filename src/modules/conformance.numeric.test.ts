import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { defaultsOf, parseSettings, type SettingTable } from '../core/setting-spec.ts'
import type { ExperimentConfig } from '../experiment/config.ts'
import { batchOf, disposeBatch } from '../model/batches.ts'
import { eagerStepper } from '../model/eager-stepper.ts'
import type { Forward, Ranker } from '../model/ranker.ts'
import { trainingStep } from '../model/training-step.ts'
import { keyOf, trainedOf } from '../model/variables.ts'
import { useBackend } from '../testing/backend.ts'
import { lossOn, ROWS, rankerOf, type Settings, switchings, TRAIN, WORLD } from '../testing/conformance.ts'
import { moduleExperiment, withModule } from '../testing/module-world.ts'
import { partsOf } from './parts.ts'
import { type AnyModule, MODULES, type ModuleConfigs } from './specs.ts'

const FEW = { ...WORLD, splits: { ...WORLD.splits, train: WORLD.splits.train.slice(0, 12) } }
const OBSERVE = { training: false, observe: true, step: 0 } as const

beforeAll(() => useBackend('cpu'))

/** What `read` makes of one forward pass; nothing is left behind. */
function observed<T>(ranker: Ranker, read: (result: Forward) => T, rows: Uint32Array = ROWS): T {
  const batch = batchOf(WORLD, rows, null)
  try {
    let value: T | undefined
    tf.tidy(() => {
      value = read(ranker.forward(batch, OBSERVE))
    })
    return value as T
  } finally {
    disposeBatch(batch)
  }
}

/** Each number and each list of widths at the ends of its range. */
const edges = (settings: SettingTable): readonly Settings[] =>
  Object.entries(settings).flatMap(([key, setting]): readonly Settings[] => {
    if (setting.kind === 'int' || setting.kind === 'float')
      return [{ [key]: setting.min }, { [key]: setting.max }]
    if (setting.kind !== 'widths') return []
    return [{ [key]: [1] }, { [key]: Array.from({ length: setting.maxLayers }, (_, i) => 7 - i) }]
  })

const stepperOf = (modules: ModuleConfigs, training: Partial<ExperimentConfig['training']>, world = WORLD) =>
  eagerStepper(moduleExperiment(modules, training), world, partsOf(modules))

describe.each(MODULES.map((spec): readonly [string, AnyModule] => [spec.id, spec]))('%s', (_, spec) => {
  const settings: SettingTable = spec.settings
  const own = `${spec.id}/`

  it('has defaults that parse and survive JSON', () => {
    const defaults = defaultsOf(settings)
    const parsed = parseSettings(settings, JSON.parse(JSON.stringify(defaults)), spec.id)
    expect(parsed).toEqual({ ok: true, value: defaults })
    expect(parseSettings(settings, {}, spec.id)).toEqual({ ok: true, value: defaults })
  })

  it('weighs every loss term by a setting that is a number', () => {
    for (const key of Object.values<string>(spec.lossTerms)) expect(settings[key]?.kind).toBe('float')
  })

  it.each([...switchings(settings), ...edges(settings)].map((s) => [JSON.stringify(s), s] as const))(
    'gives finite logits and loss terms, and a gradient to every variable, at %s',
    (_, changed) => {
      const ranker = rankerOf(withModule(spec.id, changed))
      observed(ranker, ({ logits, terms }) => {
        expect(logits.shape).toEqual([ROWS.length, WORLD.tasks.length])
        for (const tensor of [logits, ...terms.values()]) {
          expect([...tensor.dataSync()].every(Number.isFinite)).toBe(true)
        }
      })
      const batch = batchOf(WORLD, ROWS, null)
      const variables = trainedOf(ranker.variables).map(({ variable }) => variable)
      const { value, grads } = tf.variableGrads(lossOn(ranker, batch), variables)
      for (const variable of variables) {
        const gradient = grads[variable.name]
        expect(gradient, variable.name).toBeDefined()
        expect([...(gradient?.dataSync() ?? [])].every(Number.isFinite), variable.name).toBe(true)
      }
      tf.dispose([value, grads])
      disposeBatch(batch)
      ranker.dispose()
    },
  )

  it('names its loss terms and taps as the spec does, each at some setting', () => {
    const terms = new Set<string>()
    const taps = new Set<string>()
    for (const changed of switchings(settings)) {
      const ranker = rankerOf(withModule(spec.id, changed))
      observed(ranker, (result) => {
        for (const name of result.terms.keys()) if (name.startsWith(own)) terms.add(name.slice(own.length))
        for (const name of [...result.taps.keys(), ...result.states.keys()]) {
          if (name.startsWith(own)) taps.add(name.slice(own.length))
        }
      })
      ranker.dispose()
    }
    expect([...terms].sort()).toEqual(Object.keys(spec.lossTerms).sort())
    expect([...taps].sort()).toEqual(Object.keys(spec.taps).sort())
  })

  it('names its gauges as the spec does, each at some setting', () => {
    const gauges = new Set<string>()
    const batch = batchOf(WORLD, ROWS, null)
    for (const changed of switchings(settings)) {
      const ranker = rankerOf(withModule(spec.id, changed))
      tf.tidy(() => {
        const one = trainingStep(ranker, batch, 0)
        for (const [name, gauge] of one.gauges) {
          expect(Number.isFinite(gauge.dataSync()[0]), name).toBe(true)
          if (name.startsWith(own)) gauges.add(name.split('/')[1] as string)
        }
        one.dispose()
      })
      ranker.dispose()
    }
    disposeBatch(batch)
    expect([...gauges].sort()).toEqual(Object.keys('gauges' in spec ? (spec.gauges ?? {}) : {}).sort())
  })

  it('names its interventions as the spec does, each at some setting, and all of them give finite logits', () => {
    const names = new Set<string>()
    const batch = batchOf(WORLD, ROWS, null)
    for (const changed of switchings(settings)) {
      const ranker = rankerOf(withModule(spec.id, changed))
      for (const name of ranker.interventions) {
        if (!name.startsWith(own)) continue
        names.add(name.slice(own.length))
        tf.tidy(() => {
          const { logits } = ranker.forward(batch, { ...OBSERVE, observe: false }, name)
          expect(logits.shape).toEqual([ROWS.length, WORLD.tasks.length])
          expect(logits.dataSync().every(Number.isFinite), name).toBe(true)
        })
      }
      ranker.dispose()
    }
    disposeBatch(batch)
    const declared = 'interventions' in spec ? (spec.interventions ?? {}) : {}
    expect([...names].sort()).toEqual(Object.keys(declared).sort())
  })

  it('gives taps with the batch’s rows where the spec says [B, …], and no taps unless observed', () => {
    for (const changed of switchings(settings)) {
      const ranker = rankerOf(withModule(spec.id, changed))
      const described: Readonly<Record<string, string>> = spec.taps
      observed(ranker, ({ taps, states }) => {
        for (const [name, tap] of [...taps, ...states]) {
          const dimensions = /\[([^\]]*)\][^[]*$/
            .exec(described[name.slice(own.length)] ?? '')?.[1]
            ?.split(', ')
          expect(tap.shape.length, name).toBe(dimensions?.length)
          expect(taps.has(name), name).toBe(dimensions?.[0] === 'B')
          if (taps.has(name)) expect(tap.shape[0], name).toBe(ROWS.length)
        }
      })
      const batch = batchOf(WORLD, ROWS, null)
      tf.tidy(() => {
        const { taps, states } = ranker.forward(batch, TRAIN)
        expect(taps.size + states.size).toBe(0)
      })
      disposeBatch(batch)
      ranker.dispose()
    }
  })

  it('leaves no tensor behind in five steps, an evaluation and an observation', async () => {
    const stepper = stepperOf(withModule(spec.id), { batchSize: 16 })
    await stepper.steps(2, 0)
    await stepper.losses()
    const before = stepper.tensorCount()
    await stepper.steps(5, 2)
    await stepper.losses()
    await stepper.evaluate(WORLD.splits.valid)
    await stepper.taps(WORLD.splits.valid)
    expect(stepper.tensorCount()).toBe(before)
    stepper.dispose()
  })

  it.each(switchings(settings).map((s) => [JSON.stringify(s), s] as const))(
    'overfits 12 rows within 60 steps, at %s',
    async (_, changed) => {
      const stepper = stepperOf(withModule(spec.id, changed), { batchSize: 12, learningRate: 0.03 }, FEW)
      const width = stepper.terms.length
      const taskLoss = (values: Float32Array, step: number): number =>
        stepper.terms.reduce(
          (sum, { name }, t) => sum + (name.startsWith('task/') ? (values[step * width + t] as number) : 0),
          0,
        )
      let first = Number.NaN
      let last = Number.POSITIVE_INFINITY
      for (let step = 0; step < 60 && !(last < 0.2 * first); step += 10) {
        await stepper.steps(10, step)
        const { steps, values } = await stepper.losses()
        if (step === 0) first = taskLoss(values, 0)
        last = taskLoss(values, steps - 1)
      }
      expect(last).toBeLessThan(0.2 * first)
      stepper.dispose()
    },
  )

  it('leaves every other initial weight of the same shape bit-identical when it is switched on', () => {
    const without = rankerOf({})
    const initial = new Map(without.variables.map(({ variable }) => [keyOf(variable), variable]))
    for (const changed of switchings(settings)) {
      const ranker = rankerOf(withModule(spec.id, changed))
      for (const { variable } of ranker.variables) {
        const other = initial.get(keyOf(variable))
        if (other === undefined || String(other.shape) !== String(variable.shape)) continue
        expect(variable.dataSync(), keyOf(variable)).toEqual(other.dataSync())
      }
      ranker.dispose()
    }
    without.dispose()
  })
})
