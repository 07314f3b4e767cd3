import { shortId } from '../core/data/fingerprint.ts'
import { WORLDS, worldName } from '../core/data/worlds/settings.ts'
import { canonicalJson } from '../core/hash.ts'
import type { SettingTable } from '../core/setting-spec.ts'
import { MODULES, type ModuleId } from '../modules/specs.ts'
import { type ExperimentConfig, MODEL_SETTINGS, TRAINING_SETTINGS } from './config.ts'
import { STARTERS } from './defaults.ts'

/** What settings and modules are called in one language. */
export interface Naming {
  /** Of a module. */
  title(id: ModuleId): string
  /** Of a setting; `table` is `model`, `training`, a module's id or `world-a`. */
  label(table: string, key: string): string
  word(word: NameWord): string
  /** ` and 3 more`. */
  more(count: number): string
}
export type NameWord = 'full' | 'bare' | 'on' | 'off' | 'none' | 'dataset' | 'world' | 'schema' | 'split'

const TABLES: ReadonlyMap<string, SettingTable> = new Map<string, SettingTable>([
  ['model', MODEL_SETTINGS],
  ['training', TRAINING_SETTINGS],
  ...Object.entries(WORLDS).map(([world, { settings }]) => [`world-${world}`, settings] as const),
  ...MODULES.map((spec) => [spec.id, spec.settings] as const),
])
const WORDS: Readonly<Record<NameWord, string>> = {
  full: 'Full model',
  bare: 'Base model',
  on: 'on',
  off: 'off',
  none: '–',
  dataset: 'Dataset',
  world: 'World',
  schema: 'Schema',
  split: 'Split',
}
export const ENGLISH_NAMES: Naming = {
  title: (id) => MODULES.find((spec) => spec.id === id)?.title ?? id,
  label: (table, key) => TABLES.get(table)?.[key]?.label ?? key,
  word: (word) => WORDS[word],
  more: (count) => ` and ${count} more`,
}

/** One setting that two configs have differently. Values are as JSON; null where a module is off. */
export interface Difference {
  readonly path: string
  readonly label: string
  readonly base: string | null
  readonly other: string | null
}

/** What differs, in the order in which a draft is read. Names and seeds do not count. */
export function diffConfigs(
  base: ExperimentConfig,
  other: ExperimentConfig,
  naming: Naming = ENGLISH_NAMES,
): readonly Difference[] {
  return settingsTable([base, other], naming)
    .map(({ path, label, values }) => ({ path, label, base: values[0] ?? null, other: values[1] ?? null }))
    .filter((row) => row.base !== row.other)
}

/** Every setting of several configs side by side; null where a module is off. */
export interface SettingRow {
  readonly path: string
  readonly label: string
  readonly values: readonly (string | null)[]
}

export function settingsTable(
  configs: readonly ExperimentConfig[],
  naming: Naming = ENGLISH_NAMES,
): readonly SettingRow[] {
  const flat = configs.map((config) => flatten(config, naming))
  const paths = new Map<string, string>()
  for (const config of flat) for (const [path, { label }] of config) paths.set(path, label)
  const order = [...paths.keys()].sort((a, b) => rank(a) - rank(b))
  return order.map((path) => ({
    path,
    label: paths.get(path) as string,
    values: flat.map((config) => config.get(path)?.value ?? null),
  }))
}

const SECTIONS = [
  'dataset',
  'schema',
  'split',
  'model',
  ...MODULES.map(({ id }) => `modules.${id}`),
  'training',
]
const rank = (path: string): number =>
  SECTIONS.findIndex((section) => path === section || path.startsWith(`${section}.`))

interface Flat {
  readonly label: string
  readonly value: string
}

/** Configs never change, and are compared with every drawing. */
const FLAT = new WeakMap<Naming, WeakMap<ExperimentConfig, ReadonlyMap<string, Flat>>>()

function flatten(config: ExperimentConfig, naming: Naming): ReadonlyMap<string, Flat> {
  const own = FLAT.get(naming) ?? new WeakMap<ExperimentConfig, ReadonlyMap<string, Flat>>()
  FLAT.set(naming, own)
  const known = own.get(config) ?? flattened(config, naming)
  own.set(config, known)
  return known
}

