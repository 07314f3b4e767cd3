import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { stream } from '../core/rng.ts'
import { useBackend } from '../testing/backend.ts'
import { type Adam, adam } from './adam.ts'
import { lookup } from './embedding.ts'
import { normalValues } from './initializer.ts'

beforeAll(() => useBackend('cpu'))

let made = 0
const variableOf = (values: readonly number[], shape: readonly number[] = [values.length]): tf.Variable =>
  tf.variable(tf.tensor([...values], [...shape]), true, `adam/${made++}`)
const valuesOf = (x: tf.Tensor): number[] => Array.from(x.dataSync())

/** One update of some variables from plain numbers. */
function apply(
  optimizer: Adam,
  step: number,
  gradients: readonly (readonly [tf.Variable, readonly number[]])[],
) {
  tf.tidy(() => {
    const named = gradients.map(([v, g]) => [v.name, tf.tensor([...g], v.shape)] as const)
    optimizer.apply(Object.fromEntries(named), step)
  })
}

describe('adam', () => {
  it('matches the hand-worked second step', () => {
    const variable = variableOf([0])
    const optimizer = adam([{ variable, shrink: 1 }], 0.1)
    apply(optimizer, 0, [[variable, [1]]])
    // m = .1, v = .001; corrected both are 1: the step is .1·1/√1.
    expect(valuesOf(variable)[0]).toBeCloseTo(-0.1, 6)
    apply(optimizer, 1, [[variable, [-3]]])
    // m = .9·.1 + .1·(−3) = −.21; 1 − .9² = .19; v = .999·.001 + .001·9 = .009999; 1 − .999² = .001999.
    const second = (0.1 * (-0.21 / 0.19)) / Math.sqrt(0.009999 / 0.001999)
    expect(valuesOf(variable)[0]).toBeCloseTo(-0.1 - second, 6)
  })

  it('does not mix variables: each moves and shrinks as it would alone', () => {
    const rng = stream(1, 'adam/mix')
    const starts = [normalValues(rng, 6, 1), normalValues(rng, 4, 1)].map((start) => Array.from(start))
    const steps = Array.from({ length: 5 }, () =>
      starts.map(({ length }) => Array.from(normalValues(rng, length, 1))),
    )
    const shrinks = [0.7, 1]
    const alone = starts.map((start, i) => {
      const variable = variableOf(start)
      const optimizer = adam([{ variable, shrink: shrinks[i] as number }], 0.02)
      for (const [step, gradients] of steps.entries())
        apply(optimizer, step, [[variable, gradients[i] ?? []]])
      return valuesOf(variable)
    })
    const together = [variableOf(starts[0] ?? [], [2, 3]), variableOf(starts[1] ?? [])]
    const optimizer = adam(
      together.map((variable, i) => ({ variable, shrink: shrinks[i] as number })),
      0.02,
    )
    for (const [step, gradients] of steps.entries())
      apply(
        optimizer,
        step,
        together.map((variable, i) => [variable, gradients[i] ?? []] as const),
      )
    expect(together.map(valuesOf)).toEqual(alone)
    expect(together[0]?.shape).toEqual([2, 3])
  })

  it('keeps moving on memory alone when the gradient has gone, less with every step', () => {
    const variable = variableOf([0])
    const optimizer = adam([{ variable, shrink: 1 }], 0.1)
    apply(optimizer, 0, [[variable, [1]]])
    const path = [1, 2, 3, 4].map((step) => {
      const before = valuesOf(variable)[0] as number
      apply(optimizer, step, [[variable, [0]]])
      return before - (valuesOf(variable)[0] as number)
    })
    expect(path.every((moved) => moved > 0)).toBe(true)
    expect(path).toEqual([...path].sort((a, b) => b - a))
  })

  it('without any gradient only shrinks', () => {
    const variable = variableOf([2, -4])
    const optimizer = adam([{ variable, shrink: 0.5 }], 0.1)
    for (const step of [0, 1, 2]) apply(optimizer, step, [[variable, [0, 0]]])
    expect(valuesOf(variable)).toEqual([0.25, -0.5])
  })

  it('is dense: a row of a table that no id names stays only until it has once been named', () => {
    const table = variableOf([1, 1, 1, 1, 1, 1], [3, 2])
    const optimizer = adam([{ variable: table, shrink: 1 }], 0.1)
    const update = (step: number, ids: readonly number[]): number[] => {
      tf.tidy(() => {
        const loss = () => tf.sum(lookup(table as tf.Tensor2D, tf.tensor1d([...ids], 'int32'))) as tf.Scalar
        optimizer.apply(tf.variableGrads(loss, [table]).grads, step)
      })
      return valuesOf(table)
    }
    const first = update(0, [0, 1, 1])
    // Two readings make twice the gradient, and the same first step.
    for (const value of first.slice(0, 4)) expect(value).toBeCloseTo(0.9, 5)
    expect(first.slice(4)).toEqual([1, 1])
    const second = update(1, [1])
    expect(second[0]).toBeLessThan(first[0] as number)
    expect(second.slice(4)).toEqual([1, 1])
  })

  it('finds the minimum of a badly scaled bowl', () => {
    const variable = variableOf([3, -2])
    const scales = tf.tensor1d([100, 0.01])
    const optimizer = adam([{ variable, shrink: 1 }], 0.05)
    for (let step = 0; step < 600; step++) {
      tf.tidy(() => {
        const loss = () => tf.sum(tf.mul(scales, tf.square(tf.sub(variable, 1)))) as tf.Scalar
        optimizer.apply(tf.variableGrads(loss, [variable]).grads, step)
      })
    }
    for (const value of valuesOf(variable)) expect(value).toBeCloseTo(1, 2)
  })

  it('holds two moments a variable, and gives them back', () => {
    const variables = [variableOf([1]), variableOf([2, 3])]
    const before = tf.memory().numTensors
    const optimizer = adam(
      variables.map((variable) => ({ variable, shrink: 1 })),
      0.1,
    )
    for (const step of [0, 1, 2]) {
      apply(
        optimizer,
        step,
        variables.map((variable) => [variable, valuesOf(variable)] as const),
      )
      expect(tf.memory().numTensors).toBe(before + 4)
    }
    optimizer.dispose()
    expect(tf.memory().numTensors).toBe(before)
  })
})
