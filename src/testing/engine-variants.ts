import { defaultsOf, type SettingSpec } from '../core/setting-spec.ts'
import { type ExperimentConfig, TRAINING_SETTINGS } from '../experiment/config.ts'
import { sampleConfig } from '../experiment/defaults.ts'
import { MODULES, type ModuleConfigs } from '../modules/specs.ts'
import { SMALL_MODEL, withModule } from './module-world.ts'

/** All modules at their defaults, one setting of one of them changed. */
export const allWith = (id: string, change: object): ModuleConfigs =>
  Object.assign({}, ...MODULES.map((spec) => withModule(spec.id, spec.id === id ? { ...change } : {})))

/** Other values of a setting than its default, where the program may take another form. */
function others(spec: SettingSpec): readonly unknown[] {
  switch (spec.kind) {
    case 'bool':
      return [!spec.default]
    case 'choice':
      return Object.keys(spec.options).filter((option) => option !== spec.default)
    case 'widths':
      return [[7], [12, 5]]
    case 'int':
      return [spec.min, Math.min(spec.max, spec.default + 3)]
    case 'float':
      return []
    default:
      return spec satisfies never
  }
}

export type Variant = readonly [name: string, modules: ModuleConfigs]

const variantsOf = (kinds: readonly SettingSpec['kind'][]): readonly [Variant, ...Variant[]] => [
  ['defaults', allWith('', {})],
  ['no module', withModule('interactions')],
  ...MODULES.flatMap((spec) =>
    Object.entries<SettingSpec>(spec.settings)
      .filter(([, { kind }]) => kinds.includes(kind))
      .flatMap(([key, setting]) =>
        others(setting).map(
          (value): Variant => [
            `${spec.id}.${key} = ${JSON.stringify(value)}`,
            allWith(spec.id, { [key]: value }),
          ],
        ),
      ),
  ),
]
/** What an executor of compiled steps has to do: every module, and each of its settings once at another value. */
export const VARIANTS = variantsOf(['bool', 'choice', 'widths', 'int', 'float'])
/** Those that differ in what is computed, not in sizes alone. */
export const CHOICES = variantsOf(['bool', 'choice'])

/** A small model for the world of modules. */
export const engineConfig = (
  modules: ModuleConfigs,
  change: Partial<ExperimentConfig['training']> = {},
): ExperimentConfig => ({
  ...sampleConfig(),
  seed: 5,
  model: SMALL_MODEL,
  modules,
  training: { ...defaultsOf(TRAINING_SETTINGS), batchSize: 20, learningRate: 0.01, ...change },
})
