import * as tf from '@tensorflow/tfjs'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { stream } from '../core/rng.ts'
import { useBackend } from '../testing/backend.ts'
import { disagreements, scatter, slopes } from '../testing/gradients.ts'
import { dense, layerNorm, mlp } from './dense.ts'
import { glorotValues, type Initializer, normalValues } from './initializer.ts'
import { binaryCrossEntropy } from './losses.ts'
import { columnsOf, scalarsOf } from './parts-of.ts'
import { uniformAt } from './random.ts'
import { constant, stopGradient } from './stop-gradient.ts'

beforeAll(() => useBackend('cpu'))

let made: tf.Variable[] = []
afterEach(() => {
  tf.dispose(made)
  made = []
})
/** Initial values from streams, as a model's; every variable is kept for the test. */
function initializer(seed = 1): Initializer {
  return {
    rng: (name) => stream(seed, name),
    variable(name, shape, values) {
      const variable = tf.variable(tf.tensor(values, [...shape]), true, `blocks/${made.length}/${name}`)
      made.push(variable)
      return variable
    },
  }
}
const normal2d = (rows: number, columns: number, seed = 2): tf.Tensor2D =>
  tf.tensor2d(normalValues(stream(seed, 'x'), rows * columns, 1), [rows, columns])
const valuesOf = (x: tf.Tensor): number[] => Array.from(x.dataSync())
const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z))

describe('dense', () => {
  it('is x·W + b', () => {
    const layer = dense(initializer(), 'd', 2, 3, { bias: [1, 2, 3] })
    const [weights] = made as [tf.Variable]
    weights.assign(tf.tensor2d([1, 0, -1, 2, 1, 0], [2, 3]))
    expect(valuesOf(layer(tf.tensor2d([[3, 4]])))).toEqual([1 + 11, 2 + 4, 3 - 3])
  })

  it('starts at its bias when it starts at zero, and has none when told so', () => {
    expect(valuesOf(dense(initializer(), 'z', 4, 2, { zero: true, bias: 0.5 })(normal2d(1, 4)))).toEqual([
      0.5, 0.5,
    ])
    made = []
    dense(initializer(), 'n', 4, 2, { bias: null })
    expect(made).toHaveLength(1)
  })

  it('has the gradients of finite differences, alone and in an MLP with LayerNorm', () => {
    const x = normal2d(6, 5)
    const net = mlp(initializer(), 'm', 5, [4, 3], true)
    scatter(made, 0.3, 7)
    const target = normal2d(6, 3, 9)
    const loss = (): tf.Scalar => tf.mean(tf.square(tf.sub(net(x), target)))
    const found = slopes(made, loss)
    expect(found.some(({ analytic }) => Math.abs(analytic) > 1e-3)).toBe(true)
    expect(disagreements(found)).toEqual([])
  })
})

describe('layerNorm', () => {
  it('gives each row mean 0 and variance 1, whatever its scale and shift', () => {
    const norm = layerNorm(initializer(), 'ln', 50)
    const x = normal2d(4, 50)
    const rows = norm(x).arraySync()
    for (const row of rows) {
      const mean = row.reduce((a, b) => a + b, 0) / 50
      expect(mean).toBeCloseTo(0, 5)
      expect(row.reduce((a, b) => a + (b - mean) ** 2, 0) / 50).toBeCloseTo(1, 3)
    }
    const moved = norm(tf.add(tf.mul(x, 7), 3) as tf.Tensor2D).arraySync()
    for (const [i, row] of rows.entries())
      for (const [j, value] of row.entries()) expect(moved[i]?.[j]).toBeCloseTo(value, 3)
  })
})

