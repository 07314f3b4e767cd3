// The reference step: 12 fields × 16 → two DCN-v2 crosses beside an MLP 128-64 → a shared tower and a private one for each
// of three scenes → three heads 128-32-1, BCE, dense Adam. 185,347 dense parameters and a table of 56,612 rows.
import * as tf from '@tensorflow/tfjs'
import { stream } from '../../src/core/rng.ts'

export const FIELDS = 12
export const WIDTH = 16
export const VOCABULARY = 56612
export const SCENES = 3
export const TASKS = 3
export const ADAM = { rate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 }
const X = FIELDS * WIDTH

/** Shapes of the parameters in their order; vectors start at 0. */
export const SHAPES: Readonly<Record<string, readonly number[]>> = {
  table: [VOCABULARY, WIDTH],
  cross0: [X, X],
  cross0b: [X],
  cross1: [X, X],
  cross1b: [X],
  mlp0: [X, 128],
  mlp0b: [128],
  mlp1: [128, 64],
  mlp1b: [64],
  shared: [X + 64, 64],
  sharedb: [64],
  own: [X + 64, SCENES * 64],
  ownb: [SCENES * 64],
  ...Object.fromEntries(
    Array.from({ length: TASKS }, (_, i) => [
      [`head${i}`, [128, 32]],
      [`head${i}b`, [32]],
      [`logit${i}`, [32, 1]],
      [`logit${i}b`, [1]],
    ]).flat() as [string, number[]][],
  ),
}

export interface Batch {
  readonly ids: tf.Tensor2D
  readonly scenes: tf.Tensor1D
  readonly labels: tf.Tensor2D
}
export interface Rows {
  readonly count: number
  readonly ids: Int32Array
  readonly scenes: Int32Array
  readonly labels: Float32Array
}

export function initialValues(): ReadonlyMap<string, Float32Array> {
  return new Map(
    Object.entries(SHAPES).map(([name, shape]) => {
      const size = shape.reduce((a, b) => a * b, 1)
      const draws = stream(1, `bench/${name}`)
      const scale =
        shape.length === 1
          ? 0
          : name === 'table'
            ? 0.05
            : Math.sqrt(6 / ((shape[0] as number) + (shape[1] as number)))
      return [name, Float32Array.from({ length: size }, () => scale * (2 * draws.uniform() - 1))]
    }),
  )
}

/** Ids with a long tail within each field's share of the table, and labels that depend on some of them. */
export function rowsOf(count: number): Rows {
  const draws = stream(2, 'bench/rows')
  const share = Math.floor(VOCABULARY / FIELDS)
  const ids = Int32Array.from({ length: count * FIELDS }, (_, i) => {
    const own = Math.floor(share * draws.uniform() ** 3)
    return (i % FIELDS) * share + own
  })
  const scenes = Int32Array.from({ length: count }, () => Math.floor(SCENES * draws.uniform()))
  const labels = Float32Array.from({ length: count * TASKS }, (_, i) => {
    const row = Math.floor(i / TASKS)
    return Number(draws.uniform() < 0.2 + 0.4 * ((((ids[row * FIELDS] ?? 0) % 7) + (i % TASKS)) / 9))
  })
  return { count, ids, scenes, labels }
}

export type Lookup = (table: tf.Tensor2D, ids: tf.Tensor1D) => tf.Tensor2D

/** Mean BCE over rows, summed over tasks; plain tfjs. */
export function lossOf(p: Readonly<Record<string, tf.Tensor>>, batch: Batch, lookup: Lookup): tf.Scalar {
  const rows = batch.ids.shape[0]
  const w = (name: string): tf.Tensor2D => p[name] as tf.Tensor2D
  const b = (name: string): tf.Tensor1D => p[`${name}b`] as tf.Tensor1D
  const dense = (x: tf.Tensor2D, name: string): tf.Tensor2D => tf.add(tf.matMul(x, w(name)), b(name))
  const relu = (x: tf.Tensor2D): tf.Tensor2D => tf.relu(x)
  const x0 = tf.reshape(lookup(w('table'), tf.reshape(batch.ids, [-1]) as tf.Tensor1D), [
    rows,
    X,
  ]) as tf.Tensor2D
  let crossed = x0
  for (const name of ['cross0', 'cross1']) crossed = tf.add(tf.mul(x0, dense(crossed, name)), crossed)
  const deep = relu(dense(relu(dense(x0, 'mlp0')), 'mlp1'))
  const both = tf.concat([crossed, deep], 1)
  const shared = relu(dense(both, 'shared'))
  const towers = tf.reshape(relu(dense(both, 'own')), [rows, SCENES, 64])
  const mask = tf.expandDims(tf.oneHot(batch.scenes, SCENES), 2)
  const own = tf.sum(tf.mul(towers, mask), 1) as tf.Tensor2D
  const top = tf.concat([shared, own], 1)
  const logits = tf.concat(
    Array.from({ length: TASKS }, (_, i) => dense(relu(dense(top, `head${i}`)), `logit${i}`)),
    1,
  )
  const size = tf.neg(tf.abs(logits))
  const terms = tf.add(tf.sub(tf.relu(logits), tf.mul(logits, batch.labels)), tf.log1p(tf.exp(size)))
  return tf.sum(tf.mean(terms, 0)) as tf.Scalar
}
