import * as tf from '@tensorflow/tfjs'
import { columnsOf } from '../../../nn/parts-of.ts'
import type { SceneContext } from './context.ts'
import { everyNorm, type NormOptions, rowNorm } from './norm.ts'
import { picked, type Rows } from './rows.ts'
import { privateWeights, type Weights } from './weights.ts'

/** A layer that knows the rows' scenes: x [B, i] → [B, o]. */
export type RowLayer = (x: tf.Tensor2D, rows: Rows) => tf.Tensor2D

/**
 * x·W_s + b_s with the s of each row: all branches' products as one matmul, then the row's own picked by its one-hot.
 * Nothing flows back to the other branches' weights: their gradient is exactly 0.
 */
export function linear(
  weights: Weights,
  name: string,
  inputs: number,
  outputs: number,
  fans?: readonly [number, number],
): RowLayer {
  const matrix = weights.matrix(name, inputs, outputs, fans)
  const bias = weights.bias(name, new Float32Array(outputs))
  return (x, { route, off }) => {
    const product = tf.matMul(x, matrix(off)) as tf.Tensor2D
    if (weights.branches === 1) return tf.add(product, bias(route))
    const all = tf.reshape(product, [-1, weights.branches, outputs]) as tf.Tensor3D
    return tf.add(picked(all, route), bias(route, off))
  }
}

/** Linear → norm, if the setting asks for one → ReLU. */
export function block(
  context: SceneContext,
  weights: Weights,
  name: string,
  inputs: number,
  outputs: number,
  parts = 1,
): RowLayer {
  const layer = linear(weights, name, inputs, outputs, [inputs, outputs / parts])
  const norm = rowNorm(context, `${name}/norm`, outputs, { ...affineOf(weights), parts })
  return (x, rows) => {
    const z = layer(x, rows)
    return tf.relu(norm === null ? z : norm(z, rows))
  }
}

/** Private weights have scales and shifts of their own. */
export const affineOf = (weights: Weights): NormOptions =>
  weights.branches === 1 ? { affine: 'shared' } : { affine: 'own', branches: weights.branches }

/** Makes what happens to a hidden layer [B, units] from its name: PPNet's gates, AdaSparse's factors. */
export type After = (name: string, units: number) => RowLayer

/** Blocks of the given widths, with what happens after each. */
export function blocks(
  context: SceneContext,
  weights: Weights,
  name: string,
  inputs: number,
  widths: readonly number[],
  after?: After,
): RowLayer {
  const layers = widths.flatMap((width, i) => {
    const layer = block(context, weights, `${name}/${i}`, widths[i - 1] ?? inputs, width)
    return after === undefined ? [layer] : [layer, after(`${name}/${i}`, width)]
  })
  return (x, rows) => layers.reduce((h, layer) => layer(h, rows), x)
}

/** Several nets of blocks side by side: x [B, inputs] → [B, count · last width]. Their first layers are one matmul. */
export function experts(
  context: SceneContext,
  weights: Weights,
  name: string,
  count: number,
  inputs: number,
  widths: readonly number[],
): RowLayer {
  const [first, ...rest] = widths as readonly [number, ...number[]]
  const bottom = block(context, weights, `${name}/0`, inputs, count * first, count)
  if (rest.length === 0) return bottom
  const upper = Array.from({ length: count }, (_, e) =>
    blocks(context, weights, `${name}/${e}/upper`, first, rest),
  )
  return (x, rows) => {
    const parts = columnsOf(bottom(x, rows), count)
    return joined(upper.map((up, e) => up(parts[e] as tf.Tensor2D, rows)))
  }
}

/** What `count` nets of every scene give on every row: x [B, inputs] → [B, S, count · last width]. */
export function everyScenesExperts(
  context: SceneContext,
  name: string,
  count: number,
  inputs: number,
  widths: readonly number[],
): (x: tf.Tensor2D, rows: Rows) => tf.Tensor3D {
  const scenes = context.sceneCount
  const [first, ...rest] = widths as readonly [number, ...number[]]
  const bottom = everyBlock(context, `${name}/0`, scenes, inputs, count * first, count)
  const upper = Array.from({ length: scenes * count }, (_, e) =>
    rest.map((width, i) => everyBlock(context, `${name}/${e}/upper/${i}`, 1, rest[i - 1] ?? first, width, 1)),
  )
  return (x, { scene, training }) => {
    const low = bottom(x, scene, training)
    if (rest.length === 0) return low
    const masks = columnsOf(scene, scenes)
    const parts = columnsOf(tf.reshape(low, [-1, scenes * count * first]) as tf.Tensor2D, scenes * count)
    const tops = upper.map((layers, e) => {
      const mask = masks[Math.floor(e / count)] as tf.Tensor2D
      return layers.reduce<tf.Tensor2D>(
        (h, layer) => tf.squeeze(layer(h, mask, training), [1]) as tf.Tensor2D,
        parts[e] as tf.Tensor2D,
      )
    })
    return tf.reshape(joined(tops), [-1, scenes, count * (rest.at(-1) as number)]) as tf.Tensor3D
  }
}

/** A block of each of `groups` scenes on every row: x [B, inputs] → [B, groups, outputs]. */
function everyBlock(
  context: SceneContext,
  name: string,
  groups: number,
  inputs: number,
  outputs: number,
  parts: number,
): (x: tf.Tensor2D, masks: tf.Tensor2D, training: boolean) => tf.Tensor3D {
  const layer = everyLinear(context, name, groups, inputs, outputs, outputs / parts)
  const norm = everyNorm(context, `${name}/norm`, groups, outputs, parts)
  return (x, masks, training) => {
    const z = layer(x)
    return tf.relu(norm === null ? z : norm(z, masks, training))
  }
}

/** x·W_g + b_g for every g: [B, inputs] → [B, groups, outputs]. */
export function everyLinear(
  context: SceneContext,
  name: string,
  groups: number,
  inputs: number,
  outputs: number,
  fan = outputs,
): (x: tf.Tensor2D) => tf.Tensor3D {
  const isOfScenes = groups === context.sceneCount
  const weights = isOfScenes ? privateWeights(context) : privateWeights(context, groups)
  const matrix = weights.matrix(name, inputs, outputs, [inputs, fan])
  const bias = context.variable(`${name}/bias`, [groups, outputs], new Float32Array(groups * outputs))
  return (x) => tf.add(tf.reshape(tf.matMul(x, matrix()), [-1, groups, outputs]), bias) as tf.Tensor3D
}

/** Columns side by side; a single part is given back as it is. */
export const joined = (parts: readonly tf.Tensor2D[]): tf.Tensor2D =>
  parts.length === 1 ? (parts[0] as tf.Tensor2D) : (tf.concat([...parts], 1) as tf.Tensor2D)
