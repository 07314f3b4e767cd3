import type { FieldQuestion, RowTable } from '../core/module-spec.ts'
import { defaultsOf, type SettingValue } from '../core/setting-spec.ts'
import type { BuildLayer, Part } from '../model/stage.ts'
import { GRAPHS } from './graphs.ts'
import { MODULES, type ModuleConfigs } from './specs.ts'

/** The modules that are on, in stage order; required ones are always there, with defaults if nothing is said. */
export function partsOf(modules: ModuleConfigs): readonly Part[] {
  return MODULES.flatMap((spec) => {
    const config = modules[spec.id] ?? ('required' in spec ? defaultsOf(spec.settings) : undefined)
    if (config === undefined) return []
    // The mapped type of GRAPHS ties each graph to its own config; a union over ids cannot express that here.
    const build = GRAPHS[spec.id] as unknown as BuildLayer<unknown, typeof spec.stage>
    const { reads, examines } = spec as {
      readonly reads?: (config: unknown) => readonly RowTable[]
      readonly examines?: (config: unknown) => FieldQuestion | null
    }
    const settings: Readonly<Record<string, SettingValue>> = config
    return [
      {
        id: spec.id,
        stage: spec.stage,
        build: (context) => build(config, context),
        reads: reads?.(config) ?? [],
        examines: examines?.(config) ?? null,
        lossWeights: Object.fromEntries(
          Object.entries(spec.lossTerms).map(([term, setting]) => [term, settings[setting] as number]),
        ),
      } satisfies Part,
    ]
  })
}
