import * as tf from '@tensorflow/tfjs'
import { logOdds } from '../../../nn/initializer.ts'
import { columnsOf } from '../../../nn/parts-of.ts'
import type { SceneContext } from './context.ts'
import { type After, block, blocks, joined, type RowLayer } from './layers.ts'
import type { Rows } from './rows.ts'
import type { Weights } from './weights.ts'

/** Towers of all tasks: x [B, i], or [B, T · i] where tasks have inputs of their own → hidden [B, T · U] → logits [B, T]. */
export interface Towers {
  readonly hidden: RowLayer
  logits(hidden: tf.Tensor2D, rows: Rows): tf.Tensor2D
}

export interface TowerOptions {
  /** Whether each task has its own part of the input. */
  readonly isByTask?: boolean
  /** What happens after each hidden layer. */
  readonly after?: After | undefined
}

/**
 * A tower for each task, and for each branch of the weights. Logits start at the base rates. The first layers of all
 * tasks are one matmul where tasks share their input, and so are the last, which are products with the one row of weights of
 * the row's branch.
 */
export function towersOf(
  context: SceneContext,
  weights: Weights,
  inputs: number,
  { isByTask = false, after }: TowerOptions = {},
): Towers {
  const name = 'scene-routing/tower'
  const tasks = context.tasks.length
  const last = context.tower.at(-1) ?? inputs
  return {
    hidden: isByTask
      ? byTask(tasks, (t) => blocks(context, weights, `${name}/${t}/own`, inputs, context.tower, after))
      : fromOne(context, weights, name, inputs, after),
    logits: logitsOf(context, weights, name, tasks, last),
  }
}

/** All tasks from the same input. */
function fromOne(
  context: SceneContext,
  weights: Weights,
  name: string,
  inputs: number,
  after: After | undefined,
): RowLayer {
  const tasks = context.tasks.length
  const [first, ...rest] = context.tower
  if (first === undefined) return (x) => joined(context.tasks.map(() => x))
  const bottom = block(context, weights, `${name}/0`, inputs, tasks * first, tasks)
  const act = after?.(`${name}/0`, tasks * first) ?? ((h: tf.Tensor2D) => h)
  if (rest.length === 0) return (x, rows) => act(bottom(x, rows), rows)
  const upper = byTask(tasks, (t) => blocks(context, weights, `${name}/${t}/upper`, first, rest, after))
  return (x, rows) => upper(act(bottom(x, rows), rows), rows)
}

/** Each task's own part of the input through its own layers. */
function byTask(tasks: number, layersOf: (task: number) => RowLayer): RowLayer {
  const all = Array.from({ length: tasks }, (_, t) => layersOf(t))
  return (x, rows) => {
    const parts = columnsOf(x, tasks)
    return joined(all.map((layer, t) => layer(parts[t] as tf.Tensor2D, rows)))
  }
}

/** [B, T · U] → [B, T]: each task's part times the one row of weights of the row's branch, from the base rate. */
export function logitsOf(
  context: SceneContext,
  weights: Weights,
  name: string,
  tasks: number,
  last: number,
): Towers['logits'] {
  const head = weights.matrix(`${name}/logit`, 1, tasks * last, [last, 1])
  const bias = weights.bias(`${name}/logit`, Float32Array.from(context.baseRates, logOdds))
  return (hidden, { route, off }) => {
    const all = tf.reshape(head(off), [weights.branches, tasks * last]) as tf.Tensor2D
    const own = weights.branches === 1 ? all : tf.matMul(route, all)
    const products = tf.reshape(tf.mul(hidden, own), [-1, tasks, last])
    return tf.add(tf.sum<tf.Tensor2D>(products, 2), bias(route, off))
  }
}
