import * as tf from '@tensorflow/tfjs'
import { glorotValues, type Initializer } from './initializer.ts'

export type Dense = (x: tf.Tensor2D) => tf.Tensor2D

export interface DenseOptions {
  /** Weights start at 0 instead of Glorot's uniform. */
  readonly zero?: boolean
  /** Initial bias, one value for all outputs or one for each; 0 by default, null for no bias. */
  readonly bias?: number | readonly number[] | null
  /** What is multiplied by instead of the weights: the same in fewer bits. */
  readonly stored?: (weights: tf.Tensor2D) => tf.Tensor2D
}

/** x·W + b: [B, inputs] → [B, outputs]. Variables `name/weights` and `name/bias`. */
export function dense(
  init: Initializer,
  name: string,
  inputs: number,
  outputs: number,
  options: DenseOptions = {},
): Dense {
  const values = options.zero
    ? new Float32Array(inputs * outputs)
    : glorotValues(init.rng(name), inputs, outputs)
  const weights = init.variable(`${name}/weights`, [inputs, outputs], values)
  const bias = biasVariable(init, name, outputs, options.bias)
  return (x) => {
    const kept = weights as tf.Tensor as tf.Tensor2D
    const product: tf.Tensor2D = tf.matMul(x, options.stored?.(kept) ?? kept)
    return bias === null ? product : tf.add<tf.Tensor2D>(product, bias)
  }
}

function biasVariable(
  init: Initializer,
  name: string,
  outputs: number,
  bias: DenseOptions['bias'],
): tf.Variable | null {
  if (bias === null) return null
  const start = bias ?? 0
  const values = typeof start === 'number' ? new Float32Array(outputs).fill(start) : Float32Array.from(start)
  return init.variable(`${name}/bias`, [outputs], values)
}

/** Hidden layers with ReLU: dense → LayerNorm (if asked) → relu, for each width. Variables `name/0/…`, `name/1/…`. */
export function mlp(
  init: Initializer,
  name: string,
  inputs: number,
  widths: readonly number[],
  layerNormed: boolean,
): Dense {
  let width = inputs
  const layers = widths.map((outputs, i) => {
    const linear = dense(init, `${name}/${i}`, width, outputs)
    const norm = layerNormed ? layerNorm(init, `${name}/${i}/norm`, outputs) : null
    width = outputs
    return (x: tf.Tensor2D): tf.Tensor2D => {
      const h = linear(x)
      return tf.relu(norm === null ? h : norm(h))
    }
  })
  return (x) => layers.reduce((h, layer) => layer(h), x)
}

/** Ba, Kiros and Hinton 2016: (x − mean) / √(variance + 1e-5) · scale + shift within each row of [B, width]. */
export function layerNorm(init: Initializer, name: string, width: number): Dense {
  const scale = init.variable(`${name}/scale`, [width], new Float32Array(width).fill(1))
  const shift = init.variable(`${name}/shift`, [width], new Float32Array(width))
  return (x) => {
    const centred = tf.sub(x, tf.mean(x, 1, true))
    const variance = tf.mean(tf.square(centred), 1, true)
    const normal = tf.mul(centred, tf.rsqrt(tf.add(variance, 1e-5)))
    return tf.add(tf.mul(normal, scale), shift) as tf.Tensor2D
  }
}
