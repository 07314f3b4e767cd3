import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { type ConfigOf, defaultsOf } from '../../core/setting-spec.ts'
import { batchOf } from '../../model/batches.ts'
import { buildRanker } from '../../model/ranker.ts'
import type { Embedded } from '../../model/stage.ts'
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
