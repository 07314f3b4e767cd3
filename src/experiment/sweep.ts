import type { SettingSpec, SettingValue } from '../core/setting-spec.ts'
import { MODULES } from '../modules/specs.ts'
import { type ExperimentConfig, MODEL_SETTINGS, TRAINING_SETTINGS } from './config.ts'

/** One setting at several values, everything else as in the draft. */
export interface Sweep {
  readonly kind: 'sweep'
  /** `training.learningRate`, `modules.user-clusters.clusters`. */
  readonly path: string
  /** In the order in which they are listed; the draft's own value is the baseline whether it is here or not. */
  readonly values: readonly SettingValue[]
}

/** A setting that can be swept: a number, a choice or a switch of the model, of training, or of a module that is on. */
export interface Sweepable {
  readonly path: string
  /** Null for the model and training. */
  readonly module: string | null
  readonly section: 'model' | 'training' | 'modules'
  readonly key: string
  readonly spec: SweptSpec
  readonly value: SettingValue
}
export type SweptSpec = Exclude<SettingSpec, { readonly kind: 'widths' | 'numbers' }>

/** Fewest and most values of a sweep. */
export const LEAST_VALUES = 2
export const MOST_VALUES = 8

const isSwept = (spec: SettingSpec): spec is SweptSpec => spec.kind !== 'widths' && spec.kind !== 'numbers'

/** Every setting of this draft that can be swept, in the order in which a draft is read. */
export function sweepables(config: ExperimentConfig): readonly Sweepable[] {
  const of = (
    section: Sweepable['section'],
    module: string | null,
    table: Readonly<Record<string, SettingSpec>>,
    values: Readonly<Record<string, SettingValue>>,
  ): readonly Sweepable[] =>
    Object.entries(table).flatMap(([key, spec]) => {
      const value = values[key]
      if (!isSwept(spec) || value === undefined) return []
      const path = module === null ? `${section}.${key}` : `modules.${module}.${key}`
      return [{ path, module, section, key, spec, value }]
    })
  return [
    ...of('model', null, MODEL_SETTINGS, config.model),
    ...MODULES.flatMap(({ id, settings }) => {
      const own = config.modules[id]
      return own === undefined ? [] : of('modules', id, settings, { ...own })
    }),
    ...of('training', null, TRAINING_SETTINGS, config.training),
  ]
}

export const sweepableAt = (config: ExperimentConfig, path: string): Sweepable | null =>
  sweepables(config).find((one) => one.path === path) ?? null

/** Whether a setting takes this value. */
export function isWithin(spec: SweptSpec, value: SettingValue): boolean {
  switch (spec.kind) {
    case 'int':
    case 'float':
      return (
        typeof value === 'number' &&
        value >= spec.min &&
        value <= spec.max &&
        (spec.kind === 'float' || Number.isInteger(value))
      )
    case 'bool':
      return typeof value === 'boolean'
    case 'choice':
      return typeof value === 'string' && Object.hasOwn(spec.options, value)
    default:
      return spec satisfies never
  }
}

/**
 * What a sweep begins with: a switch both ways, a choice all ways (eight at most), a number at a quarter, a half, itself, twice and four
 * times as much, as far as its range goes; around 0 the default, or the ends of the range.
 */
export function suggestedValues({ spec, value }: Pick<Sweepable, 'spec' | 'value'>): readonly SettingValue[] {
  if (spec.kind === 'bool') return [false, true]
  if (spec.kind === 'choice') {
    const others = Object.keys(spec.options).filter((option) => option !== value)
    const kept = new Set([value, ...others.slice(0, MOST_VALUES - 1)])
    return Object.keys(spec.options).filter((option) => kept.has(option))
  }
  const own = Number(value)
  const centre = own === 0 ? spec.default : own
  const scaled = [0.25, 0.5, 2, 4].map((factor) => rounded(spec, centre * factor))
  const values = ascending([...scaled.filter((one) => isWithin(spec, one)), own])
  return values.length >= LEAST_VALUES ? values : ascending([spec.min, own, spec.max])
}

/** At most four digits, as a person would type it. */
const rounded = (spec: SweptSpec, value: number): number =>
  spec.kind === 'int' ? Math.round(value) : Number(value.toPrecision(4))

const ascending = (values: readonly number[]): readonly number[] => [...new Set(values)].sort((a, b) => a - b)

/** The draft, and the draft at each other value; values out of range are left out. The draft alone where it has no such setting. */
export function swept(config: ExperimentConfig, { path, values }: Sweep): ExperimentConfig[] {
  const setting = sweepableAt(config, path)
  if (setting === null) return [config]
  const others = [...new Set(values)].filter(
    (value) => value !== setting.value && isWithin(setting.spec, value),
  )
  return [config, ...others.slice(0, MOST_VALUES - 1).map((value) => withSetting(config, setting, value))]
}

function withSetting(
  config: ExperimentConfig,
  { section, module, key }: Sweepable,
  value: SettingValue,
): ExperimentConfig {
  if (section !== 'modules') return { ...config, [section]: { ...config[section], [key]: value } }
  const id = module as keyof ExperimentConfig['modules']
  return { ...config, modules: { ...config.modules, [id]: { ...config.modules[id], [key]: value } } }
}
