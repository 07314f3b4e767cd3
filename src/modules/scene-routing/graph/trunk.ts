import type * as tf from '@tensorflow/tfjs'
import type { Rows } from './rows.ts'

/** What lies between the shared hidden layer and the towers. */
export interface Trunk {
  /** Width of what it hands to the towers. */
  readonly width: number
  apply(rows: Rows, observe: boolean): Passed
}

export interface Passed {
  /** [B, width]. */
  readonly hidden: tf.Tensor2D
  /** [B, T]: added to the towers' logits. */
  readonly added?: tf.Tensor2D
  /** The rows as the towers are to see them, where another route than the scene serves them. */
  readonly rows?: Rows
  readonly taps?: Taps
  readonly states?: Readonly<Record<string, tf.Tensor>>
}

/** What can be looked at; [B, …] each. */
export type Taps = Readonly<Record<string, tf.Tensor>>

/** From a layer that keeps nothing back. */
export const plainTrunk = (width: number, layer: (rows: Rows) => tf.Tensor2D): Trunk => ({
  width,
  apply: (rows) => ({ hidden: layer(rows) }),
})

/** An architecture that makes logits without the usual towers. */
export interface Whole {
  /** U. */
  readonly units: number
  apply(rows: Rows, observe: boolean): Scored
}

export interface Scored {
  /** [B, T · U]: last hidden layers of all tasks. */
  readonly top: tf.Tensor2D
  /** [B, T]. */
  readonly logits: tf.Tensor2D
  readonly taps?: Taps
  readonly states?: Readonly<Record<string, tf.Tensor>>
}
