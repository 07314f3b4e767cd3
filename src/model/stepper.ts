import type { EncodedDataset } from '../core/data/encoded.ts'
import type { ExperimentConfig } from '../experiment/config.ts'
import type { Part } from './stage.ts'

/** Values of one tap: [rows, …], or of the layer itself. */
export interface Tap {
  readonly shape: readonly number[]
  readonly values: Float32Array
}

/** What if: every row has this id in that field, a column of `EncodedDataset.ids`. */
export interface Counterfactual {
  readonly field: number
  readonly id: number
}

/** How a model is trained step by step; the loop does not know what executes a step. */
export interface Stepper {
  /** For example `wasm, eager`. */
  readonly how: string
  readonly parameterCount: number
  readonly batchSize: number
  readonly terms: readonly { readonly name: string; readonly weight: number }[]
  /** Trains `count` steps; resolves when queued work has room again. */
  steps(count: number, firstStep: number): Promise<void>
  /** Terms of the steps since the last call, [steps, terms] row-major; reading them waits for the device. */
  losses(): Promise<{ readonly firstStep: number; readonly steps: number; readonly values: Float32Array }>
  /** Logits [rows.length, T] of the marginal probabilities, of the rows as they are or as they are not. */
  evaluate(rows: Uint32Array, change?: Counterfactual): Promise<Float32Array>
  /** Every tap on these rows, by `module/tap`; a tap without a batch dimension is of the model itself. */
  taps(rows: Uint32Array): Promise<ReadonlyMap<string, Tap>>
  keepBest(): void
  restoreBest(): void
  /** Live tensors, to be shown and tested as bounded. */
  tensorCount(): number
  dispose(): void
}

/** A stepper that can also say which fields its model sees, in order. */
export interface ModelStepper extends Stepper {
  readonly fieldNames: readonly string[]
}
/** Builds the model of a config for an encoded dataset and what executes its steps. */
export type StepperFactory<S extends ModelStepper | Promise<ModelStepper> = ModelStepper> = (
  config: ExperimentConfig,
  encoded: EncodedDataset,
  parts: readonly Part[],
) => S
