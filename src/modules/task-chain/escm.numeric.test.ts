import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { defaultsOf } from '../../core/setting-spec.ts'
import { batchOf, disposeBatch } from '../../model/batches.ts'
import { buildRanker } from '../../model/ranker.ts'
import { trainingStep } from '../../model/training-step.ts'
import { trainedOf } from '../../model/variables.ts'
import { useBackend } from '../../testing/backend.ts'
import { scatter } from '../../testing/gradients.ts'
import { layerContext, moduleWorld, SMALL_MODEL, withModule } from '../../testing/module-world.ts'
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
import { partsOf } from '../parts.ts'
import { buildTaskChain } from './graph.ts'
import { taskChain } from './spec.ts'

beforeAll(() => useBackend('cpu'))

const WORLD = moduleWorld()
const WIDTH = 2
const ROWS = 30
const FLOOR = 0.2
const logits = randomRows('escm', ROWS, 4, 3)
const labels = nestedLabels('escm', ROWS)
const weights = randomRows('escm/weights', ROWS, 4, 0.9).map((row) => row.map((x) => 1 + x))
const towers = randomRows('escm/towers', ROWS, 4 * WIDTH, 1).map((row) =>
  NESTED_TASKS.map((_, k) => row.slice(k * WIDTH, (k + 1) * WIDTH)),
)
const PAIRS = [
  [1, 0],
  [2, 1],
] as const

function made(coupling: 'escm2-ips' | 'escm2-dr', change: Partial<{ lambdaGlobal: number }> = {}) {
  const base = layerContext({ tasks: NESTED_TASKS, baseRates: [0.5, 0.3, 0.1, 0.5] })
  const context = { ...base, shape: { ...base.shape, towerUnits: WIDTH } }
  const config = { ...defaultsOf(taskChain.settings), coupling, propensityFloor: FLOOR, ...change }
  const layer = buildTaskChain(config, context)
  const variables = trainedOf(base.store.variables).map(({ variable }) => variable)
  scatter(variables, 0.5, 4)
  return { layer, heads: variables.map((variable) => [...variable.dataSync()]) }
}

/** p of each task by multiplying σ(z) along its path. */
function marginalsOf(z: readonly number[]): number[] {
  const [short, long, gift, follow] = z.map(sigmoid) as [number, number, number, number]
  return [short, short * long, short * long * gift, follow]
}
/** o / max(ô, floor) of each row for the pair whose required task this is. */
const seenOf = (z: Rows, required: number): number[] =>
  z.map((row, b) => (labels[b]?.[required] as number) / Math.max(FLOOR, marginalsOf(row)[required] as number))
const SEEN = PAIRS.map(([, required]) => seenOf(logits, required))

/** Softplus of each head [w₀, w₁], [b] on its task's tower. */
const imputedOf = (heads: readonly number[][], pair: number): number[] => {
  const [w, bias] = [heads[2 * pair] as number[], heads[2 * pair + 1]?.[0] as number]
  return towers.map((row) => {
    const q = row[PAIRS[pair]?.[0] as number] as number[]
    const score = bias + q.reduce((sum, x, i) => sum + x * (w[i] as number), 0)
    return Math.log1p(Math.exp(score))
  })
}

/** The terms on plain numbers, propensities as they are at `logits`. */
function termsOf(z: Rows, heads: readonly number[][] | null, w: Rows) {
  const weighed = (values: readonly number[], k: number) =>
    meanOf(values.map((value, b) => value * (w[b]?.[k] as number)))
  let conditional = 0
  let imputation = 0
  for (const [pair, [later]] of PAIRS.entries()) {
    const seen = SEEN[pair] as number[]
    const errors = z.map((row, b) => crossEntropy(row[later] as number, labels[b]?.[later] as number))
    if (heads === null) {
      conditional += weighed(
        errors.map((error, b) => error * (seen[b] as number)),
        later,
      )
      continue
    }
    const guesses = imputedOf(heads, pair)
    const rest = errors.map((error, b) => error - (guesses[b] as number))
    conditional += weighed(
      rest.map((left, b) => (guesses[b] as number) + (seen[b] as number) * left),
      later,
    )
    imputation += weighed(
      rest.map((left, b) => (seen[b] as number) * left ** 2),
      later,
    )
  }
  const tasks = NESTED_TASKS.map((_, k) =>
    weighed(
      z.map((row, b) => {
        const p = marginalsOf(row)[k] as number
        return labels[b]?.[k] === 1 ? -Math.log(p) : -Math.log(1 - p)
      }),
      k,
    ),
  )
  return { conditional, imputation, tasks }
}
const ones = logits.map(() => [1, 1, 1, 1])

