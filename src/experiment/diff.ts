import { WORLDS, worldName } from '../core/data/worlds/settings.ts'
import { canonicalJson } from '../core/hash.ts'
import type { SettingTable } from '../core/setting-spec.ts'
import { MODULES } from '../modules/specs.ts'
import { type ExperimentConfig, MODEL_SETTINGS, TRAINING_SETTINGS } from './config.ts'
import { STARTERS } from './defaults.ts'

/** One setting that two configs have differently. Values are as JSON; null where a module is off. */
export interface Difference {
  readonly path: string
  readonly label: string
  readonly base: string | null
  readonly other: string | null
}

/** What differs, in the order in which a draft is read. Names and seeds do not count. */
export function diffConfigs(base: ExperimentConfig, other: ExperimentConfig): readonly Difference[] {
  return settingsTable([base, other])
    .map(({ path, label, values }) => ({ path, label, base: values[0] ?? null, other: values[1] ?? null }))
    .filter((row) => row.base !== row.other)
}

/** Every setting of several configs side by side; null where a module is off. */
export interface SettingRow {
  readonly path: string
  readonly label: string
  readonly values: readonly (string | null)[]
}

export function settingsTable(configs: readonly ExperimentConfig[]): readonly SettingRow[] {
  const flat = configs.map(flatten)
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

function flatten(config: ExperimentConfig): ReadonlyMap<string, Flat> {
  const entries = new Map<string, Flat>()
  const put = (path: string, label: string, value: unknown): void => {
    entries.set(path, { label, value: typeof value === 'string' ? value : canonicalJson(value) })
  }
  const putTable = (
    prefix: string,
    title: string,
    table: SettingTable,
    values: Readonly<Record<string, unknown>>,
  ): void => {
    for (const [key, spec] of Object.entries(table)) {
      put(`${prefix}.${key}`, title === '' ? spec.label : `${title} · ${spec.label}`, values[key])
    }
  }
  put('dataset', 'Dataset', datasetName(config.dataset))
  if (config.dataset.kind === 'generated') {
    const { world, settings } = config.dataset
    putTable('dataset.settings', 'World', WORLDS[world].settings, settings)
  }
  for (const [key, value] of Object.entries(config.schema)) put(`schema.${key}`, `Schema · ${key}`, value)
  put('split', 'Split', config.split)
  putTable('model', '', MODEL_SETTINGS, config.model)
  for (const spec of MODULES) {
    const own = config.modules[spec.id]
    if (own === undefined) continue
    if (!('required' in spec)) put(`modules.${spec.id}`, spec.title, 'on')
    putTable(`modules.${spec.id}`, spec.title, spec.settings, own)
  }
  putTable('training', '', TRAINING_SETTINGS, config.training)
  return entries
}

function datasetName(dataset: ExperimentConfig['dataset']): string {
  switch (dataset.kind) {
    case 'builtin':
      return dataset.id
    case 'generated':
      return worldName(dataset)
    case 'upload':
      return dataset.id.slice(0, 12)
    default:
      return dataset satisfies never
  }
}

/** English words of a group's name; other languages are keyed alike. */
export const NAME_WORDS = {
  full: 'Full model',
  bare: 'Base model',
  on: 'on',
  off: 'off',
  none: '–',
  more: (count: number) => ` and ${count} more`,
} as const

/**
 * A group's name: what differs from the baseline, `− Clusters`, `+ Priors`, `Clusters K = 32`; for a config that does not
 * differ (the baseline itself) the modules that are on, those of the first draft together as `Full model`.
 */
export function groupName(base: ExperimentConfig, other: ExperimentConfig): string {
  const differences = diffConfigs(base, other)
  const toggled = MODULES.filter((spec) => differences.some(({ path }) => path === `modules.${spec.id}`))
  const toggles = toggled.map((spec) => `${other.modules[spec.id] === undefined ? '−' : '+'} ${spec.title}`)
  const isOfToggled = (path: string): boolean =>
    toggled.some((spec) => path === `modules.${spec.id}` || path.startsWith(`modules.${spec.id}.`))
  const settings = differences
    .filter(({ path }) => !isOfToggled(path))
    .map(({ label, other: value }) => `${oneLabel(label)} = ${short(value)}`)
  const parts = [...toggles, ...settings]
  if (parts.length === 0) return modulesName(other)
  // Modules that are off are what a factorial's groups differ in: all are named.
  if (parts.length <= 3 || settings.length === 0) return parts.join(', ')
  return parts.slice(0, 2).join(', ') + NAME_WORDS.more(parts.length - 2)
}

/** `Clusters · Temperature` as two words; a label that names its module already stands alone. */
function oneLabel(label: string): string {
  const [title, own] = label.split(' · ')
  if (own === undefined) return label
  return own.startsWith(title as string) ? own : `${title} ${own}`
}

function modulesName(config: ExperimentConfig): string {
  const optional = MODULES.filter((spec) => !('required' in spec))
  const on = optional.filter((spec) => config.modules[spec.id] !== undefined)
  if (on.length === 0) return NAME_WORDS.bare
  const isFull = optional.every(({ id }) => !STARTERS.includes(id) || config.modules[id] !== undefined)
  const named = isFull ? on.filter(({ id }) => !STARTERS.includes(id)) : on
  return [...(isFull ? [NAME_WORDS.full] : []), ...named.map(({ title }) => title)].join(' + ')
}

function short(value: string | null): string {
  if (value === null) return NAME_WORDS.none
  if (value === 'true') return NAME_WORDS.on
  if (value === 'false') return NAME_WORDS.off
  return value.length > 24 ? `${value.slice(0, 23)}…` : value
}
