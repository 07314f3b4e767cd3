import * as tf from '@tensorflow/tfjs'
import type { BuildContext } from '../../../model/stage.ts'
import { glorotValues } from '../../../nn/initializer.ts'
import type { SceneContext } from './context.ts'
import type { OneHot, Rows } from './rows.ts'

/**
 * How the weights of n branches are made: one for all, each its own, or a shared one times a factor of its own. Where
 * factors are off, what is shared is left; other weights have none.
 */
export interface Weights {
  /** 1 where all rows share. */
  readonly branches: number
  /** Matrices W_s of all branches side by side, [inputs, n · outputs], by Glorot's rule for the given fans. */
  matrix(
    name: string,
    inputs: number,
    outputs: number,
    fans?: readonly [number, number],
  ): (off?: Rows['off']) => tf.Tensor2D
  /** Biases b_s, all starting at `first`: that of each row's branch, [B, outputs], or [outputs] where all rows share. */
  bias(name: string, first: Float32Array): (route: OneHot, off?: Rows['off']) => tf.Tensor
}

/** One set of weights for all rows. */
export function sharedWeights(context: BuildContext): Weights {
  return {
    branches: 1,
    matrix(name, inputs, outputs, fans = [inputs, outputs]) {
      const values = glorotValues(context.rng(name), ...fans, inputs * outputs)
      const weights = context.variable(`${name}/weights`, [inputs, outputs], values)
      return () => weights as tf.Tensor as tf.Tensor2D
    },
    bias(name, first) {
      const bias = context.variable(`${name}/bias`, [first.length], first)
      return () => bias
    },
  }
}

/** Every branch, by default every scene, has matrices and biases of its own. */
export function privateWeights(context: SceneContext, given?: number): Weights {
  const branches = given ?? context.sceneCount
  const owned = ownedBy(context, given)
  return {
    branches,
    matrix(name, inputs, outputs, fans = [inputs, outputs]) {
      const values = glorotValues(context.rng(name), ...fans, inputs * branches * outputs)
      const weights = owned(context.variable(`${name}/weights`, [inputs, branches * outputs], values), inputs)
      return () => weights as tf.Tensor as tf.Tensor2D
    },
    bias(name, first) {
      const values = new Float32Array(branches * first.length)
      for (let s = 0; s < branches; s++) values.set(first, s * first.length)
      const biases = owned(context.variable(`${name}/bias`, [branches, first.length], values), 1)
      return (route) => tf.matMul(route, biases as tf.Tensor as tf.Tensor2D)
    },
  }
}

/** STAR: W_s ⊗ W and b_s + b, with W_s ≡ 1 and b_s ≡ 0 at first. */
export interface StarWeights extends Weights {
  /** W_s of every matrix, [inputs, n, outputs]. */
  readonly factors: readonly tf.Variable[]
}

export function starWeights(context: SceneContext, given?: number): StarWeights {
  const branches = given ?? context.sceneCount
  const owned = ownedBy(context, given)
  const factors: tf.Variable[] = []
  return {
    branches,
    factors,
    matrix(name, inputs, outputs, fans = [inputs, outputs]) {
      const values = glorotValues(context.rng(name), ...fans, inputs * outputs)
      const shared = context.variable(`${name}/shared/weights`, [inputs, 1, outputs], values)
      const ones = new Float32Array(inputs * branches * outputs).fill(1)
      const own = owned(context.variable(`${name}/factors`, [inputs, branches, outputs], ones), inputs)
      factors.push(own)
      return (off) => {
        const factors = off === 'factors' ? tf.ones([1, branches, 1]) : own
        return tf.reshape(tf.mul(shared, factors), [inputs, branches * outputs])
      }
    },
    bias(name, first) {
      const shared = context.variable(`${name}/shared/bias`, [first.length], first)
      const zeros = new Float32Array(branches * first.length)
      const own = owned(context.variable(`${name}/bias`, [branches, first.length], zeros), 1)
      return (route, off) =>
        off === 'factors' ? shared : tf.add(tf.matMul(route, own as tf.Tensor as tf.Tensor2D), shared)
    },
  }
}

/** Says of a variable [before, branches, …] that it is the scenes' own, unless the branches were given: those may be others. */
const ownedBy =
  (context: SceneContext, given: number | undefined) =>
  (variable: tf.Variable, before: number): tf.Variable => {
    if (given === undefined) context.onOwned({ variable, before, scenes: context.sceneCount })
    return variable
  }
