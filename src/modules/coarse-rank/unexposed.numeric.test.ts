import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { batchOf, disposeBatch } from '../../model/batches.ts'
import { buildRanker } from '../../model/ranker.ts'
import { keyOf } from '../../model/variables.ts'
import { useBackend } from '../../testing/backend.ts'
import { layerContext, moduleWorld, SMALL_MODEL, withModule } from '../../testing/module-world.ts'
import { partsOf } from '../parts.ts'
import { threeClasses } from './graph/labels.ts'
import { pruning } from './graph/pruning.ts'
import { ranked } from './graph/student.ts'

beforeAll(() => useBackend('wasm'))

const WORLD = moduleWorld()
const { train } = WORLD.splits
const WIDTH = WORLD.fields.length
const LOOK = { training: false, observe: true, step: 0 }

const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z))
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length
const valuesOf = (x: tf.Tensor): number[] => Array.from(x.dataSync())
const column = (values: readonly number[]): tf.Tensor2D => tf.tensor2d([...values], [values.length, 1])

describe('rows that were not shown', () => {
  /** The train rows, every second without a position; the student's loss and what it is made of. */
  function learned(exposure: 'shown' | 'ecm', labels: (row: number) => number = labelOf) {
    const place = WORLD.fields.findIndex(({ roles }) => roles.includes('position'))
    const ids = WORLD.ids.map((id, at) => (at % WIDTH === place && Math.floor(at / WIDTH) % 2 === 0 ? 0 : id))
    const own = Float32Array.from(WORLD.labels, (y, at) =>
      at % WORLD.tasks.length === 0 ? labels(at / WORLD.tasks.length) : y,
    )
    const world = { ...WORLD, ids, labels: own }
    const ranker = buildRanker(world, SMALL_MODEL, partsOf(withModule('coarse-rank', { exposure })), 11)
    const batch = batchOf(world, train, null)
    // Biases follow from the shares of train: the labels of what was not shown may move them, and nothing else.
    const bias = ranker.variables.find(({ variable }) => keyOf(variable) === 'coarse-rank/bias')?.variable
    bias?.assign(tf.zerosLike(bias))
    const { terms, taps } = ranker.forward(batch, LOOK)
    const result = {
      loss: (terms.get('coarse-rank/label') as tf.Scalar).arraySync(),
      logit: valuesOf(taps.get('coarse-rank/logit') as tf.Tensor),
    }
    disposeBatch(batch)
    ranker.dispose()
    return result
  }
  const labelOf = (row: number): number => WORLD.labels[row * WORLD.tasks.length] as number
  const isShown = (row: number): boolean => row % 2 === 1

  it('teach nothing where shown rows alone do: the loss is the mean over those', () => {
    const { loss, logit } = learned('shown')
    const own = [...train.entries()].flatMap(([i, row]) =>
      isShown(row) ? [-Math.log(sigmoid((labelOf(row) === 1 ? 1 : -1) * (logit[i] as number)))] : [],
    )
    expect(loss).toBeCloseTo(mean(own), 5)
    expect(learned('shown', (row) => (isShown(row) ? labelOf(row) : 1 - labelOf(row))).loss).toBe(loss)
  })

  it('are a class of their own under ECM, whose label is of no account', () => {
    const { loss } = learned('ecm')
    expect(learned('ecm', (row) => (isShown(row) ? labelOf(row) : 1 - labelOf(row))).loss).toBe(loss)
    // Untrained and without biases the three classes are about equally likely.
    expect(Math.abs(loss - Math.log(3))).toBeLessThan(0.4)
  })

  it('have the three-class loss of its definition, and are ranked by the odds of being taken up', () => {
    const [a, b] = [
      [0.3, -1.2, 2],
      [-0.7, 0.4, 1.1],
    ] as const
    const scored = ranked(tf.stack([tf.tensor1d([...a]), tf.tensor1d([...b])], 1) as tf.Tensor2D)
    const shown = [1, 0, 1]
    const labels = [1, 0, 0]
    const shares = a.map((ai, i) => {
      const all = [1, Math.exp(ai), Math.exp(b[i] as number)]
      return all.map((x) => x / all.reduce((sum, y) => sum + y, 0))
    })
    for (const [i, z] of valuesOf(scored.logit).entries()) {
      expect(sigmoid(z)).toBeCloseTo(shares[i]?.[2] as number, 6)
    }
    const wanted = mean(
      shares.map((p, i) => -Math.log(p[shown[i] === 0 ? 0 : labels[i] === 1 ? 2 : 1] as number)),
    )
    const loss = threeClasses(scored.logit, scored.passedOver as tf.Tensor2D, column(shown), column(labels))
    expect(loss.arraySync()).toBeCloseTo(wanted, 6)
  })
})

describe('pruning', () => {
  it('puts weights below q root mean squares of their layer to 0, leaves the others, and stops their gradient', () => {
    const small = pruning({ prune: 1 }, layerContext())
    if (small === null) throw new Error('nothing is pruned')
    for (let step = 0; step < 2000; step++) small.afterStep()
    // √((.01 + 1 + 4 + .25) / 4) = 1.146.
    const w = tf.tensor2d([0.1, -1, 2, 0.5], [2, 2])
    expect(valuesOf(small.of(w))).toEqual([0, 0, 2, 0].map((x) => expect.closeTo(x, 6)))
    expect(small.kept().arraySync()).toEqual([0.25])
    const slope = tf.grad((x) => tf.sum(tf.mul(small.of(x as tf.Tensor2D), 3)))(w)
    expect(valuesOf(slope)).toEqual([0, 0, 3, 0])
  })

  it('begins with all weights, and is none at 0', () => {
    const small = pruning({ prune: 2 }, layerContext())
    const w = tf.tensor2d([0.1, -1, 2, 0.5], [2, 2])
    expect(valuesOf(small?.of(w) as tf.Tensor)).toEqual(valuesOf(w))
    expect(pruning({ prune: 0 }, layerContext())).toBeNull()
  })
})
