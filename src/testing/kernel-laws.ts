import * as tf from '@tensorflow/tfjs'
import { describe, expect, it } from 'vitest'
import { stream } from '../core/rng.ts'
import { adam } from '../nn/adam.ts'
import { embeddingGrad, lookup } from '../nn/embedding.ts'
import { disagreements, slopes } from './gradients.ts'

const normals = (count: number, seed: number): Float32Array => {
  const rng = stream(seed, 'kernel-laws')
  return Float32Array.from({ length: count }, () => rng.normal())
}

/** Σ over n with ids[n] = v of dy[n], by plain loops in 64 bits. */
function scattered(dy: Float32Array, ids: readonly number[], width: number, rows: number): number[] {
  const out = new Array<number>(rows * width).fill(0)
  ids.forEach((id, n) => {
    for (let d = 0; d < width; d++)
      out[id * width + d] = (out[id * width + d] as number) + (dy[n * width + d] as number)
  })
  return out
}

/** What our own kernels must do on every backend; the backend is set before. */
export function kernelLaws(): void {
  describe('EmbeddingGrad', () => {
    it.each([
      { rows: 7, width: 3, count: 40 },
      { rows: 1, width: 1, count: 5 },
      { rows: 500, width: 8, count: 33 },
      { rows: 3, width: 16, count: 2000 },
    ])('adds the rows of equal ids: %o', ({ rows, width, count }) => {
      const rng = stream(3, `ids/${rows}`)
      const ids = Array.from({ length: count }, () => rng.int(rows))
      // Small values: the integer form on WebGPU keeps sums within ±8.
      const dy = normals(count * width, 1).map((x) => x / 100)
      const got = tf.tidy(() =>
        Array.from(
          embeddingGrad(
            tf.tensor2d(dy, [count, width]),
            tf.tensor1d(ids, 'int32'),
            rows,
          ).dataSync<'float32'>(),
        ),
      )
      const wanted = scattered(dy, ids, width, rows)
      expect(got).toHaveLength(wanted.length)
      for (const [i, value] of wanted.entries()) expect(got[i]).toBeCloseTo(value, 5)
    })

    it('gives the same bits twice', () => {
      const dy = tf.tensor2d(normals(3000, 4), [1000, 3])
      const ids = tf.tensor1d(
        Array.from({ length: 1000 }, (_, i) => i % 4),
        'int32',
      )
      const once = () => Array.from(tf.tidy(() => embeddingGrad(dy, ids, 4)).dataSync())
      expect(once()).toEqual(once())
      tf.dispose([dy, ids])
    })
  })

  describe('lookup', () => {
    it('gives the rows of the table in the order of the ids', () => {
      const table = tf.tensor2d([1, 2, 3, 4, 5, 6], [3, 2])
      const rows = lookup(table, tf.tensor1d([2, 0, 2], 'int32'))
      expect(Array.from(rows.dataSync())).toEqual([5, 6, 1, 2, 5, 6])
    })

    it('has the gradient of finite differences, and none for rows that no id names', () => {
      const table = tf.variable(tf.tensor2d(normals(15, 2), [5, 3]), true, 'kernel-laws/table')
      const ids = tf.tensor1d([4, 1, 1, 0], 'int32')
      const weights = tf.tensor2d(normals(12, 3), [4, 3])
      const loss = (): tf.Scalar => tf.sum(tf.mul(weights, tf.square(lookup(table as tf.Tensor2D, ids))))
      expect(disagreements(slopes([table], loss))).toEqual([])
      const { grads } = tf.variableGrads(loss, [table])
      const gradient = Array.from((grads[table.name] as tf.Tensor).dataSync())
      expect(gradient.slice(6, 12)).toEqual([0, 0, 0, 0, 0, 0])
      expect(gradient.slice(0, 3).every((x) => x !== 0)).toBe(true)
      table.dispose()
    })
  })

  describe('AdamUpdate', () => {
    it('takes the steps of the published rule, with decoupled decay after each', () => {
      const start = normals(10, 5)
      const gradients = [6, 7, 8, 9, 10].map((seed) => normals(10, seed))
      const [rate, shrink] = [0.05, 0.9]
      const variable = tf.variable(tf.tensor1d(start), true, 'kernel-laws/p')
      const before = tf.memory().numTensors
      const optimizer = adam([{ variable, shrink }], rate)
      for (const [step, g] of gradients.entries()) {
        tf.tidy(() => optimizer.apply({ [variable.name]: tf.tensor1d(g) }, step))
      }
      const wanted = adamByLoops(start, gradients, rate, shrink)
      const got = variable.dataSync()
      for (const [i, value] of wanted.entries()) expect(got[i]).toBeCloseTo(value, 5)
      optimizer.dispose()
      expect(tf.memory().numTensors).toBe(before)
      variable.dispose()
    })

    it('moves by the learning rate in its first step, whatever the size of the gradient', () => {
      const variable = tf.variable(tf.tensor1d([1, 1, 1]), true, 'kernel-laws/first')
      const optimizer = adam([{ variable, shrink: 1 }], 0.01)
      tf.tidy(() => optimizer.apply({ [variable.name]: tf.tensor1d([1e-3, -5, 300]) }, 0))
      const moved = Array.from(variable.dataSync(), (x) => x - 1)
      for (const [i, direction] of [-1, 1, -1].entries()) expect(moved[i]).toBeCloseTo(0.01 * direction, 5)
      optimizer.dispose()
      variable.dispose()
    })

    it('throws for a variable without a gradient', () => {
      const variable = tf.variable(tf.tensor1d([1]), true, 'kernel-laws/none')
      const optimizer = adam([{ variable, shrink: 1 }], 0.01)
      expect(() => optimizer.apply({}, 0)).toThrow('kernel-laws/none')
      optimizer.dispose()
      variable.dispose()
    })
  })
}

/** Kingma and Ba 2015, algorithm 1, in 64 bits; parameters shrink after each update. */
function adamByLoops(
  start: Float32Array,
  gradients: readonly Float32Array[],
  rate: number,
  shrink: number,
): number[] {
  const p = Array.from(start)
  const m = p.map(() => 0)
  const v = p.map(() => 0)
  for (const [step, gradient] of gradients.entries()) {
    for (const [i, g] of gradient.entries()) {
      m[i] = 0.9 * (m[i] as number) + 0.1 * g
      v[i] = 0.999 * (v[i] as number) + 0.001 * g * g
      const mean = (m[i] as number) / (1 - 0.9 ** (step + 1))
      const square = (v[i] as number) / (1 - 0.999 ** (step + 1))
      p[i] = ((p[i] as number) - (rate * mean) / (Math.sqrt(square) + 1e-8)) * shrink
    }
  }
  return p
}
