import type { EncodedDataset } from '../core/data/encoded.ts'
import type { ExperimentConfig } from '../experiment/config.ts'
import type { StepperState } from './checkpoint.ts'
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
/** One such thing, several at once, or other ids for every row: a whole table like `EncodedDataset.ids`. */
export type Change = Counterfactual | readonly Counterfactual[] | Int32Array

/** What was read of some steps, row-major. */
export interface Readings {
  readonly firstStep: number
  readonly steps: number
  /** [steps, terms]. */
  readonly values: Float32Array
  /** [steps, gauges]. */
  readonly gauges: Float32Array
}

/** What a batch of rows pulls at. */
export interface Pull {
  /** Gradient with respect to what all scenes share, laid end to end. */
  readonly shared: Float32Array
  /** [S]: ‖g‖² on what serves each scene alone; empty where nothing does. */
  readonly own: Float32Array
}

/** How a model is trained step by step; the loop does not know what executes a step. */
export interface Stepper {
  /** For example `wasm, eager`. */
  readonly how: string
  readonly parameterCount: number
  readonly batchSize: number
  readonly terms: readonly { readonly name: string; readonly weight: number }[]
  /** Names of the scalars of a step that are no loss terms, `module/gauge`. */
  readonly gauges: readonly string[]
  /** Trains `count` steps; resolves when queued work has room again. */
  steps(count: number, firstStep: number): Promise<void>
  /** Terms and gauges of the steps since the last call; reading them waits for the device. */
  losses(): Promise<Readings>
  /** Logits [rows.length, T] of the marginal probabilities, of the rows as they are or as they are not. */
  evaluate(rows: Uint32Array, change?: Change): Promise<Float32Array>
  /** The same under each intervention that the model has, by `module/intervention`. */
  altered(rows: Uint32Array): Promise<ReadonlyMap<string, Float32Array>>
  /** Of the gradient of the task losses on these rows, one batch at most; empty where scenes are not routed. */
  pull(rows: Uint32Array): Promise<Pull>
  /** What `termGradients` says of these rows, one batch at most. */
  gradients(rows: Uint32Array): Promise<ReadonlyMap<string, number>>
  /** Every tap on these rows, by `module/tap`; a tap without a batch dimension is of the model itself. */
  taps(rows: Uint32Array, change?: Change): Promise<ReadonlyMap<string, Tap>>
  /** Values of all variables by name, state included, as they are now. */
  variables(): Promise<ReadonlyMap<string, Float32Array>>
  /** Gives some variables other values. */
  assign(values: ReadonlyMap<string, Float32Array>): void
  keepBest(): void
  restoreBest(): void
  /** Values of its own; nothing that was trained may wait to be read. */
  saved(): Promise<StepperState>
  /** Goes on from there. Throws where it has other variables. */
  resume(state: StepperState): void
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

/** Rows of a step's terms and then its gauges, as readings. */
export function readingsOf(
  rows: Float32Array,
  firstStep: number,
  { terms, gauges }: Pick<Stepper, 'terms' | 'gauges'>,
): Readings {
  const width = terms.length + gauges.length
  const steps = rows.length / width
  const columns = (from: number, count: number): Float32Array => {
    const values = new Float32Array(steps * count)
    for (let step = 0; step < steps; step++)
      values.set(rows.subarray(step * width + from, step * width + from + count), step * count)
    return values
  }
  return { firstStep, steps, values: columns(0, terms.length), gauges: columns(terms.length, gauges.length) }
}
