import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { stream } from '../../core/rng.ts'
import { defaultsOf } from '../../core/setting-spec.ts'
import type { Layer, Related } from '../../model/stage.ts'
import { useBackend } from '../../testing/backend.ts'
import { layerContext } from '../../testing/module-world.ts'
import { buildTaskChain } from './graph.ts'
import { taskChain } from './spec.ts'

const TASKS = [
  { id: 'short', requires: null },
  { id: 'long', requires: 'short' },
  { id: 'gift', requires: 'long' },
  { id: 'follow', requires: null },
]
const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z))

beforeAll(() => useBackend('cpu'))

function layerOf(coupling: 'chain' | 'hinge'): Layer<'relate'> {
  return buildTaskChain({ ...defaultsOf(taskChain.settings), coupling }, layerContext({ tasks: TASKS }))
}

const noTowers = (): never => {
  throw new Error('no tower is asked for')
}

/** What the layer makes of logits [B, 4] and labels [B, 4], as plain numbers. */
function related(coupling: 'chain' | 'hinge', z: readonly number[][], y: readonly number[][]) {
  const layer = layerOf(coupling)
  const logits = tf.tensor2d([...z])
  const labels = tf.tensor2d([...y])
  const batch = {
    labels,
    ids: labels,
    sceneIds: tf.tensor1d([0]),
    userMask: labels,
    history: null,
    targets: null,
  }
  const mode = { training: true, observe: false, step: 0 }
  const apply = (x: tf.Tensor2D) => layer.apply({ batch, logits: x, weights: null, towers: noTowers }, mode)
  const losses = (out: Related) => tf.addN([...out.taskLosses])
  const { out, losses: terms } = apply(logits)
  const gradient = tf.grad((x: tf.Tensor) => losses(apply(x as tf.Tensor2D).out))(logits)
  return {
    marginals: out.logits.arraySync(),
    taskLosses: out.taskLosses.map((loss) => loss.arraySync()),
    gradient: gradient.arraySync() as number[][],
    hinge: terms?.hinge?.arraySync(),
  }
}

/** 200 rows of logits, a third of them extreme. */
function randomLogits(): number[][] {
  const rng = stream(1, 'task-chain/logits')
  return Array.from({ length: 200 }, (_, row) =>
    TASKS.map(() => (row % 3 === 0 ? 100 : 4) * (2 * rng.uniform() - 1)),
  )
}
const zeros = (rows: number): number[][] => Array.from({ length: rows }, () => [0, 0, 0, 0])

describe('the chain', () => {
  it('gives each task the product of the conditional probabilities on its path', () => {
    const z = [0.3, -1.1, 0.7, -0.4]
    const { marginals } = related('chain', [z], zeros(1))
    const s = z.map(sigmoid) as [number, number, number, number]
    const products = [s[0], s[0] * s[1], s[0] * s[1] * s[2], s[3]]
    for (const [k, p] of products.entries()) expect(sigmoid(marginals[0]?.[k] as number)).toBeCloseTo(p, 6)
  })

  it('has the losses of those probabilities', () => {
    const z = [0.3, -1.1, 0.7, -0.4]
    const y = [1, 1, 0, 1]
    const { taskLosses } = related('chain', [z], [y])
    const s = z.map(sigmoid) as [number, number, number, number]
    const expected = [
      -Math.log(s[0]),
      -Math.log(s[0] * s[1]),
      -Math.log(1 - s[0] * s[1] * s[2]),
      -Math.log(s[3]),
    ]
    for (const [k, loss] of expected.entries()) expect(taskLosses[k]).toBeCloseTo(loss, 6)
  })

  it('never gives a later task more than the one it requires', () => {
    const { marginals } = related('chain', randomLogits(), zeros(200))
    for (const [short, long, gift] of marginals as [number, number, number][]) {
      expect(long).toBeLessThanOrEqual(short)
      expect(gift).toBeLessThanOrEqual(long)
    }
  })

  it('has log forms of p and 1 − p that sum to 1 in probability', () => {
    const rows = randomLogits().filter((_, row) => row % 3 !== 0)
    for (const z of rows.slice(0, 20)) {
      const yes = related('chain', [z], [[1, 1, 1, 1]]).taskLosses
      const no = related('chain', [z], [[0, 0, 0, 0]]).taskLosses
      for (const k of TASKS.keys()) {
        expect(Math.exp(-(yes[k] as number)) + Math.exp(-(no[k] as number))).toBeCloseTo(1, 6)
      }
    }
  })

  it.each([50, -50, 100, -100])('is finite in loss and gradient at z = %d, for every nested label', (z) => {
    for (const y of [
      [0, 0, 0, 0],
      [1, 0, 0, 1],
      [1, 1, 0, 0],
      [1, 1, 1, 1],
    ]) {
      const { taskLosses, gradient, marginals } = related('chain', [[z, z, z, z]], [y])
      expect([...taskLosses, ...gradient.flat(), ...marginals.flat()].every(Number.isFinite)).toBe(true)
    }
  })

  it('pushes a confidently wrong task with gradient 1, not 0', () => {
    // One path of one task: −ln(1 − σ(50)) = 50 and its slope is σ(50) = 1.
    const { taskLosses, gradient } = related('chain', [[-50, 0, 0, 50]], [[0, 0, 0, 0]])
    expect(taskLosses[3]).toBeCloseTo(50, 4)
    expect(gradient[0]?.[3]).toBeCloseTo(1, 6)
  })

  it('leaves a task without requires, and required by none, alone', () => {
    const z = randomLogits()
    const { marginals } = related('chain', z, zeros(200))
    for (const [row, logits] of z.entries()) {
      const alone = logits[3] as number
      expect(Math.abs((marginals[row]?.[3] as number) - alone)).toBeLessThan(
        1e-4 * Math.max(1, Math.abs(alone)),
      )
    }
  })
})

describe('the hinge', () => {
  it('is 0 where tasks are nested', () => {
    expect(related('hinge', [[2, 1, 0, 5]], zeros(1)).hinge).toBe(0)
  })

  it('is the mean excess of each later task over its own required one, summed over pairs', () => {
    // Row 1: long over short by σ(1) − σ(0) = .2310586; row 2: gift over long by σ(2) − σ(−1) = .6118560.
    const { hinge } = related(
      'hinge',
      [
        [0, 1, -3, 0],
        [1, -1, 2, 0],
      ],
      zeros(2),
    )
    expect(hinge).toBeCloseTo((0.2310586 + 0.611856) / 2, 6)
  })

  it('passes the logits through unchanged', () => {
    const z = [[0.5, 1.5, -2.5, 3.5]]
    expect(related('hinge', z, zeros(1)).marginals).toEqual(z)
  })
})