function flattened(config: ExperimentConfig, naming: Naming): ReadonlyMap<string, Flat> {
  const entries = new Map<string, Flat>()
  const put = (path: string, label: string, value: unknown): void => {
    entries.set(path, { label, value: textOf(value) })
  }
  const putTable = (
    prefix: string,
    title: string,
    table: string,
    values: Readonly<Record<string, unknown>>,
  ): void => {
    for (const key of Object.keys(TABLES.get(table) ?? {})) {
      const label = naming.label(table, key)
      put(`${prefix}.${key}`, title === '' ? label : `${title} · ${label}`, values[key])
    }
  }
  put('dataset', naming.word('dataset'), datasetName(config.dataset))
  if (config.dataset.kind === 'generated') {
    const { world, settings } = config.dataset
    putTable('dataset.settings', naming.word('world'), `world-${world}`, settings)
  }
  for (const [key, value] of Object.entries(config.schema))
    put(`schema.${key}`, `${naming.word('schema')} · ${key}`, value)
  put('split', naming.word('split'), config.split)
  putTable('model', '', 'model', config.model)
  for (const spec of MODULES) {
    const own = config.modules[spec.id]
    if (own === undefined) continue
    if (!('required' in spec)) put(`modules.${spec.id}`, naming.title(spec.id), 'on')
    putTable(`modules.${spec.id}`, naming.title(spec.id), spec.id, own)
  }
  putTable('training', '', 'training', config.training)
  return entries
}

/** A value as text, other values as other text: a text that could be read as JSON, `1` or `null`, stands in quotes. */
function textOf(value: unknown): string {
  return typeof value === 'string' && !isJson(value) ? value : canonicalJson(value)
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function datasetName(dataset: ExperimentConfig['dataset']): string {
  switch (dataset.kind) {
    case 'builtin':
      return dataset.id
    case 'generated':
      return worldName(dataset)
    case 'upload':
      return shortId(dataset.id)
    default:
      return dataset satisfies never
  }
}

/** As of FLAT: names are asked for with every event of a run. */
const NAMES = new WeakMap<Naming, WeakMap<ExperimentConfig, WeakMap<ExperimentConfig, string>>>()

/**
 * A group's name: what differs from the baseline, `− Clusters`, `+ Priors`, `Clusters K = 32`; for a config that does not
 * differ (the baseline itself) the modules that are on, those of the first draft together as `Full model`.
 */
export function groupName(
  base: ExperimentConfig,
  other: ExperimentConfig,
  naming: Naming = ENGLISH_NAMES,
): string {
  const ofNaming = NAMES.get(naming) ?? new WeakMap<ExperimentConfig, WeakMap<ExperimentConfig, string>>()
  NAMES.set(naming, ofNaming)
  const ofBase = ofNaming.get(base) ?? new WeakMap<ExperimentConfig, string>()
  ofNaming.set(base, ofBase)
  const known = ofBase.get(other) ?? nameOf(base, other, naming)
  ofBase.set(other, known)
  return known
}

function nameOf(base: ExperimentConfig, other: ExperimentConfig, naming: Naming): string {
  const differences = diffConfigs(base, other, naming)
  const toggled = MODULES.filter((spec) => differences.some(({ path }) => path === `modules.${spec.id}`))
  const toggles = toggled.map(
    (spec) => `${other.modules[spec.id] === undefined ? '−' : '+'} ${naming.title(spec.id)}`,
  )
  const isOfToggled = (path: string): boolean =>
    toggled.some((spec) => path === `modules.${spec.id}` || path.startsWith(`modules.${spec.id}.`))
  const settings = differences
    .filter(({ path }) => !isOfToggled(path))
    .map(({ label, other: value }) => `${oneLabel(label)} = ${short(value, naming)}`)
  const parts = [...toggles, ...settings]
  if (parts.length === 0) return modulesName(other, naming)
  // Modules that are off are what a factorial's groups differ in: all are named.
  if (parts.length <= 3 || settings.length === 0) return parts.join(', ')
  return parts.slice(0, 2).join(', ') + naming.more(parts.length - 2)
}

/** `Clusters · Temperature` as two words; a label that names its module already stands alone. */
function oneLabel(label: string): string {
  const [title, own] = label.split(' · ')
  if (own === undefined) return label
  return own.startsWith(title as string) ? own : `${title} ${own}`
}

function modulesName(config: ExperimentConfig, naming: Naming): string {
  const optional = MODULES.filter((spec) => !('required' in spec))
  const on = optional.filter((spec) => config.modules[spec.id] !== undefined)
  if (on.length === 0) return naming.word('bare')
  const isFull = optional.every(({ id }) => !STARTERS.includes(id) || config.modules[id] !== undefined)
  const named = isFull ? on.filter(({ id }) => !STARTERS.includes(id)) : on
  return [...(isFull ? [naming.word('full')] : []), ...named.map(({ id }) => naming.title(id))].join(' + ')
}

function short(value: string | null, naming: Naming): string {
  if (value === null) return naming.word('none')
  if (value === 'true') return naming.word('on')
  if (value === 'false') return naming.word('off')
  return value.length > 24 ? `${value.slice(0, 23)}…` : value
}
