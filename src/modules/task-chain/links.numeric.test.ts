import type * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { defaultsOf } from '../../core/setting-spec.ts'
import { keyOf, trainedOf } from '../../model/variables.ts'
import { useBackend } from '../../testing/backend.ts'
import { scatter } from '../../testing/gradients.ts'
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

const WIDTH = 3
const ROWS = 8
const logits = randomRows('links', ROWS, 4, 2)
const labels = nestedLabels('links', ROWS)
/** Hidden layers as [B, T · U]. */
const flatTowers = randomRows('links/towers', ROWS, 4 * WIDTH, 1.5)
const asTowers = (flat: Rows): Rows[] =>
  flat.map((row) => NESTED_TASKS.map((_, k) => row.slice(k * WIDTH, (k + 1) * WIDTH)))
const towers = asTowers(flatTowers)

function made(coupling: 'aitm' | 'dbmtl', { isScattered = true, stopGradient = false } = {}) {
  const base = layerContext({ tasks: NESTED_TASKS, baseRates: [0.5, 0.3, 0.1, 0.5] })
  const context = { ...base, shape: { ...base.shape, towerUnits: WIDTH } }
  const layer = buildTaskChain({ ...defaultsOf(taskChain.settings), coupling, stopGradient }, context)
  const variables = trainedOf(base.store.variables).map(({ variable }) => variable)
  if (isScattered) scatter(variables, 0.5, 3)
  const values = new Map(variables.map((variable) => [keyOf(variable), matrixOf(variable)]))
  return { layer, values }
}
/** A variable as rows; a vector as one. */
function matrixOf(variable: tf.Variable): number[][] {
  const flat = [...variable.dataSync()]
  const width = variable.shape.at(-1) as number
  return Array.from({ length: flat.length / width }, (_, i) => flat.slice(i * width, (i + 1) * width))
}

type Values = ReadonlyMap<string, number[][]>
/** x·W + b of the named layer, b where there is one. */
function affine(values: Values, name: string, x: readonly number[]): number[] {
  const weights = values.get(`${name}/weights`) as number[][]
  const bias = values.get(`${name}/bias`)?.[0]
  return (weights[0] as number[]).map((_, o) =>
    x.reduce((sum, value, i) => sum + value * (weights[i]?.[o] as number), bias?.[o] ?? 0),
  )
}
const relu = (x: readonly number[]): number[] => x.map((value) => Math.max(0, value))
const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, i) => sum + value * (b[i] as number), 0)

/** Logits of one row by AITM, and the attention on what the task before passes on. */
function aitmRow(values: Values, z: readonly number[], q: Rows) {
  const name = 'task-chain/aitm'
  const hidden = q.map((row) => [...row])
  const shares: number[] = []
  const out = [...z]
  for (const [task, before] of [
    [1, 0],
    [2, 1],
  ] as const) {
    const candidates = [
      relu(affine(values, `${name}/transfer/${task}`, hidden[before] as number[])),
      hidden[task] as number[],
    ]
    const scores = candidates.map((u) =>
      Math.exp(dot(affine(values, `${name}/query`, u), affine(values, `${name}/key`, u)) / Math.sqrt(WIDTH)),
    )
    const sum = scores.reduce((a, b) => a + b, 0)
    const parts = candidates.map((u) => affine(values, `${name}/value`, u))
    hidden[task] = (parts[0] as number[]).map((_, i) =>
      parts.reduce((total, part, u) => total + ((scores[u] as number) / sum) * (part[i] as number), 0),
    )
    shares.push((scores[0] as number) / sum)
    out[task] = (z[task] as number) + (affine(values, `${name}/head/${task}`, hidden[task])[0] as number)
  }
  return { out, shares }
}

/** Logits of one row by DBMTL. */
function dbmtlRow(values: Values, z: readonly number[], q: Rows) {
  const name = 'task-chain/dbmtl'
  const long = relu(affine(values, `${name}/link/1`, [...(q[1] as number[]), ...(q[0] as number[])]))
  const gift = relu(affine(values, `${name}/link/2`, [...(q[2] as number[]), ...(q[0] as number[]), ...long]))
  const added = [
    0,
    affine(values, `${name}/head/1`, long)[0] as number,
    affine(values, `${name}/head/2`, gift)[0] as number,
    0,
  ]
  return { out: z.map((own, k) => own + (added[k] as number)), shares: [] }
}
const ROW = { aitm: aitmRow, dbmtl: dbmtlRow }

