import * as tf from '@tensorflow/tfjs'
import { glorotValues } from '../../../nn/initializer.ts'
import type { Config, SceneContext } from './context.ts'
import { joined } from './layers.ts'
import { mixed, softmaxGate } from './mixture.ts'
import { rowNorm } from './norm.ts'
import { lastOf } from './plain.ts'
import { expertTaps } from './ple.ts'
import { type OneHot, picked } from './rows.ts'
import type { Trunk } from './trunk.ts'
import { sharedWeights } from './weights.ts'

/**
 * SAR-Net (Shen et al. 2021): a scale and a shift of x for each scene, linear experts that are shared or the scene's own,
 * and one softmax gate over both. w_s ≡ 1, b_s ≡ 0 at first.
 */
export function sarNetTrunk(config: Config, context: SceneContext): Trunk {
  const inputs = context.shape.hiddenUnits
  const width = lastOf(config.shared)
  const { experts: sharedCount, sceneExperts: ownCount } = config
  const size = context.sceneCount * inputs
  const shape = [context.sceneCount, inputs]
  const scales = context.variable('scene-routing/affine/scales', shape, new Float32Array(size).fill(1))
  const shifts = context.variable('scene-routing/affine/shifts', shape, new Float32Array(size))
  for (const variable of [scales, shifts])
    context.onOwned({ variable, before: 1, scenes: context.sceneCount })
  const norm = rowNorm(context, 'scene-routing/norm', inputs, { affine: 'none' })
  const shared = linearExperts(context, 'scene-routing/expert/shared', 1, sharedCount, width)
  const own = linearExperts(context, 'scene-routing/expert/own', context.sceneCount, ownCount, width)
  const count = sharedCount + ownCount
  const gateOf = softmaxGate(context, sharedWeights(context), 'scene-routing/gate', inputs, count)
  const of = (table: tf.Variable, scene: OneHot) => tf.matMul(scene, table as tf.Tensor as tf.Tensor2D)
  return {
    width,
    apply(rows, observe) {
      const { input, scene } = rows
      const x = tf.add<tf.Tensor2D>(tf.mul(input, of(scales, scene)), of(shifts, scene))
      const z = norm === null ? x : norm(x, rows)
      const outputs = joined([shared(z, scene), own(z, scene)])
      const gate = gateOf(x, rows)
      const hidden = mixed(outputs, gate)
      return observe ? { hidden, taps: expertTaps(outputs, gate, sharedCount, scene) } : { hidden }
    },
  }
}

/**
 * (γ_e ⊙ z + β_e) W_e + b_e for each expert e of the row's branch, γ and β only where inputs are normalised: they are
 * folded into the weights, so that all experts are one matmul. z [B, inputs] → [B, count · width].
 */
function linearExperts(context: SceneContext, name: string, branches: number, count: number, width: number) {
  const inputs = context.shape.hiddenUnits
  const all = branches * count
  const values = glorotValues(context.rng(name), inputs, width, inputs * all * width)
  const weights = context.variable(`${name}/weights`, [inputs, all, width], values)
  const bias = context.variable(
    `${name}/bias`,
    [branches, count * width],
    new Float32Array(branches * count * width),
  )
  const isNormed = context.norm !== 'none'
  const shape = [inputs, all, 1]
  const scale = isNormed
    ? context.variable(`${name}/norm/scale`, shape, new Float32Array(inputs * all).fill(1))
    : null
  const shift = isNormed
    ? context.variable(`${name}/norm/shift`, shape, new Float32Array(inputs * all))
    : null
  return (z: tf.Tensor2D, scene: OneHot): tf.Tensor2D => {
    const folded = scale === null ? weights : tf.mul(weights, scale)
    const product = tf.matMul(z, tf.reshape(folded, [inputs, all * width]))
    const moved =
      shift === null
        ? (bias as tf.Tensor)
        : tf.add(bias, tf.reshape(tf.sum(tf.mul(weights, shift), 0), [branches, count * width]))
    if (branches === 1) return tf.add(product, moved) as tf.Tensor2D
    const byBranch = tf.reshape(product, [-1, branches, count * width]) as tf.Tensor3D
    return tf.add(picked(byBranch, scene), tf.matMul(scene, moved as tf.Tensor2D))
  }
}
