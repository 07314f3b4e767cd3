import {
  type Derived,
  FEATURE_ROLES,
  type Feature,
  type Filter,
  type Schema,
  type SplitRule,
  type Task,
} from '../core/data/schema.ts'
import { parseRecipe } from '../core/data/worlds/world.ts'
import { fail, type Issue, ok, type Result } from '../core/result.ts'
import { defaultsOf, parseSettings, type SettingTable } from '../core/setting-spec.ts'
import { MODULES, type ModuleConfigs } from '../modules/specs.ts'
import { type DatasetRef, type ExperimentConfig, MODEL_SETTINGS, TRAINING_SETTINGS } from './config.ts'
import { generatedRef } from './generated.ts'
import { migrate } from './migrate.ts'
import { parseFix } from './parse-fix.ts'
import { type Reader, reader } from './reader.ts'

/** An experiment from JSON that a link, a file or the browser's storage holds. Unknown keys are issues. */
export function parseExperiment(input: unknown): Result<ExperimentConfig> {
  const migrated = migrate(input)
  if (!migrated.ok) return migrated
  const issues: Issue[] = []
  const r = reader(issues)
  const top = r.record(migrated.value, 'experiment', [
    'version',
    'name',
    'seed',
    'dataset',
    'schema',
    'split',
    'model',
    'modules',
    'training',
  ])
  const config: ExperimentConfig = {
    version: 1,
    name: r.optional(top.name, '', (value) => r.text(value, 'name')),
    seed: r.optional(top.seed, 1, (value) => r.integer(value, 'seed', 0, 2147483647)),
    dataset: parseDataset(issues, r, top.dataset),
    schema: parseSchema(r, top.schema),
    split: parseSplit(r, top.split),
    model: settings(issues, MODEL_SETTINGS, top.model ?? {}, 'model'),
    modules: parseModules(issues, r, top.modules ?? {}),
    training: settings(issues, TRAINING_SETTINGS, top.training ?? {}, 'training'),
  }
  return issues.length > 0 ? fail(issues) : ok(config)
}

function settings<T extends SettingTable>(issues: Issue[], table: T, input: unknown, path: string) {
  const parsed = parseSettings(table, input, path)
  if (parsed.ok) return parsed.value
  issues.push(...parsed.error)
  return defaultsOf(table)
}

function parseModules(issues: Issue[], r: Reader, input: unknown): ModuleConfigs {
  const given = r.record(
    input,
    'modules',
    MODULES.map(({ id }) => id),
  )
  const entries = MODULES.filter((spec) => Object.hasOwn(given, spec.id) || 'required' in spec).map(
    (spec) => [
      spec.id,
      settings(issues, spec.settings as SettingTable, given[spec.id] ?? {}, `modules.${spec.id}`),
    ],
  )
  // Each config was parsed by its own table; a union over ids cannot express that.
  return Object.fromEntries(entries) as ModuleConfigs
}

function parseDataset(issues: Issue[], r: Reader, input: unknown): DatasetRef {
  const given = r.record(input, 'dataset', ['kind', 'id', 'name', 'world', 'settings'])
  const kind = r.choice(given.kind, 'dataset.kind', ['builtin', 'upload', 'generated'] as const)
  if (kind === 'generated') {
    // The id follows from the rest: one that is given says nothing.
    const recipe = parseRecipe(given.world, given.settings ?? {}, 'dataset')
    if (recipe.ok) return generatedRef(recipe.value)
    issues.push(...recipe.error)
    return { kind: 'builtin', id: '' }
  }
  const id = r.text(given.id, 'dataset.id')
  if (kind === 'builtin') return { kind, id }
  return { kind: 'upload', id, name: r.optional(given.name, '', (value) => r.text(value, 'dataset.name')) }
}

