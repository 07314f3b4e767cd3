import * as tf from '@tensorflow/tfjs'
import type { SceneContext } from './context.ts'
import { linear, type RowLayer } from './layers.ts'
import { rowNorm } from './norm.ts'
import type { Weights } from './weights.ts'

/** Softmax over n: W x + b, of the row's branch where weights are private. Published code also normalises before it. */
export function softmaxGate(
  context: SceneContext,
  weights: Weights,
  name: string,
  inputs: number,
  count: number,
  isNormed = false,
): RowLayer {
  const scores = linear(weights, name, inputs, count)
  const branches = weights.branches
  const norm = isNormed
    ? rowNorm(context, `${name}/norm`, count, { affine: branches === 1 ? 'shared' : 'own', branches })
    : null
  return (x, rows) => {
    const z = scores(x, rows)
    return tf.softmax(norm === null ? z : norm(z, rows))
  }
}

/** Σ_e g_e h_e: outputs [B, E · w] and gate [B, E] → [B, w]. */
export function mixed(outputs: tf.Tensor2D, gate: tf.Tensor2D): tf.Tensor2D {
  const experts = gate.shape[1] as number
  const parts = tf.reshape(outputs, [-1, experts, (outputs.shape[1] as number) / experts])
  return tf.sum<tf.Tensor2D>(tf.mul(parts, tf.expandDims(gate, 2)), 1)
}

/** ‖g_e h_e‖ of each expert: outputs [B, E · w] and gate [B, E] → [B, E]. */
export function contributions(outputs: tf.Tensor2D, gate: tf.Tensor2D): tf.Tensor2D {
  return tf.mul(norms(outputs, gate.shape[1] as number), tf.abs(gate))
}

/** Length of each of n equal parts of a row: [B, n · w] → [B, n]. */
export function norms(x: tf.Tensor2D, parts = 1): tf.Tensor2D {
  const split = tf.reshape(x, [-1, parts, (x.shape[1] as number) / parts])
  return tf.sqrt(tf.add(tf.sum<tf.Tensor2D>(tf.square(split), 2), 1e-8))
}

/** Share of units at exactly 0 in each of n equal parts of a row: [B, n · w] → [B, n]. */
export function silence(x: tf.Tensor2D, parts: number): tf.Tensor2D {
  const split = tf.reshape(x, [-1, parts, (x.shape[1] as number) / parts])
  return tf.sub(1, tf.mean<tf.Tensor2D>(tf.step(tf.abs(split)), 2))
}

/** Largest cosine of each of n equal parts of a row with another part of it: [B, n · w] → [B, n]; 0 for a part alone. */
export function likeness(x: tf.Tensor2D, parts: number): tf.Tensor2D {
  const lengths = norms(x, parts)
  if (parts === 1) return tf.zerosLike(lengths)
  const split = tf.reshape(x, [-1, parts, (x.shape[1] as number) / parts])
  const unit = tf.div(split, tf.expandDims(lengths, 2))
  const itself = Float32Array.from({ length: parts * parts }, (_, at) => Number(at % (parts + 1) === 0))
  // Below any cosine.
  const without = tf.mul(tf.tensor3d(itself, [1, parts, parts]), 3)
  return tf.max(tf.sub(tf.matMul(unit, unit, false, true), without), 2)
}