describe.each(['escm2-ips', 'escm2-dr'] as const)('%s', (coupling) => {
  const isRobust = coupling === 'escm2-dr'

  it('has the terms of its formula on plain numbers, rows weighed', () => {
    for (const w of [ones, weights]) {
      const { layer, heads } = made(coupling)
      const { taskLosses, losses } = relatedTo(layer, { logits, labels, towers, weights: w })
      const wanted = termsOf(logits, isRobust ? heads : null, w)
      expect(losses.conditional).toBeCloseTo(wanted.conditional, 4)
      if (isRobust) expect(losses.imputation).toBeCloseTo(wanted.imputation, 4)
      expect(Object.keys(losses)).toEqual(isRobust ? ['conditional', 'imputation'] : ['conditional'])
      for (const [k, loss] of wanted.tasks.entries()) expect(taskLosses[k]).toBeCloseTo(loss, 4)
    }
  })

  it('has the slopes of L_ctr + λ_c conditional + λ_g entire space, propensities held constant', () => {
    const { layer, heads } = made(coupling, { lambdaGlobal: 0.3 })
    const lossWeights = { conditional: 0.5, imputation: 2 }
    const { gradient } = relatedTo(layer, { logits, labels, towers, weights }, lossWeights)
    const expected = differences(logits, (z) => {
      const { conditional, imputation, tasks } = termsOf(z, isRobust ? heads : null, weights)
      const [short, long, gift, follow] = tasks as [number, number, number, number]
      return short + follow + 0.3 * (long + gift) + 0.5 * conditional + 2 * imputation
    })
    for (const [b, row] of gradient.entries())
      for (const [k, slope] of row.entries()) expect(slope).toBeCloseTo(expected[b]?.[k] as number, 4)
  })

  it('has its λ_g in the gradient that the optimiser follows', () => {
    const slopeAt = (lambdaGlobal: number): Float32Array => {
      const modules = withModule('task-chain', { coupling, lambdaGlobal })
      const ranker = buildRanker(WORLD, SMALL_MODEL, partsOf(modules), 11)
      const batch = batchOf(WORLD, WORLD.splits.train, null)
      const slope = tf.tidy(() => {
        const step = trainingStep(ranker, batch, 0)
        const name = Object.keys(step.gradients).find((key) => key.endsWith('embedding/fields')) as string
        const values = (step.gradients[name] as tf.Tensor).dataSync<'float32'>().slice()
        step.dispose()
        return values
      })
      disposeBatch(batch)
      ranker.dispose()
      return slope
    }
    // The gradient is linear in λ_g: what .5 gives is the mean of what 0 and 1 give.
    const [none, half, all] = [slopeAt(0), slopeAt(0.5), slopeAt(1)]
    expect(Math.max(...all.map((slope, i) => Math.abs(slope - (none[i] as number))))).toBeGreaterThan(1e-4)
    for (const [i, slope] of half.entries())
      expect(slope).toBeCloseTo(((none[i] as number) + (all[i] as number)) / 2, 5)
  })

  it('does not look at a later label where the required task did not happen', () => {
    const { layer } = made(coupling)
    const other = labels.map((row) => (row[0] === 0 ? [0, 1, row[2] as number, row[3] as number] : row))
    const only = (y: Rows) => {
      const w = logits.map(() => [1, 1, 0, 1])
      return relatedTo(layer, { logits, labels: y, towers, weights: w }).losses.conditional
    }
    expect(only(other)).toBe(only(labels))
  })

  it('never gives a later task more than the one it requires, and stays finite for |z| = 50', () => {
    const extreme = logits.map((row, b) => row.map((_, k) => ((b + k) % 2 === 0 ? 50 : -50)))
    const { layer } = made(coupling)
    const { logits: z, taskLosses, losses, gradient } = relatedTo(layer, { logits: extreme, labels, towers })
    const numbers = [...taskLosses, ...Object.values(losses), ...gradient.flat(), ...z.flat()]
    expect(numbers.every((value) => Number.isFinite(value))).toBe(true)
    for (const [short, long, gift] of z as [number, number, number][]) {
      expect(long).toBeLessThanOrEqual(short)
      expect(gift).toBeLessThanOrEqual(long)
    }
  })
})

describe('the inverse-propensity estimate', () => {
  it('is that of the hand-worked example, the floor included', () => {
    // Row 1: o = 1, ô = σ(0) = .5, δ = BCE(0, 1) = ln 2, counts 2 ln 2. Row 2: o = 0. Row 3: o = 1, ô = σ(−9) < .2, so
    // its δ = BCE(0, 0) = ln 2 counts 5 times. (2 + 0 + 5) ln 2 / 3; no row has the second task and the third.
    const { losses } = relatedTo(made('escm2-ips').layer, {
      logits: [
        [0, 0, 0, 0],
        [0, 0, 0, 0],
        [-9, 0, 0, 0],
      ],
      labels: [
        [1, 1, 0, 0],
        [0, 0, 0, 0],
        [1, 0, 0, 0],
      ],
      weights: [
        [1, 1, 0, 1],
        [1, 1, 0, 1],
        [1, 1, 0, 1],
      ],
    })
    expect(losses.conditional).toBeCloseTo((7 * Math.log(2)) / 3, 5)
  })

  it('is unbiased: over draws of o by a right propensity it has the mean of the whole population’s risk', () => {
    // One row type for each y, ô = .25: one in four observed. Weighted by 4, the mean over 4 rows of one observed is δ.
    const z = Math.log(0.25 / 0.75)
    const rows = [1, 0, 0, 0]
    const { losses } = relatedTo(made('escm2-ips').layer, {
      logits: rows.map(() => [z, 1, 0, 0]),
      labels: rows.map((o) => [o, o, 0, 0]),
      weights: rows.map(() => [1, 1, 0, 1]),
    })
    expect(losses.conditional).toBeCloseTo(crossEntropy(1, 1), 5)
  })
})
