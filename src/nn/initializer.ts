import type * as tf from '@tensorflow/tfjs'
import type { Stream } from '../core/rng.ts'

export interface VariableOptions {
  /** An embedding table decayed after every update by the user-ID recipe. */
  readonly shrink?: boolean
  /** State that no gradient trains: written by `afterStep` alone, kept and restored with the best weights. */
  readonly state?: boolean
}

/** Makes variables from named streams, so that switching a module on moves no other initial value. */
export interface Initializer {
  /** A stream for initial values: `rng('prior-gate/hidden')`. */
  rng(name: string): Stream
  /** A new variable, trained unless it is state; its name is its checkpoint key and must be new. */
  variable(
    name: string,
    shape: readonly number[],
    values: Float32Array,
    options?: VariableOptions,
  ): tf.Variable
}

export function normalValues(rng: Stream, count: number, std: number): Float32Array {
  return Float32Array.from({ length: count }, () => std * rng.normal())
}

/** Glorot and Bengio 2010: uniform on ±√(6 / (inputs + outputs)). */
export function glorotValues(
  rng: Stream,
  inputs: number,
  outputs: number,
  count = inputs * outputs,
): Float32Array {
  const limit = Math.sqrt(6 / (inputs + outputs))
  return Float32Array.from({ length: count }, () => limit * (2 * rng.uniform() - 1))
}

/** ln(π / (1 − π)), π kept within [1e-4, 1 − 1e-4]: the bias at which a logit gives a base rate. */
export function logOdds(rate: number): number {
  const kept = Math.min(1 - 1e-4, Math.max(1e-4, rate))
  return Math.log(kept / (1 - kept))
}
