import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { type ConfigOf, defaultsOf } from '../../core/setting-spec.ts'
import { batchOf } from '../../model/batches.ts'
import { buildRanker } from '../../model/ranker.ts'
import type { Embedded } from '../../model/stage.ts'
import { keyOf } from '../../model/variables.ts'
import { useBackend } from '../../testing/backend.ts'
import { scatter } from '../../testing/gradients.ts'
import { layerContext, moduleWorld, SMALL_MODEL } from '../../testing/module-world.ts'
import { partsOf } from '../parts.ts'
import { buildPriorGate } from './graph.ts'
import { priorGate } from './spec.ts'

type Config = ConfigOf<typeof priorGate.settings>

const WORLD = moduleWorld()
const ROWS = WORLD.splits.train
const DEFAULTS = defaultsOf(priorGate.settings)
const observe = { training: false, observe: true, step: 0 }

beforeAll(() => useBackend('cpu'))

function embedded(extras: tf.Tensor2D | null = null): Embedded {
  return {
    batch: batchOf(WORLD, ROWS, null),
    fields: tf.randomNormal([ROWS.length, 2, 4], 0, 1, 'float32', 9),
    user: tf.ones([ROWS.length, 4]),
    extras,
    linear: tf.zeros([ROWS.length]),
    items: null,
  }
}

/** A gate on its own; `std` above 0 moves its variables away from their start. */
function built(changed: Partial<Config> = {}, std = 0) {
  const context = layerContext()
  const layer = buildPriorGate({ ...DEFAULTS, ...changed }, context)
  const variables = context.store.variables.map(({ variable }) => variable)
  if (std > 0) scatter(variables, std, 6)
  return { layer, variables }
}

describe('the gate', () => {
  it.each([1.5, 2, 3, 4])('starts at weight 1 for every field with γ = %d, and at no drift', (gamma) => {
    const { taps, losses } = built({ gamma }).layer.apply(embedded(), observe)
    for (const weight of taps?.weights?.dataSync() ?? []) expect(weight).toBeCloseTo(1, 6)
    expect(losses?.mean?.arraySync()).toBeCloseTo(0, 10)
  })

  it('keeps its weights in (0, γ), however large its inputs', () => {
    const { taps } = built({ gamma: 3 }, 3).layer.apply(embedded(), observe)
    const weights = [...(taps?.weights?.dataSync() ?? [])]
    expect(weights).toHaveLength(ROWS.length * 2)
    // In 32 bits the sigmoid may round to its ends; it never passes them.
    expect(weights.every((weight) => weight >= 0 && weight <= 3)).toBe(true)
    expect(new Set(weights).size).toBeGreaterThan(2)
  })

  it('multiplies each field of each row by its weight and leaves the user’s embedding alone', () => {
    const input = embedded()
    const { out, taps } = built({}, 0.5).layer.apply(input, observe)
    const before = input.fields.arraySync()
    const after = out.fields.arraySync()
    const weights = taps?.weights?.arraySync() as number[][]
    for (const [b, fields] of before.entries()) {
      for (const [f, values] of fields.entries()) {
        for (const [j, value] of values.entries()) {
          expect(after[b]?.[f]?.[j]).toBeCloseTo(value * (weights[b]?.[f] as number), 5)
        }
      }
    }
    expect(out.user).toBe(input.user)
    expect(out.linear).toBe(input.linear)
  })

  it('cannot be opened by moving the fields: its weights pass them no gradient', () => {
    const { layer } = built({}, 0.5)
    const input = embedded()
    const gradient = tf.grad((fields: tf.Tensor) => {
      const { taps } = layer.apply({ ...input, fields: fields as tf.Tensor3D }, observe)
      return tf.sum(taps?.weights as tf.Tensor)
    })(input.fields)
    expect(gradient.dataSync().every((x) => x === 0)).toBe(true)
  })

  it('charges the squared distance of each row’s mean weight from 1', () => {
    const { losses, taps } = built({}, 0.5).layer.apply(embedded(), observe)
    const weights = taps?.weights?.arraySync() as [number, number][]
    const drift = weights.reduce((sum, [a, b]) => sum + ((a + b) / 2 - 1) ** 2, 0) / weights.length
    expect(losses?.mean?.arraySync()).toBeCloseTo(drift, 6)
  })
})

describe('the level of values', () => {
  it('weighs each value of each field, shows a field’s mean, and has its closed count of weights', () => {
    const input = embedded()
    const { layer, variables } = built({ level: 'dim' }, 0.5)
    const { out, taps } = layer.apply(input, observe)
    const ratio = tf.div(out.fields, input.fields)
    const shown = tf.sub(tf.mean(ratio, 2), taps?.weights as tf.Tensor).dataSync()
    for (const difference of shown) expect(Math.abs(difference)).toBeLessThan(1e-3)
    const [[first] = []] = ratio.arraySync() as number[][][]
    expect(new Set(first).size).toBeGreaterThan(1)
    // Priors 3·4; W₁ (2·4 + 4)·16 + 16; W₂ 16·(2·4) + 2·4.
    expect(variables.reduce((sum, { size }) => sum + size, 0)).toBe(12 + 208 + 136)
  })
})

