import { defaultsOf } from '../core/setting-spec.ts'
import { MODULES, type ModuleConfigs, type ModuleId } from '../modules/specs.ts'
import type { ExperimentConfig } from './config.ts'

/** Modules with an off switch. */
const OPTIONAL = MODULES.filter((spec) => !('required' in spec))

/** The draft without one module. */
export function without(config: ExperimentConfig, id: ModuleId): ExperimentConfig {
  const { [id]: _off, ...modules } = config.modules
  return { ...config, modules }
}

/** The draft, and the draft without each module that is on. */
export function leaveOneOut(config: ExperimentConfig): ExperimentConfig[] {
  const on = OPTIONAL.filter((spec) => config.modules[spec.id] !== undefined)
  return [config, ...on.map((spec) => without(config, spec.id))]
}

/** The draft without any module, and that with each module alone that the schema can feed, set as in the draft. */
export function addOneIn(config: ExperimentConfig): ExperimentConfig[] {
  const bare = OPTIONAL.reduce((left, spec) => without(left, spec.id), config)
  const can = OPTIONAL.filter((spec) => spec.check(config.schema).length === 0)
  const added = can.map((spec): ExperimentConfig => {
    const own = { [spec.id]: config.modules[spec.id] ?? defaultsOf(spec.settings) }
    return { ...bare, modules: { ...bare.modules, ...(own as ModuleConfigs) } }
  })
  return [bare, ...added]
}

/** A group that a claim must survive: by what it changes, and whose claim it undermines where it does as well. */
export interface Control {
  readonly kind: 'shuffled' | 'frozen' | 'plain'
  readonly module: ModuleId
  readonly config: ExperimentConfig
}

/**
 * What the draft's claims must survive: clusters of shuffled users, clusters drawn at random, and each module's input
 * handed to the model as plain fields instead. A control that does as well undermines the claim. What a trained model
 * does without its read of the clusters needs no group: it is an intervention on the draft's own runs.
 */
export function controlsOf(config: ExperimentConfig): readonly Control[] {
  const clusters = config.modules['user-clusters']
  const list: Control[] = []
  if (clusters !== undefined) {
    const withClusters = (change: Partial<typeof clusters>): ExperimentConfig => ({
      ...config,
      modules: { ...config.modules, 'user-clusters': { ...clusters, ...change } },
    })
    list.push(
      { kind: 'shuffled', module: 'user-clusters', config: withClusters({ shuffleInput: true }) },
      { kind: 'frozen', module: 'user-clusters', config: withClusters({ randomFrozen: true }) },
    )
  }
  for (const [module, change] of PLAIN) {
    if (config.modules[module] === undefined) continue
    list.push({ kind: 'plain', module, config: withModel(without(config, module), change) })
  }
  return list
}

/** The honest competitor of each module: the same columns, read like any other field. */
const PLAIN: readonly (readonly [ModuleId, Partial<ExperimentConfig['model']>])[] = [
  ['user-clusters', { unbiasedAsFields: true }],
  ['prior-gate', { priorsAsFields: true }],
  ['prior-auxiliary', { priorsAsFields: true }],
  ['scene-routing', { sceneAsField: true }],
]

/** The draft and its controls. */
export const controls = (config: ExperimentConfig): ExperimentConfig[] => [
  config,
  ...controlsOf(config).map((control) => control.config),
]

const withModel = (
  config: ExperimentConfig,
  change: Partial<ExperimentConfig['model']>,
): ExperimentConfig => ({
  ...config,
  model: { ...config.model, ...change },
})
