import * as tf from '@tensorflow/tfjs'
import { stream } from '../core/rng.ts'
import type { Layer, Related } from '../model/stage.ts'

export type Rows = readonly (readonly number[])[]

/** What a relate layer is given, for B rows and T tasks. */
export interface RelateInput {
  readonly logits: Rows
  readonly labels: Rows
  /** [B, T]; all 1 when absent. */
  readonly weights?: Rows
  /** [B, T, U]; asking for them throws when absent. */
  readonly towers?: readonly Rows[]
}

/** What a relate layer makes of plain numbers, and the slopes of its weighted total by logits and towers. */
export function relatedTo(
  layer: Layer<'relate'>,
  { logits, labels, weights, towers }: RelateInput,
  lossWeights: Readonly<Record<string, number>> = {},
) {
  const mutable = (rows: Rows): number[][] => rows.map((row) => [...row])
  const y = tf.tensor2d(mutable(labels))
  const batch = { labels: y, ids: y, sceneIds: tf.tensor1d([0]), userMask: y, history: null, targets: null }
  const counts = weights === undefined ? null : tf.tensor2d(mutable(weights))
  const hidden = towers === undefined ? null : tf.tensor3d(towers.map(mutable))
  const apply = (z: tf.Tensor2D, h: tf.Tensor3D | null) =>
    layer.apply(
      {
        batch,
        weights: counts,
        logits: z,
        towers: () => {
          if (h === null) throw new Error('no tower is asked for')
          return h
        },
      },
      { training: true, observe: true, step: 0 },
    )
  const total = (z: tf.Tensor2D, h: tf.Tensor3D | null): tf.Scalar => {
    const { out, losses = {} } = apply(z, h)
    const own = out.taskLosses.map((loss, k) => tf.mul(loss, layer.taskWeights?.[k] ?? 1))
    const added = Object.entries(losses).map(([name, loss]) => tf.mul(loss, lossWeights[name] ?? 1))
    return tf.addN([...own, ...added]) as tf.Scalar
  }
  const z = tf.tensor2d(mutable(logits))
  const { out, losses = {}, taps = {} } = apply(z, hidden)
  const numbers = (of: Related) => of.taskLosses.map((loss) => loss.arraySync())
  const byTowers = (h: tf.Tensor3D) => tf.grad((x: tf.Tensor) => total(z, x as tf.Tensor3D))(h)
  return {
    logits: out.logits.arraySync(),
    taskLosses: numbers(out),
    losses: Object.fromEntries(Object.entries(losses).map(([name, loss]) => [name, loss.arraySync()])),
    taps: Object.fromEntries(Object.entries(taps).map(([name, tap]) => [name, tap.arraySync()])),
    gradient: tf
      .grad((x: tf.Tensor) => total(x as tf.Tensor2D, hidden))(z)
      .arraySync() as number[][],
    towerGradient: () => (hidden === null ? [] : (byTowers(hidden).arraySync() as number[][][])),
  }
}

/** Rows of numbers within ±size, by a named stream. */
export function randomRows(name: string, rows: number, columns: number, size: number): number[][] {
  const rng = stream(1, name)
  return Array.from({ length: rows }, () =>
    Array.from({ length: columns }, () => size * (2 * rng.uniform() - 1)),
  )
}

/** Labels of three nested tasks, short ≥ long ≥ gift, and one alone. */
export function nestedLabels(name: string, rows: number): number[][] {
  const rng = stream(2, name)
  return Array.from({ length: rows }, () => {
    const level = rng.int(4)
    return [Number(level > 0), Number(level > 1), Number(level > 2), rng.int(2)]
  })
}

export const NESTED_TASKS = [
  { id: 'short', requires: null },
  { id: 'long', requires: 'short' },
  { id: 'gift', requires: 'long' },
  { id: 'follow', requires: null },
]

export const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z))
/** −y ln σ(z) − (1 − y) ln(1 − σ(z)). */
export const crossEntropy = (z: number, y: number): number =>
  Math.max(z, 0) - z * y + Math.log1p(Math.exp(-Math.abs(z)))
export const meanOf = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length

/** Central differences of a function of rows of numbers, one element at a time. */
export function differences(at: Rows, value: (rows: Rows) => number, step = 1e-5): number[][] {
  const moved = (b: number, k: number, by: number): Rows =>
    at.map((row, i) => row.map((x, j) => (i === b && j === k ? x + by : x)))
  return at.map((row, b) =>
    row.map((_, k) => (value(moved(b, k, step)) - value(moved(b, k, -step))) / (2 * step)),
  )
}
