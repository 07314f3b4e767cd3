import * as tf from '@tensorflow/tfjs'
import type { AdamScalars } from './kernels/arithmetic.ts'

const BETA1 = 0.9
const BETA2 = 0.999
const EPSILON = 1e-8

interface Slot {
  readonly variable: tf.Variable
  readonly shrink: number
  m: tf.Tensor
  v: tf.Tensor
}

export interface Adam {
  /** One update from the gradients of each variable by name; `step` counts from 0. */
  apply(gradients: Readonly<tf.NamedTensorMap>, step: number): void
  /** Moments by name of each variable; the tensors are its own. */
  moments(): ReadonlyMap<string, { readonly m: tf.Tensor; readonly v: tf.Tensor }>
  /** Other moments, which are its own from now on. */
  setMoments(name: string, m: tf.Tensor, v: tf.Tensor): void
  dispose(): void
}

/** Adam's scalars for a step counted from 0, bias corrections folded in, in 64 bits. */
export function adamAt(step: number, learningRate: number): Omit<AdamScalars, 'shrink'> {
  const t = step + 1
  const correction = Math.sqrt(1 - BETA2 ** t)
  return {
    stepSize: (learningRate * correction) / (1 - BETA1 ** t),
    epsilon: EPSILON * correction,
    beta1: BETA1,
    beta2: BETA2,
  }
}

/**
 * Dense Adam (Kingma and Ba 2015; β₁ .9, β₂ .999, ε 1e-8) by the fused kernel `AdamUpdate`. A variable with
 * `shrink` below 1 is multiplied by it after each update: decoupled decay.
 */
export function adam(
  variables: readonly { readonly variable: tf.Variable; readonly shrink: number }[],
  learningRate: number,
): Adam {
  const slots: Slot[] = variables.map(({ variable, shrink }) => ({
    variable,
    shrink,
    m: tf.zeros(variable.shape),
    v: tf.zeros(variable.shape),
  }))

  function apply(gradients: Readonly<tf.NamedTensorMap>, step: number): void {
    const scalarsAt = adamAt(step, learningRate)
    for (const slot of slots) {
      const g = gradients[slot.variable.name]
      if (g === undefined) throw new Error(`adam: no gradient for ${slot.variable.name}`)
      const scalars: AdamScalars = { ...scalarsAt, shrink: slot.shrink }
      const inputs = { p: slot.variable, m: slot.m, v: slot.v, g } as unknown as tf.NamedTensorMap
      const [p, m, v] = tf.engine().runKernel('AdamUpdate', inputs, { ...scalars }) as unknown as [
        tf.Tensor,
        tf.Tensor,
        tf.Tensor,
      ]
      slot.variable.assign(p)
      p.dispose()
      slot.m.dispose()
      slot.v.dispose()
      slot.m = tf.keep(m)
      slot.v = tf.keep(v)
    }
  }

  return {
    apply,
    moments: () => new Map(slots.map(({ variable, m, v }) => [variable.name, { m, v }])),
    setMoments(name, m, v) {
      const slot = slots.find(({ variable }) => variable.name === name)
      if (slot === undefined) throw new Error(`adam: no variable ${name}`)
      tf.dispose([slot.m, slot.v])
      slot.m = tf.keep(m)
      slot.v = tf.keep(v)
    },
    dispose: () => {
      for (const { m, v } of slots) {
        m.dispose()
        v.dispose()
      }
    },
  }
}
