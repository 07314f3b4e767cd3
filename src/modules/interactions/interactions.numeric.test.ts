import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Field } from '../../core/data/encoded.ts'
import { stream } from '../../core/rng.ts'
import { type ConfigOf, defaultsOf } from '../../core/setting-spec.ts'
import type { Embedded, Shape } from '../../model/stage.ts'
import { keyOf } from '../../model/variables.ts'
import { useBackend } from '../../testing/backend.ts'
import { scatter } from '../../testing/gradients.ts'
import { layerContext } from '../../testing/module-world.ts'
import { buildInteractions } from './graph.ts'
import { interactions } from './spec.ts'

type Config = ConfigOf<typeof interactions.settings>

const ROWS = 5
const FIELDS = 3
const DIM = 4
const TRAIN = { training: true, observe: false, step: 0 }

beforeAll(() => useBackend('cpu'))

function built(changed: Partial<Config> = {}, shape: Partial<Shape> = {}) {
  const context = layerContext({
    shape: {
      fieldNames: ['a', 'b', 'c'],
      embeddingDim: DIM,
      extras: 0,
      hiddenUnits: 0,
      towerUnits: 0,
      ...shape,
    },
  })
  const layer = buildInteractions({ ...defaultsOf(interactions.settings), mlp: [6, 5], ...changed }, context)
  return { layer, variables: context.store.variables.map(({ variable }) => variable) }
}

const random = (name: string, shape: number[]): tf.Tensor => {
  const rng = stream(4, name)
  return tf.tensor(
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => rng.normal()),
    shape,
  )
}

function embedded(parts: Partial<Embedded> = {}): Embedded {
  const nothing = tf.zeros<tf.Rank.R2>([ROWS, 1])
  return {
    batch: {
      ids: nothing,
      labels: nothing,
      userMask: nothing,
      sceneIds: tf.zeros([ROWS]),
      history: null,
      targets: null,
    },
    fields: random('fields', [ROWS, FIELDS, DIM]) as tf.Tensor3D,
    user: random('user', [ROWS, DIM]) as tf.Tensor2D,
    extras: null,
    linear: random('linear', [ROWS]) as tf.Tensor1D,
    items: null,
    ...parts,
  }
}

const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, x, i) => sum + x * (b[i] as number), 0)

describe('the wide logit', () => {
  it.each([true, false])(
    'is linear + Σ ⟨e_f, e_g⟩ over pairs, the user id one more field (user: %s)',
    (hasUser) => {
      const input = embedded(hasUser ? {} : { user: null })
      const logit = built().layer.apply(input, TRAIN).out.logit.arraySync()
      const linear = input.linear.arraySync()
      const users = input.user?.arraySync()
      for (const [b, own] of input.fields.arraySync().entries()) {
        const all = users === undefined ? own : [...own, users[b] as number[]]
        let expected = linear[b] as number
        for (const [f, left] of all.entries()) {
          for (const right of all.slice(f + 1)) expected += dot(left, right)
        }
        expect(logit[b]).toBeCloseTo(expected, 4)
      }
    },
  )

  it('is the linear part without FM, and 0 without both', () => {
    const input = embedded()
    const alone = built({ fm: false }).layer.apply(input, TRAIN).out.logit
    expect(alone.arraySync()).toEqual(input.linear.arraySync())
    const none = built({ fm: false, linear: false }).layer.apply(input, TRAIN).out.logit
    expect(none.arraySync()).toEqual([0, 0, 0, 0, 0])
  })

  it('is the only place that the user id reaches', () => {
    const { layer } = built()
    const hidden = (user: tf.Tensor2D | null) => layer.apply(embedded({ user }), TRAIN).out.hidden.arraySync()
    expect(hidden(random('another user', [ROWS, DIM]) as tf.Tensor2D)).toEqual(hidden(null))
  })
})

describe('DCN-v2', () => {
  it('passes x₀ on beside the MLP where its weights are 0', () => {
    const { layer, variables } = built({ dcnLayers: 2 })
    expect(layer.shape.hiddenUnits).toBe(5 + FIELDS * DIM)
    for (const variable of variables) {
      if (keyOf(variable).startsWith('interactions/cross/')) variable.assign(tf.zerosLike(variable))
    }
    const input = embedded()
    const { hidden } = layer.apply(input, TRAIN).out
    expect(hidden.shape).toEqual([ROWS, 5 + FIELDS * DIM])
    expect(tf.slice(hidden, [0, 5], [-1, -1]).arraySync()).toEqual(
      (tf.reshape(input.fields, [ROWS, FIELDS * DIM]) as tf.Tensor2D).arraySync(),
    )
  })

  it('is x₀ ⊙ (x₀ W + b) + x₀ in its first layer', () => {
    const { layer, variables } = built({ dcnLayers: 1 })
    scatter(variables, 0.5, 2)
    const at = (name: string): tf.Variable =>
      variables.find((variable) => keyOf(variable) === `interactions/cross/0/${name}`) as tf.Variable
    const input = embedded()
    const x = tf.reshape(input.fields, [ROWS, FIELDS * DIM]) as tf.Tensor2D
    const weights = at('weights') as tf.Tensor as tf.Tensor2D
    const expected = tf.add(tf.mul(x, tf.add(tf.matMul(x, weights), at('bias'))), x).dataSync()
    const crossed = tf.slice(layer.apply(input, TRAIN).out.hidden, [0, 5], [-1, -1]).dataSync()
    for (const [i, value] of expected.entries()) expect(crossed[i]).toBeCloseTo(value, 5)
  })

  it('takes low rank by the width of all encoded fields, whatever a module adds or takes away', () => {
    const names = (count: number) => Array.from({ length: count }, (_, f) => `field ${f}`)
    const sizes = (encoded: number, plain: number) => {
      const context = layerContext({
        shape: { fieldNames: names(plain), embeddingDim: DIM, extras: 0, hiddenUnits: 0, towerUnits: 0 },
        fields: names(encoded).map((name) => ({ ...(layerContext().fields[0] as Field), name })),
      })
      buildInteractions({ ...defaultsOf(interactions.settings), dcnLayers: 1 }, context)
      return context.store.variables
        .filter(({ variable }) => keyOf(variable).startsWith('interactions/cross/'))
        .reduce((sum, { variable }) => sum + variable.size, 0)
    }
    const most = 128 / DIM
    for (const plain of [most - 1, most, most + 1]) {
      const width = plain * DIM
      expect(sizes(most, plain)).toBe(width * width + width)
      expect(sizes(most + 1, plain)).toBe(2 * width * 16 + width)
    }
  })

  it('is left out at 0 layers', () => {
    const { layer } = built({ dcnLayers: 0 })
    expect(layer.shape.hiddenUnits).toBe(5)
    expect(layer.apply(embedded(), TRAIN).out.hidden.shape).toEqual([ROWS, 5])
  })
})

describe('extras', () => {
  it('change nothing before training and something after', () => {
    const { layer, variables } = built({}, { extras: 3 })
    const hidden = (name: string): number[][] =>
      layer.apply(embedded({ extras: random(name, [ROWS, 3]) as tf.Tensor2D }), TRAIN).out.hidden.arraySync()
    expect(hidden('one')).toEqual(hidden('another'))
    const weights = variables.find((variable) => keyOf(variable) === 'interactions/mlp/extras/weights')
    expect(weights?.shape).toEqual([3, 6])
    weights?.assign(random('weights', [3, 6]))
    expect(hidden('one')).not.toEqual(hidden('another'))
  })
})