describe('binaryCrossEntropy', () => {
  it('is −ln of the probability of what happened', () => {
    const z = [-3, -0.5, 0, 0.5, 3]
    for (const y of [0, 1]) {
      const got = valuesOf(binaryCrossEntropy(tf.tensor1d(z), tf.fill([5], y) as tf.Tensor1D))
      for (const [i, logit] of z.entries())
        expect(got[i]).toBeCloseTo(-Math.log(y === 1 ? sigmoid(logit) : 1 - sigmoid(logit)), 5)
    }
  })

  it('is finite and never negative at any logit', () => {
    const z = tf.tensor1d([-1e4, -80, 80, 1e4])
    for (const y of [0, 1]) {
      const got = valuesOf(binaryCrossEntropy(z, tf.fill([4], y) as tf.Tensor1D))
      expect(got.every((value) => Number.isFinite(value) && value >= 0)).toBe(true)
    }
    expect(valuesOf(binaryCrossEntropy(z, tf.tensor1d([1, 1, 0, 0])))).toEqual([1e4, 80, 80, 1e4])
  })

  it('has the gradient σ(z) − y', () => {
    const z = tf.tensor1d([-20, -2, 0.3, 4, 20])
    const y = tf.tensor1d([1, 0, 1, 1, 0])
    const slope = tf.grad((x) => tf.sum(binaryCrossEntropy(x, y as tf.Tensor)))(z)
    const wanted = valuesOf(z).map((logit, i) => sigmoid(logit) - (valuesOf(y)[i] as number))
    for (const [i, value] of valuesOf(slope).entries()) expect(value).toBeCloseTo(wanted[i] as number, 5)
  })
})

describe('stopGradient', () => {
  it('passes values and no gradient', () => {
    const x = tf.tensor1d([1, 2, 3])
    expect(valuesOf(stopGradient(x))).toEqual([1, 2, 3])
    const slope = tf.grad((v) => tf.sum(tf.mul(v, stopGradient(v))))(x)
    expect(valuesOf(slope)).toEqual([1, 2, 3])
  })

  it('holds for a function of its input', () => {
    const slope = tf.grad((v) =>
      tf.sum(
        tf.add(
          v,
          constant(v, (u) => tf.square(u)),
        ),
      ),
    )(tf.tensor1d([5]))
    expect(valuesOf(slope)).toEqual([1])
  })
})

describe('parts of a tensor', () => {
  it.each([1, 2, 3])('are its %i columns and scalars, with their gradients', (n) => {
    const x = normal2d(4, n)
    const columns = columnsOf(x, n)
    expect(columns.map(({ shape }) => shape)).toEqual(Array.from({ length: n }, () => [4, 1]))
    const byColumn = tf.grad((v) =>
      tf.addN(columnsOf(v as tf.Tensor2D, n).map((column, i) => tf.sum(tf.mul(column, i + 1)))),
    )(x)
    expect(valuesOf(byColumn)).toEqual(Array.from({ length: 4 * n }, (_, i) => (i % n) + 1))
    const byScalar = tf.grad((v) =>
      tf.addN(scalarsOf(v as tf.Tensor1D).map((scalar, i) => tf.mul(scalar, i + 1))),
    )(tf.ones([n]))
    expect(valuesOf(byScalar)).toEqual(Array.from({ length: n }, (_, i) => i + 1))
  })
})

describe('random numbers', () => {
  it('are the same for the same seed, stream and step, and others otherwise', () => {
    const base = uniformAt(1, 'a', 2, 100)
    expect(uniformAt(1, 'a', 2, 100)).toEqual(base)
    expect(uniformAt(1, 'a', 2, 60)).toEqual(base.subarray(0, 60))
    for (const other of [uniformAt(2, 'a', 2, 100), uniformAt(1, 'b', 2, 100), uniformAt(1, 'a', 3, 100)])
      expect(other).not.toEqual(base)
  })

  it('are uniform on [0, 1)', () => {
    const values = uniformAt(7, 'u', 0, 20_000)
    expect(values.every((value) => value >= 0 && value < 1)).toBe(true)
    const counts = new Array<number>(10).fill(0)
    for (const value of values)
      counts[Math.floor(value * 10)] = (counts[Math.floor(value * 10)] as number) + 1
    // χ² of ten cells: 27.9 is passed once in a thousand.
    expect(counts.reduce((sum, count) => sum + (count - 2000) ** 2 / 2000, 0)).toBeLessThan(27.9)
  })

  it('of Glorot fill ±√(6 / (inputs + outputs))', () => {
    const values = glorotValues(stream(1, 'g'), 30, 20)
    const limit = Math.sqrt(6 / 50)
    expect(values).toHaveLength(600)
    expect(Math.max(...values)).toBeLessThanOrEqual(limit)
    expect(Math.max(...values)).toBeGreaterThan(0.95 * limit)
    expect(Math.min(...values)).toBeLessThan(-0.95 * limit)
  })

  it('of a normal have the standard deviation that was asked', () => {
    const values = normalValues(stream(1, 'n'), 20_000, 0.02)
    const square = values.reduce((sum, value) => sum + value * value, 0) / values.length
    expect(Math.sqrt(square)).toBeCloseTo(0.02, 3)
  })
})
