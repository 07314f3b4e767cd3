import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { defaultsOf } from '../../core/setting-spec.ts'
import { trainedOf } from '../../model/variables.ts'
import { useBackend } from '../../testing/backend.ts'
import { layerContext } from '../../testing/module-world.ts'
import {
  crossEntropy,
  differences,
  meanOf,
  NESTED_TASKS,
  nestedLabels,
  type Rows,
  randomRows,
  relatedTo,
  sigmoid,
} from '../../testing/relate-layer.ts'
import { buildTaskChain } from './graph.ts'
import { taskChain } from './spec.ts'

beforeAll(() => useBackend('cpu'))

const RATES = [0.75, 0.5, 0.25, 0.5]
function layerOf(coupling: 'corn' | 'coral') {
  const context = layerContext({ tasks: NESTED_TASKS, baseRates: RATES })
  const layer = buildTaskChain({ ...defaultsOf(taskChain.settings), coupling }, context)
  return { layer, variables: trainedOf(context.store.variables).map(({ variable }) => variable) }
}
const BEFORE = [null, 0, 1, null] as const

/** Σ_k mean over the rows that qualify. */
const cornLosses = (z: Rows, y: Rows, w?: Rows): number[] =>
  BEFORE.map((required, k) => {
    const own = y.flatMap((row, b) => (required === null || row[required] === 1 ? [b] : []))
    const losses = own.map((b) => crossEntropy(z[b]?.[k] as number, y[b]?.[k] as number) * (w?.[b]?.[k] ?? 1))
    return own.length === 0 ? 0 : meanOf(losses)
  })

describe('CORN', () => {
  const logits = randomRows('corn', 40, 4, 3)
  const labels = nestedLabels('corn', 40)
  const weights = randomRows('corn/weights', 40, 4, 0.5).map((row) => row.map((x) => 1 + x))

  it('has the mean loss of each conditional subset, rows weighed', () => {
    const { layer } = layerOf('corn')
    for (const given of [{}, { weights }]) {
      const { taskLosses } = relatedTo(layer, { logits, labels, ...given })
      for (const [k, loss] of cornLosses(logits, labels, 'weights' in given ? weights : undefined).entries())
        expect(taskLosses[k]).toBeCloseTo(loss, 5)
    }
  })

  it('is the exact likelihood of the ordinal: losses times subset sizes are −Σ ln P(level of the row)', () => {
    const { layer } = layerOf('corn')
    const { taskLosses, logits: marginal } = relatedTo(layer, { logits, labels })
    const sizes = [
      labels.length,
      labels.filter(([short]) => short === 1).length,
      labels.filter(([, long]) => long === 1).length,
    ]
    const likelihood = marginal.map((row, b) => {
      const [p1, p2, p3] = row.map(sigmoid) as [number, number, number]
      const level = (labels[b] as number[]).slice(0, 3).reduce((a, x) => a + x, 0)
      return -Math.log([1 - p1, p1 - p2, p2 - p3, p3][level] as number)
    })
    const total = sizes.reduce((sum, size, k) => sum + size * (taskLosses[k] as number), 0)
    expect(total / labels.length).toBeCloseTo(meanOf(likelihood), 4)
  })

  it('is least, without features, where each task has its own rate among the rows that qualify', () => {
    const count = (k: number) => labels.filter((row) => row[k] === 1).length
    const odds = BEFORE.map((required, k) => {
      const rate = count(k) / (required === null ? labels.length : count(required))
      return Math.log(rate / (1 - rate))
    })
    const { gradient, logits: marginal } = relatedTo(layerOf('corn').layer, {
      logits: labels.map(() => odds),
      labels,
    })
    for (const k of odds.keys()) {
      expect(meanOf(gradient.map((row) => row[k] as number))).toBeCloseTo(0, 6)
      expect(sigmoid(marginal[0]?.[k] as number)).toBeCloseTo(count(k) / labels.length, 5)
    }
  })

  it('has the slopes of that loss', () => {
    const { gradient } = relatedTo(layerOf('corn').layer, { logits, labels, weights })
    const expected = differences(logits, (z) => cornLosses(z, labels, weights).reduce((a, x) => a + x, 0))
    for (const [b, row] of gradient.entries())
      for (const [k, slope] of row.entries()) expect(slope).toBeCloseTo(expected[b]?.[k] as number, 5)
  })

  it('trains nothing of a task that no row of the batch qualifies for', () => {
    const { taskLosses, gradient } = relatedTo(layerOf('corn').layer, {
      logits: [[1, 2, 3, 4]],
      labels: [[0, 0, 0, 1]],
    })
    expect(taskLosses.slice(1, 3)).toEqual([0, 0])
    expect(gradient[0]?.slice(1, 3)).toEqual([0, 0])
  })

  it('never gives a later task more than the one it requires', () => {
    const extreme = randomRows('corn/extreme', 100, 4, 100)
    const zeros = extreme.map(() => [0, 0, 0, 0])
    const { logits: marginal } = relatedTo(layerOf('corn').layer, { logits: extreme, labels: zeros })
    for (const [short, long, gift] of marginal as [number, number, number][]) {
      expect(long).toBeLessThanOrEqual(short)
      expect(gift).toBeLessThanOrEqual(long)
    }
  })
})

