import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { stream } from '../../core/rng.ts'
import { useBackend } from '../../testing/backend.ts'
import { normalValues } from '../initializer.ts'

beforeAll(() => useBackend('wasm'))

const SHAPES = [
  { batch: 1, n: 1, k: 1, m: 1 },
  { batch: 1, n: 5, k: 3, m: 4 },
  { batch: 3, n: 2, k: 7, m: 5 },
]
const SIDES = [
  { transposeA: false, transposeB: false },
  { transposeA: true, transposeB: false },
  { transposeA: false, transposeB: true },
  { transposeA: true, transposeB: true },
]
const CASES = SHAPES.flatMap((shape) => SIDES.map((sides) => ({ ...shape, ...sides })))

const tensor = (shape: readonly [number, number, number], name: string): tf.Tensor3D =>
  tf.tensor3d(normalValues(stream(1, name), shape[0] * shape[1] * shape[2], 1), [...shape])

describe('matMul on WASM, which transposes first', () => {
  it.each(CASES)('is Σₖ a[i, k]·b[k, j]: %o', ({ batch, n, k, m, transposeA, transposeB }) => {
    const a = tensor(transposeA ? [batch, k, n] : [batch, n, k], 'a')
    const b = tensor(transposeB ? [batch, m, k] : [batch, k, m], 'b')
    const [left, right] = [a.arraySync(), b.arraySync()]
    const got = tf.matMul(a, b, transposeA, transposeB).arraySync() as unknown as number[][][]
    for (let s = 0; s < batch; s++) {
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < m; j++) {
          let sum = 0
          for (let c = 0; c < k; c++) {
            const l = transposeA ? left[s]?.[c]?.[i] : left[s]?.[i]?.[c]
            const r = transposeB ? right[s]?.[j]?.[c] : right[s]?.[c]?.[j]
            sum += (l as number) * (r as number)
          }
          expect(got[s]?.[i]?.[j]).toBeCloseTo(sum, 5)
        }
      }
    }
  })

  it('broadcasts a batch of one', () => {
    const a = tensor([1, 3, 2], 'a')
    const b = tensor([4, 5, 3], 'b')
    const got = tf.matMul(a, b, true, true)
    expect(got.shape).toEqual([4, 2, 5])
    const alone = tf.matMul(
      tf.squeeze(a, [0]),
      tf.squeeze(tf.slice(b, [2, 0, 0], [1, 5, 3]), [0]),
      true,
      true,
    )
    expect(Array.from(tf.slice(got, [2, 0, 0], [1, 2, 5]).dataSync())).toEqual(Array.from(alone.dataSync()))
  })

  it('leaves its operands and the tensor count as they were', () => {
    const a = tensor([2, 4, 3], 'a')
    const b = tensor([2, 5, 4], 'b')
    const kept = Array.from(a.dataSync())
    const before = tf.memory()
    tf.dispose(tf.matMul(a, b, true, true))
    expect(Array.from(a.dataSync())).toEqual(kept)
    expect(tf.memory().numTensors).toBe(before.numTensors)
    expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers)
  })
})

describe('unsortedSegmentSum on WASM', () => {
  it('adds the rows of equal ids, leaves out negative ones, and gives zeros where no id points', () => {
    const x = tf.tensor2d([1, 2, 3, 4, 5, 6, 7, 8], [4, 2])
    const ids = tf.tensor1d([2, 0, 2, -1], 'int32')
    expect(tf.unsortedSegmentSum(x, ids, 4).arraySync()).toEqual([
      [3, 4],
      [0, 0],
      [1 + 5, 2 + 6],
      [0, 0],
    ])
  })

  it('is the gradient of gather', () => {
    const table = tf.tensor2d([1, 2, 3, 4, 5, 6], [3, 2])
    const ids = tf.tensor1d([1, 1, 0], 'int32')
    const slope = tf.grad((t) => tf.sum(tf.square(tf.gather(t, ids))))(table)
    // 2·x for each time that a row is read.
    expect(slope.arraySync()).toEqual([
      [2, 4],
      [12, 16],
      [0, 0],
    ])
  })
})
