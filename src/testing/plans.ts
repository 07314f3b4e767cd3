import fc from 'fast-check'
import { WORLD_IDS, WORLDS, type WorldRecipe } from '../core/data/worlds/settings.ts'
import { defaultsOf, type SettingSpec, type SettingTable } from '../core/setting-spec.ts'
import { type ExperimentConfig, MODEL_SETTINGS, TRAINING_SETTINGS } from '../experiment/config.ts'
import { sampleConfig } from '../experiment/defaults.ts'
import { generatedRef } from '../experiment/generated.ts'
import type { Plan } from '../experiment/plan.ts'
import { MODULES, type ModuleConfigs } from '../modules/specs.ts'

/** Any value that a setting accepts; its default often. */
export function settingValue(spec: SettingSpec): fc.Arbitrary<unknown> {
  const usual = fc.constant<unknown>(spec.default)
  switch (spec.kind) {
    case 'int':
      return fc.oneof(usual, fc.integer({ min: spec.min, max: spec.max }))
    case 'float':
      return fc.oneof(
        usual,
        fc.double({ min: spec.min, max: spec.max, noNaN: true }).filter((x) => !Object.is(x, -0)),
      )
    case 'bool':
      return fc.boolean()
    case 'choice':
      return fc.constantFrom(...Object.keys(spec.options))
    case 'widths':
      return fc.oneof(
        usual,
        fc.array(fc.integer({ min: 1, max: spec.max }), { minLength: 1, maxLength: spec.maxLayers }),
      )
    case 'numbers':
      return fc.oneof(
        usual,
        fc.array(
          fc.double({ min: spec.min, max: spec.max, noNaN: true }).filter((x) => !Object.is(x, -0)),
          { minLength: 1, maxLength: spec.most },
        ),
      )
    default:
      return spec satisfies never
  }
}

const settings = (table: SettingTable): fc.Arbitrary<Record<string, unknown>> =>
  fc
    .record(Object.fromEntries(Object.entries(table).map(([key, spec]) => [key, settingValue(spec)])))
    .map((values) => ({ ...defaultsOf(table), ...values }))

const word = fc.oneof(
  fc.constantFrom('user_id', 'age', 'watch_sec', 'tab', '房间', 'größe', 'a.b', '__proto__', ' "quoted", '),
  fc.string({ minLength: 1, maxLength: 12 }),
)
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null })

const schema = fc.record({
  user: maybe(word),
  item: maybe(word),
  time: maybe(word),
  scene: maybe(word),
  tasks: fc.array(
    fc.record({
      id: word,
      column: word,
      above: maybe(fc.integer({ min: -5, max: 99999 })),
      requires: maybe(word),
    }),
    { maxLength: 3 },
  ),
  features: fc.array(
    fc.record({
      column: word,
      source: fc.constantFrom('user' as const, 'item' as const, 'context' as const),
      roles: fc.subarray(['unbiased' as const, 'prior' as const]),
    }),
    { maxLength: 4 },
  ),
  filters: fc.array(fc.record({ column: word, values: fc.array(word, { maxLength: 3 }) }), { maxLength: 2 }),
})

const share = fc.constantFrom(0.1, 0.15, 0.2)
const split = fc.oneof(
  fc.record({ kind: fc.constant('time' as const), column: word, valid: share, test: share }),
  fc.record({ kind: fc.constantFrom('user' as const, 'random' as const), valid: share, test: share }),
  fc.record({
    kind: fc.constant('boundaries' as const),
    column: word,
    trainTo: fc.integer(),
    validTo: fc.integer(),
  }),
)

const modules = fc
  .tuple(...MODULES.map((spec) => fc.option(settings(spec.settings), { nil: undefined })))
  .map(
    (configs) =>
      Object.fromEntries(
        MODULES.flatMap((spec, i) => {
          const own = configs[i] ?? ('required' in spec ? defaultsOf(spec.settings) : undefined)
          return own === undefined ? [] : [[spec.id, own]]
        }),
      ) as ModuleConfigs,
  )

/** Any config that the parser takes, of a dataset that is given. */
const configOf = (dataset: ExperimentConfig['dataset']): fc.Arbitrary<ExperimentConfig> =>
  fc
    .record({
      name: fc.oneof(fc.constant(''), word),
      schema: fc.oneof(fc.constant(sampleConfig().schema), schema),
      split,
      model: settings(MODEL_SETTINGS),
      modules,
      training: settings(TRAINING_SETTINGS),
    })
    .map((parts) => ({ ...sampleConfig(), ...parts, dataset }) as ExperimentConfig)

/** Any world at any settings. */
const worlds = fc.oneof(
  ...WORLD_IDS.map((world) =>
    settings(WORLDS[world].settings).map((values) =>
      generatedRef({ world, settings: values } as WorldRecipe),
    ),
  ),
)

const datasets = fc.oneof(
  worlds,
  fc.constant({ kind: 'builtin', id: 'sample' } as const),
  fc.record({ kind: fc.constant('upload' as const), id: fc.constant('0f'.repeat(32)), name: word }),
)

export const anyConfig: fc.Arbitrary<ExperimentConfig> = datasets.chain(configOf)

/** Any plan over one dataset: up to four groups, up to five seeds. */
export const anyPlan: fc.Arbitrary<Plan> = datasets.chain((dataset) =>
  fc.record({
    groups: fc
      .array(
        fc.record({ label: maybe(word), style: fc.integer({ min: 0, max: 12 }), config: configOf(dataset) }),
        {
          minLength: 1,
          maxLength: 4,
        },
      )
      .map((groups) => groups.map((group, i) => ({ ...group, id: `g${i}` }))),
    seeds: fc.uniqueArray(fc.integer({ min: 0, max: 2 ** 31 - 1 }), { minLength: 1, maxLength: 5 }),
  }),
)
