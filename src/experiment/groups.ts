import { defaultsOf } from '../core/setting-spec.ts'
import { MODULES, type ModuleConfigs, type ModuleId } from '../modules/specs.ts'
import type { ExperimentConfig } from './config.ts'

/** Modules with an off switch. */
const OPTIONAL = MODULES.filter((spec) => !('required' in spec))

function without(config: ExperimentConfig, id: ModuleId): ExperimentConfig {
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

/**
 * The draft and what its claims must survive: clusters of shuffled users, clusters drawn at random, and each module's
 * input handed to the model as plain fields instead. A control that does as well undermines the claim.
 */
export function controls(config: ExperimentConfig): ExperimentConfig[] {
  const clusters = config.modules['user-clusters']
  const list: ExperimentConfig[] = [config]
  if (clusters !== undefined) {
    for (const control of [{ shuffleInput: true }, { randomFrozen: true }]) {
      const controlled = { ...clusters, ...control }
      list.push({ ...config, modules: { ...config.modules, 'user-clusters': controlled } })
    }
    list.push(withModel(without(config, 'user-clusters'), { unbiasedAsFields: true }))
  }
  if (config.modules['prior-gate'] !== undefined) {
    list.push(withModel(without(config, 'prior-gate'), { priorsAsFields: true }))
  }
  if (config.modules['prior-auxiliary'] !== undefined) {
    list.push(withModel(without(config, 'prior-auxiliary'), { priorsAsFields: true }))
  }
  if (config.modules['scene-routing'] !== undefined) {
    list.push(withModel(without(config, 'scene-routing'), { sceneAsField: true }))
  }
  return list
}

const withModel = (
  config: ExperimentConfig,
  change: Partial<ExperimentConfig['model']>,
): ExperimentConfig => ({
  ...config,
  model: { ...config.model, ...change },
})
