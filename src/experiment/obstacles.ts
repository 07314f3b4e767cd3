import type { ModuleSpec } from '../core/module-spec.ts'
import type { Issue } from '../core/result.ts'
import { MODULES, type ModuleId } from '../modules/specs.ts'
import type { ExperimentConfig } from './config.ts'

const SPECS: readonly (ModuleSpec & { readonly id: ModuleId })[] = MODULES

/** What stands in the way of the modules that are on: what the schema lacks, and settings that contradict each other. */
export const obstaclesOf = (config: ExperimentConfig): readonly Issue[] =>
  SPECS.filter(({ id }) => config.modules[id] !== undefined).flatMap(({ id }) => moduleObstacles(id, config))

/** The same of one module, on or off: its settings contradict nothing while it is off. */
export function moduleObstacles(
  id: ModuleId,
  { schema, model, modules }: ExperimentConfig,
): readonly Issue[] {
  const spec = SPECS.find((one) => one.id === id)
  if (spec === undefined) throw new Error(`no module ${id}`)
  const settings = modules[id]
  const on = new Map(
    SPECS.flatMap((one) => {
      const own = modules[one.id]
      return own === undefined ? [] : [[one.id, { ...own }] as const]
    }),
  )
  const conflicts =
    settings === undefined ? undefined : spec.conflicts?.({ ...settings }, { schema, model, modules: on })
  return [...spec.check(schema, settings === undefined ? undefined : { ...settings }), ...(conflicts ?? [])]
}
