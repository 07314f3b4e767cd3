import type * as tf from '@tensorflow/tfjs'
import type { Adaptation, Contribution, Pulling } from '../../../model/stage.ts'

/** What a method makes of the losses of a step. */
export interface Weighing {
  /** One for each task: a number where it never changes. */
  readonly weights: readonly (tf.Scalar | number)[]
  readonly losses?: NonNullable<Contribution<unknown>['losses']>
  readonly adapt?: () => Adaptation
}
/** Losses come rescaled. */
export type Method = (pulling: Pulling) => Weighing
