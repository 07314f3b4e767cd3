import { fail, type Issue, issue, ok, type Result } from './result.ts'

interface Described {
  readonly label: string
  /** One line: what it does. */
  readonly help: string
  /** Hidden behind "more" in the panel of controls. */
  readonly advanced?: boolean
}
export interface IntSetting extends Described {
  readonly kind: 'int'
  readonly default: number
  readonly min: number
  readonly max: number
}
export interface FloatSetting extends Described {
  readonly kind: 'float'
  readonly default: number
  readonly min: number
  readonly max: number
  /** How a control spaces its values. */
  readonly scale?: 'linear' | 'log'
}
export interface BoolSetting extends Described {
  readonly kind: 'bool'
  readonly default: boolean
}
export interface ChoiceSetting<Option extends string = string> extends Described {
  readonly kind: 'choice'
  readonly default: Option
  readonly options: Readonly<Record<Option, string>>
}
/** Widths of layers, for example [64, 32]. */
export interface WidthsSetting extends Described {
  readonly kind: 'widths'
  readonly default: readonly number[]
  readonly maxLayers: number
  readonly max: number
}
/** Numbers in an order that the help gives, for example one for each task: [1, 0.5]. */
export interface NumbersSetting extends Described {
  readonly kind: 'numbers'
  readonly default: readonly number[]
  readonly min: number
  readonly max: number
  readonly most: number
}
export type SettingSpec =
  | IntSetting
  | FloatSetting
  | BoolSetting
  | ChoiceSetting
  | WidthsSetting
  | NumbersSetting
export type SettingTable = Readonly<Record<string, SettingSpec>>

export type ValueOf<S extends SettingSpec> = S extends IntSetting | FloatSetting
  ? number
  : S extends BoolSetting
    ? boolean
    : S extends WidthsSetting | NumbersSetting
      ? readonly number[]
      : S extends { readonly kind: 'choice'; readonly options: Readonly<Record<infer Option, string>> }
        ? Option
        : never
export type ConfigOf<T extends SettingTable> = { readonly [K in keyof T]: ValueOf<T[K]> }
export type SettingValue = number | boolean | string | readonly number[]

export function defaultsOf<T extends SettingTable>(table: T): ConfigOf<T> {
  return Object.fromEntries(Object.entries(table).map(([key, spec]) => [key, spec.default])) as ConfigOf<T>
}

/** A full config from what a link, a file or a control says; what is left out takes its default. */
export function parseSettings<T extends SettingTable>(
  table: T,
  input: unknown,
  path: string,
): Result<ConfigOf<T>> {
  if (input === null || typeof input !== 'object' || Array.isArray(input)) {
    return fail([issue(path, 'setting.notAnObject')])
  }
  const issues: Issue[] = []
  for (const key of Object.keys(input)) {
    if (!Object.hasOwn(table, key)) issues.push(issue(`${path}.${key}`, 'setting.unknown', { key }))
  }
  const entries = Object.entries(table).map(([key, spec]) => {
    if (!Object.hasOwn(input, key)) return [key, spec.default] as const
    const value: unknown = (input as Record<string, unknown>)[key]
    const problem = refuse(spec, value, `${path}.${key}`)
    if (problem !== null) issues.push(problem)
    return [key, value] as const
  })
  return issues.length > 0 ? fail(issues) : ok(Object.fromEntries(entries) as ConfigOf<T>)
}

function refuse(spec: SettingSpec, value: unknown, path: string): Issue | null {
  switch (spec.kind) {
    case 'int':
      return Number.isInteger(value) && (value as number) >= spec.min && (value as number) <= spec.max
        ? null
        : issue(path, 'setting.int', { min: spec.min, max: spec.max, got: shown(value) })
    case 'float':
      return typeof value === 'number' && value >= spec.min && value <= spec.max
        ? null
        : issue(path, 'setting.float', { min: spec.min, max: spec.max, got: shown(value) })
    case 'bool':
      return typeof value === 'boolean' ? null : issue(path, 'setting.bool', { got: shown(value) })
    case 'choice':
      return typeof value === 'string' && Object.hasOwn(spec.options, value)
        ? null
        : issue(path, 'setting.choice', { options: Object.keys(spec.options).join(', '), got: shown(value) })
    case 'widths':
      return Array.isArray(value) &&
        value.length >= 1 &&
        value.length <= spec.maxLayers &&
        value.every((width) => Number.isInteger(width) && width >= 1 && width <= spec.max)
        ? null
        : issue(path, 'setting.widths', { maxLayers: spec.maxLayers, max: spec.max, got: shown(value) })
    case 'numbers':
      return Array.isArray(value) &&
        value.length >= 1 &&
        value.length <= spec.most &&
        value.every((one) => typeof one === 'number' && one >= spec.min && one <= spec.max)
        ? null
        : issue(path, 'setting.numbers', {
            most: spec.most,
            min: spec.min,
            max: spec.max,
            got: shown(value),
          })
    default:
      return spec satisfies never
  }
}

const shown = (value: unknown): string => JSON.stringify(value)?.slice(0, 40) ?? String(value)
