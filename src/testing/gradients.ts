import * as tf from '@tensorflow/tfjs'
import { stream } from '../core/rng.ts'

/** Moves every variable to a point in general position: nothing starts at zero, at one, or tied. */
export function scatter(variables: readonly tf.Variable[], std: number, seed: number): void {
  for (const [i, variable] of variables.entries()) {
    const rng = stream(seed, `scatter/${i}`)
    const values = Float32Array.from({ length: variable.size }, () => std * rng.normal())
    tf.tidy(() => variable.assign(tf.add(variable, tf.tensor(values, variable.shape))))
  }
}

export interface Slope {
  readonly variable: string
  readonly analytic: number
  readonly backward: number
  readonly forward: number
}

/**
 * Derivatives of a scalar along random unit directions, one variable at a time: by the tape, and by one-sided
 * differences. The step is a compromise between the rounding of 32-bit losses and curvature.
 */
export function slopes(
  variables: readonly tf.Variable[],
  loss: () => tf.Scalar,
  { directions = 2, step = 1.5e-3, seed = 5 } = {},
): readonly Slope[] {
  const value = (): number => tf.tidy(() => loss().arraySync())
  const { value: atStart, grads } = tf.variableGrads(loss, [...variables])
  const here = atStart.arraySync()
  atStart.dispose()
  const found = variables.flatMap((variable) => {
    const gradient = grads[variable.name]
    if (gradient === undefined) throw new Error(`${variable.name} has no gradient`)
    const start = tf.clone(variable)
    const values = gradient.dataSync<'float32'>()
    const rng = stream(seed, variable.name)
    const pairs = Array.from({ length: directions }, () => {
      const raw = Float32Array.from({ length: variable.size }, () => rng.normal())
      const norm = Math.hypot(...raw)
      const unit = raw.map((x) => x / norm)
      const at = (t: number): number => {
        tf.tidy(() => variable.assign(tf.add(start, tf.mul(tf.tensor(unit, variable.shape), t))))
        return value()
      }
      const backward = (here - at(-step)) / step
      const forward = (at(step) - here) / step
      variable.assign(start)
      return { variable: variable.name, analytic: dot(values, unit), backward, forward }
    })
    start.dispose()
    return pairs
  })
  tf.dispose(grads)
  return found
}

/**
 * Slopes that do not lie between the backward and the forward difference, give or take 2 % and 1e-3. Both agree where
 * the loss is smooth; where a ReLU has its corner within the step, one of them is right.
 */
export const disagreements = (all: readonly Slope[]): readonly Slope[] =>
  all.filter(({ analytic, backward, forward }) => {
    const slack = 1e-3 + 0.02 * Math.abs(analytic)
    const low = Math.min(backward, forward) - slack
    return !(analytic >= low && analytic <= Math.max(backward, forward) + slack)
  })

const dot = (a: Float32Array, b: Float32Array): number =>
  a.reduce((sum, x, i) => sum + x * (b[i] as number), 0)