describe('the forms', () => {
  it.each(['softmax', 'attention'] as const)('%s shares F among the fields of every row', (form) => {
    const { taps, losses } = built({ form }, 0.7).layer.apply(embedded(), observe)
    const sums = tf.sum(taps?.weights as tf.Tensor, 1).dataSync()
    for (const sum of sums) expect(sum).toBeCloseTo(2, 5)
    expect(losses?.mean?.arraySync()).toBeCloseTo(0, 8)
  })

  it('senet never goes below 0 and knows no ceiling; mask goes both ways', () => {
    const extremes = (form: 'senet' | 'mask') => {
      const weights = [
        ...(built({ form }, 2).layer.apply(embedded(), observe).taps?.weights?.dataSync() ?? []),
      ]
      return [Math.min(...weights), Math.max(...weights)] as const
    }
    expect(extremes('senet')[0]).toBe(0)
    expect(extremes('senet')[1]).toBeGreaterThan(4)
    expect(extremes('mask')[0]).toBeLessThan(0)
  })

  it.each(['senet', 'softmax', 'attention', 'mask'] as const)('%s passes the fields no gradient', (form) => {
    const { layer } = built({ form }, 0.5)
    const input = embedded()
    const gradient = tf.grad((fields: tf.Tensor) => {
      const { taps } = layer.apply({ ...input, fields: fields as tf.Tensor3D }, observe)
      return tf.sum(tf.square(taps?.weights as tf.Tensor))
    })(input.fields)
    expect(gradient.dataSync().every((x) => x === 0)).toBe(true)
  })
})

describe('the gate of hidden layers', () => {
  it('has one weight in (0, γ) for each unit, 1 at first, and follows the prior after', () => {
    const context = layerContext()
    const layer = buildPriorGate({ ...DEFAULTS, position: 'hidden', gamma: 3 }, context)
    const gate = layer.shape.hiddenGate?.('0', 5)
    const input = embedded()
    for (const weight of gate?.(input).dataSync() ?? []) expect(weight).toBeCloseTo(1, 6)
    scatter(
      context.store.variables.map(({ variable }) => variable),
      0.5,
      6,
    )
    const weights = gate?.(input) as tf.Tensor2D
    expect(weights.shape).toEqual([ROWS.length, 5])
    expect(weights.dataSync().every((weight) => weight > 0 && weight < 3)).toBe(true)
    expect(layer.apply(input, observe).out.fields).toBe(input.fields)
  })

  it('multiplies every hidden layer of the MLP', () => {
    const ranker = buildRanker(
      WORLD,
      SMALL_MODEL,
      partsOf({ 'prior-gate': { ...DEFAULTS, position: 'hidden' } }),
      8,
    )
    const names = ranker.variables.map(({ variable }) => keyOf(variable))
    expect(names.filter((name) => /^prior-gate\/layer\/.*\/weights\/bias$/.test(name))).toEqual([
      'prior-gate/layer/0/weights/bias',
      'prior-gate/layer/1/weights/bias',
    ])
    const logits = () => ranker.forward(batchOf(WORLD, ROWS, null), observe).logits.dataSync<'float32'>()
    const before = logits()
    for (const { variable } of ranker.variables) {
      // γσ(b) with b far below 0 closes a gate: nothing of the MLP is left.
      if (keyOf(variable) === 'prior-gate/layer/1/weights/bias') variable.assign(tf.fill(variable.shape, -30))
    }
    expect(logits()).not.toEqual(before)
  })
})

describe('concat', () => {
  it('appends four values for each prior to the extras that are there', () => {
    const { layer } = built({ gate: false })
    expect(layer.shape.extras).toBe(4)
    expect(layer.apply(embedded(), observe).out.extras?.shape).toEqual([ROWS.length, 4])
    const joined = layer.apply(embedded(tf.ones([ROWS.length, 2])), observe).out.extras
    expect(joined?.shape).toEqual([ROWS.length, 6])
    expect(
      [...(tf.slice(joined as tf.Tensor2D, [0, 0], [-1, 2]).dataSync() ?? [])].every((x) => x === 1),
    ).toBe(true)
  })

  it('makes nothing and changes nothing when gate and concat are both off', () => {
    const { layer, variables } = built({ gate: false, concat: false })
    const input = embedded()
    expect(variables).toEqual([])
    expect(layer.apply(input, observe)).toEqual({ out: input })
  })
})

describe('in the whole model', () => {
  it.each([
    { gate: true, concat: true },
    { gate: true, concat: false },
    { gate: false, concat: true },
    { gate: true, concat: true, gamma: 3.7 },
    ...(['field', 'dim'] as const).flatMap((level) =>
      (['senet', 'softmax', 'attention', 'mask'] as const).map((form) => ({ level, form })),
    ),
    { level: 'dim' as const },
    { position: 'hidden' as const },
    { position: 'both' as const, gamma: 3 },
  ])('untrained, gives the logits of a model without it: %o', (changed) => {
    const logitsWith = (modules: Parameters<typeof partsOf>[0]): Float32Array => {
      const ranker = buildRanker(WORLD, SMALL_MODEL, partsOf(modules), 8)
      const batch = batchOf(WORLD, ROWS, null)
      return ranker.forward(batch, observe).logits.dataSync<'float32'>()
    }
    const off = logitsWith({})
    const fresh = logitsWith({ 'prior-gate': { ...DEFAULTS, ...changed } })
    for (const [i, logit] of off.entries()) expect(Math.abs((fresh[i] as number) - logit)).toBeLessThan(1e-6)
  })
})
