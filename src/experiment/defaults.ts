import type { DatasetInfo } from '../core/data/dataset.ts'
import { suggestedSplit, suggestSplit } from '../core/data/guess.ts'
import type { Schema, SplitRule } from '../core/data/schema.ts'
import { FIRST_TASK, LATER_TASK } from '../core/data/synth.ts'
import { FOLD_SPLIT } from '../core/data/worlds/folds.ts'
import { type WorldRecipe, worldName } from '../core/data/worlds/settings.ts'
import { WORLD_SCHEMAS } from '../core/data/worlds/world.ts'
import { defaultsOf } from '../core/setting-spec.ts'
import { MODULES, type ModuleConfigs, type ModuleId } from '../modules/specs.ts'
import { type DatasetRef, type ExperimentConfig, MODEL_SETTINGS, TRAINING_SETTINGS } from './config.ts'
import { generatedRef } from './generated.ts'

/** Name of the built-in sample as a dataset reference. */
export const SAMPLE_ID = 'sample'

/** How the built-in sample is read: what the guesses say of its columns. */
export const SAMPLE_SCHEMA: Schema = {
  user: 'user_id',
  item: 'host_id',
  time: 'ts',
  scene: 'scene',
  tasks: [
    { id: FIRST_TASK, column: 'watch_sec', above: 10, requires: null },
    { id: LATER_TASK, column: 'watch_sec', above: 30, requires: FIRST_TASK },
  ],
  features: [
    { column: 'gender', source: 'user', roles: ['unbiased'] },
    { column: 'age', source: 'user', roles: ['unbiased'] },
    { column: 'region', source: 'user', roles: ['unbiased'] },
    { column: 'genre', source: 'item', roles: [] },
    { column: 'host_age', source: 'item', roles: [] },
    { column: 'same_age', source: 'context', roles: ['prior'] },
  ],
  filters: [],
}

/** Modules that a first draft has on. A module that is not named here waits until a person switches it on. */
export const STARTERS: readonly ModuleId[] = [
  'user-clusters',
  'prior-gate',
  'interactions',
  'scene-routing',
  'task-chain',
]

/** The starters that this schema can feed, at their defaults. */
export function feedableModules(schema: Schema): ModuleConfigs {
  return Object.fromEntries(
    MODULES.filter((spec) => STARTERS.includes(spec.id) && spec.check(schema).length === 0).map((spec) => [
      spec.id,
      defaultsOf(spec.settings),
    ]),
  )
}

function baseConfig(dataset: DatasetRef, schema: Schema, split: SplitRule, name: string): ExperimentConfig {
  return {
    version: 1,
    name,
    seed: 1,
    dataset,
    schema,
    split,
    model: defaultsOf(MODEL_SETTINGS),
    modules: feedableModules(schema),
    training: defaultsOf(TRAINING_SETTINGS),
  }
}

/** The first draft on a person's own data: its suggested schema and split, every starter that can run. */
export function defaultConfig(dataset: DatasetRef, info: DatasetInfo): ExperimentConfig {
  return baseConfig(dataset, info.suggested, suggestedSplit(info), info.name)
}

/**
 * The first draft on the built-in sample. Demographics and priors reach the model through Clusters and Priors alone, so
 * that the first comparison shows what these carry; the controls put the same columns beside them as plain fields.
 */
export function sampleConfig(): ExperimentConfig {
  const config = baseConfig(
    { kind: 'builtin', id: SAMPLE_ID },
    SAMPLE_SCHEMA,
    suggestSplit(SAMPLE_SCHEMA),
    'Sample',
  )
  return {
    ...config,
    model: { ...config.model, unbiasedAsFields: false, priorsAsFields: false },
    // 14,000 train rows are few: smaller batches and larger steps reach the same AUC in half the time.
    training: { ...config.training, learningRate: 0.01, batchSize: 512 },
  }
}

/** The first draft on a generated world: read as it was made, split by its planted folds. */
export const worldConfig = (recipe: WorldRecipe): ExperimentConfig =>
  baseConfig(generatedRef(recipe), WORLD_SCHEMAS[recipe.world], FOLD_SPLIT, worldName(recipe))