function expectClose(got: Rows, wanted: Rows, digits: number): void {
  expect(got.length).toBe(wanted.length)
  for (const [b, row] of wanted.entries())
    for (const [k, value] of row.entries()) expect(got[b]?.[k], `${b}, ${k}`).toBeCloseTo(value, digits)
}

/** Σ_k mean cross-entropy, and with AITM the hinge, of logits. */
function totalOf(coupling: 'aitm' | 'dbmtl', z: Rows): number {
  const own = NESTED_TASKS.map((_, k) =>
    meanOf(z.map((row, b) => crossEntropy(row[k] as number, labels[b]?.[k] as number))),
  )
  return own.reduce((a, b) => a + b, 0) + (coupling === 'aitm' ? hingeOf(z) : 0)
}
const hingeOf = (z: Rows): number =>
  [1, 2].reduce(
    (sum, k) =>
      sum + meanOf(z.map((row) => Math.max(0, sigmoid(row[k] as number) - sigmoid(row[k - 1] as number)))),
    0,
  )

describe.each(['aitm', 'dbmtl'] as const)('%s', (coupling) => {
  it('has the logits and losses of its formula, task by task on plain numbers', () => {
    const { layer, values } = made(coupling)
    const result = relatedTo(layer, { logits, labels, towers })
    const rows = logits.map((z, b) => ROW[coupling](values, z, towers[b] as Rows))
    const z = rows.map(({ out }) => out)
    expectClose(result.logits, z, 5)
    for (const k of NESTED_TASKS.keys()) {
      const losses = z.map((row, b) => crossEntropy(row[k] as number, labels[b]?.[k] as number))
      expect(result.taskLosses[k]).toBeCloseTo(meanOf(losses), 5)
    }
    if (coupling === 'dbmtl') return
    expect(result.losses.hinge).toBeCloseTo(hingeOf(z), 5)
    expectClose(
      result.taps.transfer as number[][],
      rows.map(({ shares }) => shares),
      5,
    )
  })

  it('starts as independent towers', () => {
    const { layer } = made(coupling, { isScattered: false })
    expect(relatedTo(layer, { logits, labels, towers }).logits).toEqual(
      logits.map((row) => row.map(Math.fround)),
    )
  })

  it('has the slopes of that loss by every tower: a later label moves the towers before it', () => {
    const { layer, values } = made(coupling)
    const slopes = relatedTo(layer, { logits, labels, towers }).towerGradient()
    const expected = differences(flatTowers, (flat) => {
      const moved = asTowers(flat)
      return totalOf(
        coupling,
        logits.map((z, b) => ROW[coupling](values, z, moved[b] as Rows).out),
      )
    })
    expectClose(
      slopes.map((row) => row.flat()),
      expected,
      4,
    )
    expect(slopes.some((row) => (row[0] ?? []).some((slope) => Math.abs(slope) > 1e-3))).toBe(true)
  })

  it('counts each row as it is weighed', () => {
    const { layer } = made(coupling)
    const weights = logits.map((_, b) => [b % 2, 1, 0, 2])
    const { taskLosses, logits: z } = relatedTo(layer, { logits, labels, towers, weights })
    for (const k of NESTED_TASKS.keys()) {
      const losses = z.map(
        (row, b) => crossEntropy(row[k] as number, labels[b]?.[k] as number) * (weights[b]?.[k] as number),
      )
      expect(taskLosses[k]).toBeCloseTo(meanOf(losses), 5)
    }
  })

  it('is finite in loss and gradient for |z| = 50', () => {
    const extreme = logits.map((row, b) => row.map((_, k) => ((b + k) % 2 === 0 ? 50 : -50)))
    const { taskLosses, gradient } = relatedTo(made(coupling).layer, { logits: extreme, labels, towers })
    expect([...taskLosses, ...gradient.flat()].every(Number.isFinite)).toBe(true)
  })
})

describe('AITM with a stopped gradient', () => {
  it('gives the same logits, and leaves the towers that pass something on alone', () => {
    const [open, stopped] = [made('aitm'), made('aitm', { stopGradient: true })]
    const [a, b] = [open, stopped].map(({ layer }) => relatedTo(layer, { logits, labels, towers }))
    expect(b?.logits).toEqual(a?.logits)
    // Tower 0 reaches the loss through the first transfer alone, the towers' own logits being given.
    for (const row of b?.towerGradient() ?? []) expect(row[0]).toEqual([0, 0, 0])
  })
})
