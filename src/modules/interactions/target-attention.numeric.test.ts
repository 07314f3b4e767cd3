import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { stream } from '../../core/rng.ts'
import { makeStepper } from '../../engine/make-stepper.ts'
import { eagerStepper } from '../../model/eager-stepper.ts'
import type { Embedded } from '../../model/stage.ts'
import { keyOf } from '../../model/variables.ts'
import { useBackend } from '../../testing/backend.ts'
import { disagreements, scatter, slopes } from '../../testing/gradients.ts'
import { layerContext, moduleExperiment, moduleWorld, withModule } from '../../testing/module-world.ts'
import { partsOf } from '../parts.ts'
import { targetAttention } from './graph/target-attention.ts'

const DIM = 4
const ITEM = 1
const LENGTH = 3
/** Items of the rows, and what each row's user took up before. */
const ITEMS = [2, 5, 1]
const HISTORY = [
  [3, 2, 0],
  [0, 0, 0],
  [4, 4, 1],
]

/** The unit with item embeddings of its own, and its values as plain arrays. */
function built(dinSoftmax: boolean) {
  const context = layerContext()
  const unit = targetAttention(
    { dinSoftmax, dinHidden: 5 },
    { ...context, shape: { ...context.shape, fieldNames: [] } },
  )
  const variables = context.store.variables.map(({ variable }) => variable)
  scatter(variables, 0.6, 3)
  const values = (name: string): number[][] => {
    const found = variables.find((variable) => keyOf(variable) === `interactions/din/${name}`)
    if (found === undefined) throw new Error(`no variable ${name}`)
    return found.shape.length === 1 ? [found.arraySync() as number[]] : (found.arraySync() as number[][])
  }
  return { unit, variables, values }
}

function input(items: readonly number[], history: readonly (readonly number[])[]): Embedded {
  const ids = tf.tensor2d(
    items.map((item) => [0, item]),
    [items.length, 2],
    'int32',
  )
  const nothing = tf.zeros<tf.Rank.R2>([items.length, 1])
  return {
    batch: {
      ids,
      labels: nothing,
      userMask: nothing,
      sceneIds: tf.zeros([items.length]),
      targets: null,
      history: tf.tensor2d(history as number[][], [items.length, LENGTH], 'int32'),
    },
    fields: tf.zeros([items.length, 1, DIM]),
    user: null,
    extras: null,
    linear: tf.zeros([items.length]),
    items: null,
  }
}

const given = (): Embedded => input(ITEMS, HISTORY)
const applied = (unit: ReturnType<typeof targetAttention>, to: Embedded): number[][] =>
  unit.apply(to.fields, tf.zeros([to.fields.shape[0], DIM]), to).arraySync()

/** Target attention by the paper's formula, one place at a time. */
function attended(values: (name: string) => number[][], softmax: boolean): number[][] {
  const [table, w1, b1, w2, b2] = [
    'items',
    'hidden/weights',
    'hidden/bias',
    'score/weights',
    'score/bias',
  ].map(values) as [number[][], number[][], number[][], number[][], number[][]]
  return ITEMS.map((item, row) => {
    const t = table[item] as number[]
    const taken = (HISTORY[row] as number[]).filter((id) => id > 0).map((id) => table[id] as number[])
    const scores = taken.map((h) => {
      const x = [
        ...t,
        ...h,
        ...t.map((v, i) => v - (h[i] as number)),
        ...t.map((v, i) => v * (h[i] as number)),
      ]
      const hidden = (b1[0] as number[]).map((bias, u) =>
        Math.max(
          0,
          x.reduce((sum, v, i) => sum + v * (w1[i]?.[u] as number), bias),
        ),
      )
      return hidden.reduce((sum, v, u) => sum + v * (w2[u]?.[0] as number), b2[0]?.[0] as number)
    })
    const total = scores.reduce((sum, score) => sum + Math.exp(score), 0)
    const weights = softmax ? scores.map((score) => Math.exp(score) / total) : scores
    return t.map((_, i) => taken.reduce((sum, h, j) => sum + (weights[j] as number) * (h[i] as number), 0))
  })
}

beforeAll(() => useBackend('wasm'))

describe.each([false, true])('target attention, softmax %s', (softmax) => {
  it('is the paper’s sum over the remembered items', () => {
    const { unit, values } = built(softmax)
    const wanted = attended(values, softmax).flat()
    for (const [i, value] of applied(unit, given()).flat().entries()) {
      expect(value).toBeCloseTo(wanted[i] as number, 5)
    }
  })

  it('gives 0 where nothing is remembered, and does not mind the order of what is', () => {
    const { unit } = built(softmax)
    const [first, none] = applied(unit, given())
    const [turned] = applied(unit, input([2], [[0, 2, 3]]))
    expect(none).toEqual([0, 0, 0, 0])
    for (const [i, value] of (turned ?? []).entries()) expect(value).toBeCloseTo(first?.[i] as number, 5)
  })

  it('has the gradient that finite differences give', () => {
    const { unit, variables } = built(softmax)
    const to = given()
    const loss = (): tf.Scalar =>
      tf.mean(tf.square(unit.apply(to.fields, tf.zeros([ITEMS.length, DIM]), to))) as tf.Scalar
    expect(disagreements(slopes(variables, loss))).toEqual([])
  })
})

describe('target attention in a model', () => {
  it('reads item embeddings of the model where the item id is a field', () => {
    const context = layerContext()
    targetAttention({ dinSoftmax: false, dinHidden: 5 }, context)
    expect(context.fields[ITEM]?.kind).toBe('item')
    expect(context.store.variables.map(({ variable }) => keyOf(variable))).not.toContain(
      'interactions/din/items',
    )
  })

  it('is compiled on WASM, with losses and logits like eager tfjs', async () => {
    const modules = withModule('interactions', { din: true })
    const config = moduleExperiment(modules, { batchSize: 16, learningRate: 0.01 })
    const world = { ...moduleWorld(), history: null }
    const compiled = await makeStepper(1)(config, world, partsOf(modules))
    const eager = eagerStepper(config, world, partsOf(modules))
    expect(compiled.how).toMatch(/^wasm, compiled/)
    for (const stepper of [compiled, eager]) await stepper.steps(30, 0)
    const [a, b] = [await compiled.evaluate(world.splits.valid), await eager.evaluate(world.splits.valid)]
    const apart = a.map((logit, i) => Math.abs(logit - (b[i] as number)))
    expect(Math.max(...apart)).toBeLessThan(1e-3)
    compiled.dispose()
    eager.dispose()
  })

  it('changes nothing for a row when other users’ behaviours change', () => {
    const { unit } = built(false)
    const rng = stream(1, 'others')
    const [own] = applied(unit, given())
    const others = HISTORY.slice(1).map((row) => row.map(() => rng.int(6)))
    const [again] = applied(unit, input(ITEMS, [HISTORY[0] as number[], ...others]))
    expect(again).toEqual(own)
  })
})
