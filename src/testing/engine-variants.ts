import { defaultsOf, type SettingSpec } from '../core/setting-spec.ts'
import { type ExperimentConfig, TRAINING_SETTINGS } from '../experiment/config.ts'
import { sampleConfig } from '../experiment/defaults.ts'
import { MODULES, type ModuleConfigs, type ModuleId } from '../modules/specs.ts'
import { SMALL_MODEL, withModule } from './module-world.ts'

/** Every module at its defaults. */
export const allModules = (): ModuleConfigs =>
  Object.assign({}, ...MODULES.map((spec) => withModule(spec.id)))

/** One module with a setting changed, on the plainest model. */
const oneWith = (id: ModuleId, change: Readonly<Record<string, unknown>>): ModuleConfigs => ({
  ...withModule('interactions'),
  ...withModule(id, change),
})

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
      return [spec.default < spec.max ? Math.min(spec.max, spec.default + 3) : spec.min]
    case 'numbers':
      return [[0.5, 2]]
    case 'float':
      return spec.default === 0 ? [Math.min(1, spec.max)] : []
    default:
      return spec satisfies never
  }
}

export type Variant = readonly [name: string, modules: ModuleConfigs]

/** What an executor of compiled steps has to do: every module, and each of its settings once at another value. */
export const VARIANTS: readonly [Variant, ...Variant[]] = [
  ['every module', allModules()],
  ['no module', withModule('interactions')],
  ...MODULES.flatMap((spec) =>
    Object.entries<SettingSpec>(spec.settings).flatMap(([key, setting]) =>
      others(setting).map(
        (value): Variant => [
          `${spec.id}.${key} = ${JSON.stringify(value)}`,
          oneWith(spec.id, { [key]: value }),
        ],
      ),
    ),
  ),
  // Settings of a rule that writes after the step, which say nothing by themselves.
  [
    'clusters by running means',
    oneWith('user-clusters', {
      mode: 'ema',
      hardWrite: false,
      writeWeight: 'stratified',
      reviveEvery: 2,
      shift: true,
      intraWeight: 'user',
      lambdaDec: 1,
    }),
  ],
  [
    'clusters by erase and add',
    oneWith('user-clusters', { mode: 'ntm', reviveEvery: 1, addressing: 'student', topK: 3 }),
  ],
]
/** Every module together, and each on its own: few enough for an adapter that a processor plays. */
export const EACH: readonly [Variant, ...Variant[]] = [
  ['every module', allModules()],
  ...MODULES.map(({ id }): Variant => [id, oneWith(id, {})]),
]

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
