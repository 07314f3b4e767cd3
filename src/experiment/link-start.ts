import { canonicalJson, utf8 } from '../core/hash.ts'
import type { ModuleConfigs } from '../modules/specs.ts'
import type { DatasetRef, ExperimentConfig } from './config.ts'
import start from './link-start.1.json' with { type: 'json' }
import { parseExperiment } from './parse.ts'

/** What links of versions 1 to 3 leave out. Frozen with them: another start needs another version. */
const START: ExperimentConfig = frozenStart()

/** Frozen likewise: text that deflate may refer back to. */
export const DICTIONARY = utf8(canonicalJson(start))

function frozenStart(): ExperimentConfig {
  const parsed = parseExperiment(start)
  if (!parsed.ok)
    throw new Error(`the frozen start of links is no experiment: ${JSON.stringify(parsed.error)}`)
  return parsed.value
}

/** What a config of this dataset is before anyone changes it. */
export function startOf(dataset: DatasetRef): ExperimentConfig {
  if (dataset.kind !== 'upload') return { ...START, dataset }
  const schema = { user: null, item: null, time: null, scene: null, tasks: [], features: [], filters: [] }
  const model = { ...START.model, unbiasedAsFields: true, priorsAsFields: true }
  const split = { kind: 'random', valid: 0.15, test: 0.15 } as const
  const modules: ModuleConfigs =
    START.modules.interactions === undefined ? {} : { interactions: START.modules.interactions }
  return { ...START, dataset, name: '', schema, split, model, modules }
}
