import type { Schema, SplitRule } from '../core/data/schema.ts'
import type { WorldRecipe } from '../core/data/worlds/settings.ts'
import type { ConfigOf } from '../core/setting-spec.ts'
import type { ModuleConfigs } from '../modules/specs.ts'

/** Which data: the built-in sample by name, a generated world by its recipe, or an upload by the SHA-256 of its bytes. */
export type DatasetRef =
  | { readonly kind: 'builtin'; readonly id: string }
  | GeneratedRef
  | { readonly kind: 'upload'; readonly id: string; readonly name: string }

/** A generated world with its settings; `id` follows from them. */
export type GeneratedRef = { readonly kind: 'generated'; readonly id: string } & WorldRecipe

/** Parts of the model that are there whatever modules are on. */
export const MODEL_SETTINGS = {
  embeddingDim: {
    kind: 'int',
    default: 8,
    min: 2,
    max: 64,
    label: 'Embedding width',
    help: 'Width d of every field’s embedding.',
  },
  unbiasedAsFields: {
    kind: 'bool',
    default: true,
    label: 'Unbiased features as plain fields',
    help: 'The honest competitor of Clusters: the same demographics, read like any other feature.',
  },
  priorsAsFields: {
    kind: 'bool',
    default: true,
    label: 'Prior features as plain fields',
    help: 'The honest competitor of Priors: the same priors, read like any other feature.',
  },
  sceneAsField: {
    kind: 'bool',
    default: true,
    label: 'Scene as a plain field',
    help: 'The honest competitor of Scenes: one net that is told the scene.',
  },
  userId: {
    kind: 'bool',
    default: true,
    label: 'User id',
    help: 'An embedding of each user, on the FM path only.',
  },
  itemId: {
    kind: 'bool',
    default: true,
    label: 'Item id',
    help: 'An embedding of each item, read like any other field.',
  },
  idDropout: {
    kind: 'float',
    default: 0.3,
    min: 0,
    max: 0.9,
    label: 'User id dropout',
    help: 'Share of training rows whose user embedding is zeroed.',
    advanced: true,
  },
  idShrinkPerEpoch: {
    kind: 'float',
    default: 0.7,
    min: 0,
    max: 0.99,
    label: 'User id shrink per epoch',
    help: 'Decoupled decay: user embeddings are multiplied by 1 − this over one epoch. Without it ids destroy small models.',
    advanced: true,
  },
  initStd: {
    kind: 'float',
    default: 0.02,
    min: 0.0001,
    max: 1,
    scale: 'log',
    label: 'Embedding init std',
    help: 'Standard deviation of initial embeddings.',
    advanced: true,
  },
  tower: {
    kind: 'widths',
    default: [16],
    maxLayers: 3,
    max: 128,
    label: 'Tower widths',
    help: 'Hidden layers of each task’s tower.',
  },
} as const
export type ModelConfig = ConfigOf<typeof MODEL_SETTINGS>

export const TRAINING_SETTINGS = {
  learningRate: {
    kind: 'float',
    default: 0.003,
    min: 0.00001,
    max: 1,
    scale: 'log',
    label: 'Learning rate',
    help: 'Adam’s step size.',
  },
  batchSize: {
    kind: 'int',
    default: 1024,
    min: 16,
    max: 16384,
    label: 'Batch size',
    help: 'Rows in a step; fewer rows than this make one batch.',
  },
  epochs: {
    kind: 'int',
    default: 15,
    min: 1,
    max: 200,
    label: 'Epochs at most',
    help: 'Passes over the train split before the run ends by itself.',
  },
  evaluationsPerEpoch: {
    kind: 'int',
    default: 2,
    min: 1,
    max: 20,
    label: 'Evaluations per epoch',
    help: 'How often the validation split is read.',
  },
  patience: {
    kind: 'int',
    default: 4,
    min: 1,
    max: 100,
    label: 'Patience',
    help: 'Evaluations without a better validation logloss before the run ends; the best weights are kept.',
  },
  relaxedSimd: {
    kind: 'bool',
    default: false,
    label: 'Relaxed arithmetic',
    help: 'On WASM, multiply and add in one rounding where the processor can: faster, and the last bits may differ between machines.',
    advanced: true,
  },
} as const
export type TrainingConfig = ConfigOf<typeof TRAINING_SETTINGS>

/** Everything that decides a run's result, and nothing that does not. */
export interface ExperimentConfig {
  readonly version: 1
  readonly name: string
  readonly seed: number
  readonly dataset: DatasetRef
  readonly schema: Schema
  readonly split: SplitRule
  readonly model: ModelConfig
  readonly modules: ModuleConfigs
  readonly training: TrainingConfig
}