export function parseSchema(r: Reader, input: unknown): Schema {
  const given = r.record(input, 'schema', [
    'user',
    'item',
    'time',
    'scene',
    'tasks',
    'features',
    'filters',
    'derived',
    'request',
    'fixes',
  ])
  const fixes = r.list(given.fixes ?? [], 'schema.fixes', (value, path) => parseFix(r, value, path))
  const derived = r.list(given.derived ?? [], 'schema.derived', (value, path) => parseDerived(r, value, path))
  const column = (key: 'user' | 'item' | 'time' | 'scene' | 'request'): string | null =>
    given[key] === undefined || given[key] === null ? null : r.text(given[key], `schema.${key}`)
  const request = column('request')
  return {
    user: column('user'),
    item: column('item'),
    time: column('time'),
    scene: column('scene'),
    tasks: r.list(given.tasks ?? [], 'schema.tasks', (value, path) => parseTask(r, value, path)),
    features: r.list(given.features ?? [], 'schema.features', (value, path) => parseFeature(r, value, path)),
    filters: r.list(given.filters ?? [], 'schema.filters', (value, path) => parseFilter(r, value, path)),
    ...(derived.length > 0 ? { derived } : {}),
    ...(request === null ? {} : { request }),
    ...(fixes.length > 0 ? { fixes } : {}),
  }
}

function parseTask(r: Reader, input: unknown, path: string): Task {
  const given = r.record(input, path, ['id', 'column', 'above', 'requires'])
  const column = r.text(given.column, `${path}.column`)
  const above =
    given.above === undefined || given.above === null ? null : r.number(given.above, `${path}.above`)
  return {
    id: r.optional(given.id, above === null ? column : `${column}>${above}`, (value) =>
      r.text(value, `${path}.id`),
    ),
    column,
    above,
    requires:
      given.requires === undefined || given.requires === null
        ? null
        : r.text(given.requires, `${path}.requires`),
  }
}

function parseFeature(r: Reader, input: unknown, path: string): Feature {
  const given = r.record(input, path, ['column', 'source', 'roles'])
  return {
    column: r.text(given.column, `${path}.column`),
    source: r.choice(given.source, `${path}.source`, ['user', 'item', 'context'] as const),
    roles: r.list(given.roles ?? [], `${path}.roles`, (value, at) => r.choice(value, at, FEATURE_ROLES)),
  }
}

function parseDerived(r: Reader, input: unknown, path: string): Derived {
  const given = r.record(input, path, ['name', 'left', 'right', 'rule'])
  return {
    name: r.text(given.name, `${path}.name`),
    left: r.text(given.left, `${path}.left`),
    right: r.text(given.right, `${path}.right`),
    rule: parseRule(r, given.rule, `${path}.rule`),
  }
}

function parseRule(r: Reader, input: unknown, path: string): Derived['rule'] {
  const given = r.record(input, path, ['kind', 'cuts', 'pairs', 'otherwise'])
  const kind = r.choice(given.kind, `${path}.kind`, ['equal', 'difference', 'lookup'] as const)
  switch (kind) {
    case 'equal':
      return { kind }
    case 'difference':
      return { kind, cuts: r.list(given.cuts, `${path}.cuts`, (value, at) => r.number(value, at)) }
    case 'lookup':
      return {
        kind,
        pairs: r.list(given.pairs, `${path}.pairs`, (value, at) => {
          const pair = r.record(value, at, ['left', 'right', 'value'])
          return {
            left: r.text(pair.left, `${at}.left`),
            right: r.text(pair.right, `${at}.right`),
            value: r.text(pair.value, `${at}.value`),
          }
        }),
        otherwise:
          given.otherwise === undefined || given.otherwise === null
            ? null
            : r.text(given.otherwise, `${path}.otherwise`),
      }
    default:
      return kind satisfies never
  }
}

function parseFilter(r: Reader, input: unknown, path: string): Filter {
  const given = r.record(input, path, ['column', 'values'])
  return {
    column: r.text(given.column, `${path}.column`),
    values: r.list(given.values, `${path}.values`, (value, at) =>
      typeof value === 'number' ? String(value) : r.text(value, at),
    ),
  }
}

export function parseSplit(r: Reader, input: unknown): SplitRule {
  const given = r.record(input, 'split', ['kind', 'column', 'valid', 'test', 'trainTo', 'validTo'])
  const kind = r.choice(given.kind, 'split.kind', ['time', 'boundaries', 'user', 'random'] as const)
  if (kind === 'boundaries') {
    return {
      kind,
      column: r.text(given.column, 'split.column'),
      trainTo: r.number(given.trainTo, 'split.trainTo'),
      validTo: r.number(given.validTo, 'split.validTo'),
    }
  }
  const shares = {
    valid: r.optional(given.valid, 0.15, (value) => r.share(value, 'split.valid')),
    test: r.optional(given.test, 0.15, (value) => r.share(value, 'split.test')),
  }
  return kind === 'time'
    ? { kind, column: r.text(given.column, 'split.column'), ...shares }
    : { kind, ...shares }
}
