import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { defaultsOf, parseSettings, type SettingTable } from '../core/setting-spec.ts'
import type { ExperimentConfig } from '../experiment/config.ts'
import { batchOf, disposeBatch } from '../model/batches.ts'
import { eagerStepper } from '../model/eager-stepper.ts'
import { buildRanker, type Forward, type Ranker } from '../model/ranker.ts'
import { trainingStep } from '../model/training-step.ts'
import { keyOf, trainedOf } from '../model/variables.ts'
import { adam } from '../nn/adam.ts'
import { useBackend } from '../testing/backend.ts'
import { disagreements, scatter, slopes } from '../testing/gradients.ts'
import { moduleExperiment, moduleWorld, SMALL_MODEL, withModule } from '../testing/module-world.ts'
import { partsOf } from './parts.ts'
import { type AnyModule, MODULES, type ModuleConfigs } from './specs.ts'

type Settings = Readonly<Record<string, unknown>>

const WORLD = moduleWorld()
const FEW = { ...WORLD, splits: { ...WORLD.splits, train: WORLD.splits.train.slice(0, 12) } }
const ROWS = WORLD.splits.train
const TRAIN = { training: true, observe: false, step: 0 } as const
const OBSERVE = { training: false, observe: true, step: 0 } as const

beforeAll(() => useBackend('cpu'))

const rankerOf = (modules: ModuleConfigs): Ranker => buildRanker(WORLD, SMALL_MODEL, partsOf(modules), 11)

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

/** What tasks add to the total and all other loss terms, unweighted, as a function of the ranker's variables. */
function lossOn(ranker: Ranker, batch: ReturnType<typeof batchOf>): () => tf.Scalar {
  return () => {
    const { objectives, terms } = ranker.forward(batch, TRAIN)
    const others = [...terms].flatMap(([name, term]) => (name.startsWith('task/') ? [] : [term]))
    return tf.addN([...objectives, ...others]) as tf.Scalar
  }
}

/** Each choice and each switch at each of its values, each number that is off at its default on, all else at its default. */
const switchings = (settings: SettingTable): readonly Settings[] => [
  {},
  ...Object.entries(settings).flatMap(([key, setting]): readonly Settings[] => {
    if (setting.kind === 'bool') return [{ [key]: !setting.default }]
    if (setting.kind === 'float' && setting.default === 0) return [{ [key]: Math.min(1, setting.max) }]
    if (setting.kind !== 'choice') return []
    return Object.keys(setting.options)
      .filter((option) => option !== setting.default)
      .map((option) => ({ [key]: option }))
  }),
]

/** Each number and each list of widths at the ends of its range. */
const edges = (settings: SettingTable): readonly Settings[] =>
  Object.entries(settings).flatMap(([key, setting]): readonly Settings[] => {
    if (setting.kind === 'int' || setting.kind === 'float')
      return [{ [key]: setting.min }, { [key]: setting.max }]
    if (setting.kind !== 'widths') return []
    return [{ [key]: [1] }, { [key]: Array.from({ length: setting.maxLayers }, (_, i) => 7 - i) }]
  })

/** Variables that lie behind a stop-gradient, whose gradient differs from the slope on purpose. */
const STOPPED: Readonly<Record<string, (changed: Settings, key: string) => boolean>> = {
  'prior-gate': (changed, key) =>
    key.startsWith('embedding/') || (changed.position === 'both' && !key.startsWith('prior-gate/layer/')),
  'user-clusters': (changed, key) =>
    changed.mode === 'ntm'
      ? key === 'embedding/user'
      : (changed.strictNoInterference === true || changed.lambdaCommitment !== undefined) &&
        key.startsWith('user-clusters/'),
  // Propensities are constants, and come from all but the towers of tasks that none requires.
  'task-chain': ({ coupling }, key) =>
    String(coupling).startsWith('escm2') && !/^(tower\/[12]|task-chain)\//.test(key),
  // Gates see the hidden layer as a constant, and so does a row what other scenes’ nets make of it.
  'scene-routing': ({ architecture }, key) => {
    if (architecture === 'hmoe') return !/^scene-routing\/gate\//.test(key)
    if (architecture === 'hinet')
      return !key.startsWith('scene-routing/') || /^scene-routing\/(expert|gate)\/own/.test(key)
    return ['epnet', 'ppnet'].includes(String(architecture)) && !key.startsWith('scene-routing/')
  },
  // The fine ranker is a constant to its student, and so is the rounding of weights in 8 bits.
  'coarse-rank': ({ weights }, key) =>
    !key.startsWith('coarse-rank/') || (weights === 'int8' && !key.endsWith('bias')),
}

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

  it.each(switchings(settings).map((s) => [JSON.stringify(s), s] as const))(
    'moves every variable of its own within five steps, at %s',
    async (_, changed) => {
      const modules = withModule(spec.id, changed)
      const ranker = rankerOf(modules)
      const first = new Map(
        ranker.variables.map(({ variable }) => [keyOf(variable), [...variable.dataSync()]]),
      )
      const batch = batchOf(WORLD, ROWS, null)
      const variables = trainedOf(ranker.variables).map(({ variable }) => variable)
      const optimizer = adam(
        variables.map((variable) => ({ variable, shrink: 1 })),
        0.01,
      )
      for (let step = 0; step < 5; step++) {
        const { value, grads } = tf.variableGrads(lossOn(ranker, batch), variables)
        optimizer.apply(grads, step)
        tf.dispose([value, grads])
      }
      for (const variable of variables) {
        const key = keyOf(variable)
        if (key.startsWith(own)) expect([...variable.dataSync()], key).not.toEqual(first.get(key))
      }
      optimizer.dispose()
      disposeBatch(batch)
      ranker.dispose()
    },
  )

  it.each(switchings(settings).map((s) => [JSON.stringify(s), s] as const))(
    'has the gradient that finite differences give, at %s',
    (_, changed) => {
      const ranker = rankerOf(withModule(spec.id, changed))
      const variables = trainedOf(ranker.variables).map(({ variable }) => variable)
      scatter(variables, 0.3, 7)
      const batch = batchOf(WORLD, ROWS.slice(0, 12), null)
      const isSmooth = (key: string) => STOPPED[spec.id]?.(changed, key) !== true
      const checked = variables.filter((variable) => isSmooth(keyOf(variable)))
      expect(disagreements(slopes(checked, lossOn(ranker, batch)))).toEqual([])
      disposeBatch(batch)
      ranker.dispose()
    },
  )

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
    'overfits 12 rows, at %s',
    async (_, changed) => {
      const stepper = stepperOf(withModule(spec.id, changed), { batchSize: 12, learningRate: 0.03 }, FEW)
      await stepper.steps(60, 0)
      const { steps, values } = await stepper.losses()
      const width = stepper.terms.length
      const taskLoss = (step: number): number =>
        stepper.terms.reduce(
          (sum, { name }, t) => sum + (name.startsWith('task/') ? (values[step * width + t] as number) : 0),
          0,
        )
      expect(taskLoss(steps - 1)).toBeLessThan(0.2 * taskLoss(0))
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