describe('CORAL', () => {
  it('gives the tasks of a tree one score and each its bias, and a task alone its own logit', () => {
    const logits = randomRows('coral', 10, 4, 2)
    const labels = nestedLabels('coral', 10)
    const { layer, variables } = layerOf('coral')
    const biases = [...(variables[0]?.dataSync() ?? [])]
    const { logits: z, taskLosses } = relatedTo(layer, { logits, labels })
    for (const [b, row] of logits.entries()) {
      const score = meanOf(row.slice(0, 3))
      const expected = [0, 1, 2].map((k) => score + (biases[k] as number))
      for (const k of [0, 1, 2]) expect(z[b]?.[k]).toBeCloseTo(expected[k] as number, 5)
      expect(z[b]?.[3]).toBeCloseTo(row[3] as number, 5)
    }
    for (const k of NESTED_TASKS.keys()) {
      const losses = z.map((row, b) => crossEntropy(row[k] as number, labels[b]?.[k] as number))
      expect(taskLosses[k]).toBeCloseTo(meanOf(losses), 5)
    }
  })

  it('starts at the base rates where the towers do', () => {
    const odds = RATES.map((rate) => Math.log(rate / (1 - rate)))
    const { logits } = relatedTo(layerOf('coral').layer, { logits: [odds], labels: [[0, 0, 0, 0]] })
    for (const [k, z] of odds.entries()) expect(logits[0]?.[k]).toBeCloseTo(z, 5)
  })

  it('has its biases in order at the least loss, wherever they start', () => {
    const { layer, variables } = layerOf('coral')
    const [bias] = variables as [tf.Variable]
    bias.assign(tf.tensor1d([-2, 0, 1, 0]))
    const logits = tf.tensor2d(randomRows('coral/order', 60, 4, 2))
    const labels = tf.tensor2d(nestedLabels('coral/order', 60))
    const batch = {
      labels,
      ids: labels,
      sceneIds: tf.tensor1d([0]),
      userMask: labels,
      history: null,
      targets: null,
    }
    const mode = { training: true, observe: false, step: 0 }
    const routed = { batch, logits, weights: null, towers: () => tf.zeros([60, 4, 1]) as tf.Tensor3D }
    for (let step = 0; step < 150; step++) {
      const { grads } = tf.variableGrads(
        () => tf.addN([...layer.apply(routed, mode).out.taskLosses]) as tf.Scalar,
        variables,
      )
      bias.assign(tf.sub(bias, tf.mul(grads[bias.name] as tf.Tensor, 4)))
    }
    const [b0, b1, b2] = bias.dataSync() as unknown as [number, number, number]
    expect(b0).toBeGreaterThan(b1)
    expect(b1).toBeGreaterThan(b2)
  })
})

it.each(['corn', 'coral'] as const)('%s is finite in loss and gradient for |z| = 50', (coupling) => {
  for (const z of [50, -50])
    for (const y of [
      [0, 0, 0, 0],
      [1, 0, 0, 1],
      [1, 1, 0, 0],
      [1, 1, 1, 1],
    ]) {
      const { taskLosses, gradient, logits } = relatedTo(layerOf(coupling).layer, {
        logits: [[z, -z, z, z]],
        labels: [y],
      })
      expect([...taskLosses, ...gradient.flat(), ...logits.flat()].every(Number.isFinite)).toBe(true)
    }
})
