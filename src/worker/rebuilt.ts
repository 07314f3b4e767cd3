import type { EncodedDataset } from '../core/data/encoded.ts'
import type { Pass } from '../core/inspect/question.ts'
import type { Resampled } from '../core/metrics/replicates.ts'
import { fail, issue, ok, type Result } from '../core/result.ts'
import type { ExperimentConfig } from '../experiment/config.ts'
import type { Part } from '../model/stage.ts'
import type { ModelStepper, StepperFactory } from '../model/stepper.ts'
import { partsOf } from '../modules/parts.ts'
import { memoryIssues, type Room, sizesOf } from '../run/memory.ts'
import type { Library } from './library.ts'

/** Values of a model's variables by name. */
export type Variables = ReadonlyMap<string, Float32Array>

/** What is kept of a run that has ended. */
export interface KeptRun {
  readonly config: ExperimentConfig
  readonly variables: Variables
  /** What trained it, for example `wasm, compiled`: what it is built on again later may be another. */
  readonly how: string
}

/** A trained model, built anew, and what it has answered already. */
export interface Rebuilt extends KeptRun {
  readonly encoded: EncodedDataset
  readonly stepper: ModelStepper
  /** Logits on test [rows, T], by what is held. */
  readonly logits: Map<string, Float32Array>
  /** AUC and its replicates, by task, slice and what is held. */
  readonly resampled: Map<string, Resampled>
  /** Rows as they are, by row. */
  readonly passes: Map<number, Pass>
  /** Mean weight of each field on test; null until it is asked for. */
  meanWeights: readonly number[] | null
}

/** Where models are built. */
export interface Workshop {
  room(): Room
  readonly cold: StepperFactory<Promise<ModelStepper>>
  changes(): number
}

/** Builds the model of a run by the way that trained it, and gives it the weights that were kept. */
export async function rebuilt(kept: KeptRun, library: Library, shop: Workshop): Promise<Result<Rebuilt>> {
  const { config, variables } = kept
  const ready = await library.ready(config.dataset, config.schema, config.split)
  if (ready === null) return fail([issue('run', 'inspect.noData')])
  if (!ready.ok) return ready
  const { encoded } = ready.value
  const tooLarge = memoryIssues(config, sizesOf(encoded), shop.room())
  if (tooLarge.length > 0) return fail(tooLarge)
  const stepper = await shop.cold(config, encoded, partsOf(config.modules).map(inspected))
  stepper.assign(variables)
  return ok({
    ...kept,
    encoded,
    stepper,
    logits: new Map(),
    resampled: new Map(),
    passes: new Map(),
    meanWeights: null,
  })
}

const inspected = (part: Part): Part => ({
  ...part,
  build: (context) => part.build({ ...context, isInspected: true }),
})

/** Rows that are evaluated between two breaths, about: whole batches, so that results are those of one go. */
const CHUNK = 4096

/** Logits [rows, T], a chunk at a time. `around` what is done before and after each. */
export async function* evaluated(
  { encoded, stepper }: Rebuilt,
  rows: Uint32Array,
  around: { before(): void; after(): void } | null = null,
): AsyncGenerator<void, Float32Array> {
  const logits = new Float32Array(rows.length * encoded.tasks.length)
  for (const [first, part] of chunksOf(rows, stepper.batchSize)) {
    around?.before()
    try {
      logits.set(await stepper.evaluate(part), first * encoded.tasks.length)
    } finally {
      around?.after()
    }
    yield
  }
  return logits
}

export function* chunksOf(
  rows: Uint32Array,
  batchSize: number,
): Generator<readonly [first: number, part: Uint32Array]> {
  const size = Math.max(1, Math.floor(CHUNK / batchSize)) * batchSize
  for (let first = 0; first < rows.length; first += size) yield [first, rows.subarray(first, first + size)]
}
