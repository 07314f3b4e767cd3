import { describe, expect, it } from 'vitest'
import { defaultsOf, type SettingSpec, type SettingTable } from '../core/setting-spec.ts'
import { MODULES } from '../modules/specs.ts'
import { MODEL_SETTINGS, TRAINING_SETTINGS } from './config.ts'
import { sampleConfig } from './defaults.ts'
import { parseExperiment } from './parse.ts'

/** The sample with every module on. */
const sample = {
  ...sampleConfig(),
  modules: Object.fromEntries(MODULES.map(({ id, settings }) => [id, defaultsOf(settings)])),
}
/** The sample with one entry set, by its path; undefined takes the entry out. */
function changed(path: string, value: unknown): unknown {
  const copy: unknown = JSON.parse(JSON.stringify(sample))
  const keys = path.split('.')
  const last = keys.pop() as string
  const at = keys.reduce<unknown>((node, key) => Reflect.get(Object(node), key), copy)
  if (value === undefined) Reflect.deleteProperty(Object(at), last)
  else Reflect.set(Object(at), last, value)
  return copy
}
function refusals(input: unknown): string[] {
  const result = parseExperiment(input)
  return result.ok ? [] : result.error.map(({ path, code }) => `${path} ${code}`)
}
function parsed(input: unknown) {
  const result = parseExperiment(input)
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value
}

const TABLES: readonly (readonly [string, SettingTable])[] = [
  ['model', MODEL_SETTINGS],
  ['training', TRAINING_SETTINGS],
  ...MODULES.map(({ id, settings }) => [`modules.${id}`, settings] as const),
]
const SETTINGS = TABLES.flatMap(([prefix, table]) =>
  Object.entries(table).map(([key, spec]) => [`${prefix}.${key}`, spec] as const),
)
/** Values beside what a setting takes: just outside its range, and of another type. */
function wrongFor(spec: SettingSpec): readonly unknown[] {
  const everywhere = [null, {}, 'text', '1']
  switch (spec.kind) {
    case 'int':
      return [...everywhere, spec.min - 1, spec.max + 1, spec.min + 0.5, true, [spec.default]]
    case 'float':
      return [...everywhere, spec.min - 1e-6, spec.max + 1e-6, true, [spec.default]]
    case 'bool':
      return [...everywhere, 0, 1, []]
    case 'choice':
      return [...everywhere, 0, true, [spec.default], 'toString', '__proto__']
    case 'widths':
      return [...everywhere, 8, [], [0], [spec.max + 1], [1.5], ['8'], new Array(spec.maxLayers + 1).fill(8)]
    default:
      return spec satisfies never
  }
}

describe('every setting of an experiment', () => {
  it.each(SETTINGS)('%s refuses what is out of its range or of another type', (path, spec) => {
    for (const value of wrongFor(spec)) {
      expect(refusals(changed(path, value)), JSON.stringify(value)).toEqual([`${path} setting.${spec.kind}`])
    }
  })

  it.each(SETTINGS)('%s takes its default where it is left out', (path, spec) => {
    const value = parsed(changed(path, undefined))
    expect(path.split('.').reduce<unknown>((node, key) => Reflect.get(Object(node), key), value)).toEqual(
      spec.default,
    )
  })

  it.each(SETTINGS)('%s takes both ends of its range', (path, spec) => {
    if (spec.kind !== 'int' && spec.kind !== 'float') return
    for (const value of [spec.min, spec.max]) expect(refusals(changed(path, value))).toEqual([])
  })
})

describe('what is no setting', () => {
  const text501 = 'a'.repeat(501)
  it.each([
    ['version', [0, 1.5, '1']],
    ['name', [7, null, text501]],
    ['seed', [-1, 0.5, 2 ** 31, '1', null]],
    ['dataset.kind', ['file', 1, null]],
    ['dataset.id', [1, null, text501]],
    ['schema.user', [1, {}, text501]],
    ['schema.item', [false]],
    ['schema.time', [0]],
    ['schema.scene', [[]]],
    ['schema.tasks', [{}, 'watch_sec', new Array(2001).fill(sample.schema.tasks[0])]],
    ['schema.tasks.0.column', [1, null]],
    ['schema.tasks.1.above', ['10', true]],
    ['schema.tasks.1.requires', [0]],
    ['schema.features', [{}]],
    ['schema.features.2.column', [null]],
    ['schema.features.2.source', ['host', null]],
    ['schema.features.2.roles', ['prior']],
    ['schema.filters', [{}]],
    ['split.kind', ['moon', null]],
    ['split.column', [3, null]],
    ['split.valid', [0, -0.1, 0.51, '0.1', null]],
    ['split.test', [0, 0.6]],
  ])('%s refuses what it cannot mean', (path, values) => {
    for (const value of values) {
      expect(refusals(changed(path, value)), JSON.stringify(value)).toContain(`${path} experiment.expected`)
    }
  })

  it('names the entry of a list that is wrong', () => {
    expect(refusals(changed('schema.features.0.roles', ['unbiased', 'royal']))).toEqual([
      'schema.features.0.roles.1 experiment.expected',
    ])
    const filters = [{ column: 'scene', values: ['click', true] }]
    expect(refusals(changed('schema.filters', filters))).toEqual([
      'schema.filters.0.values.1 experiment.expected',
    ])
  })

  it.each([
    ['', 'experiment', 'experiment.unknownKey'],
    ['dataset.', 'dataset', 'experiment.unknownKey'],
    ['schema.', 'schema', 'experiment.unknownKey'],
    ['schema.tasks.0.', 'schema.tasks.0', 'experiment.unknownKey'],
    ['schema.features.3.', 'schema.features.3', 'experiment.unknownKey'],
    ['split.', 'split', 'experiment.unknownKey'],
    ['modules.', 'modules', 'experiment.unknownKey'],
    ...TABLES.map(([prefix]) => [`${prefix}.`, prefix, 'setting.unknown']),
  ])('refuses a key that it does not know at “%s”', (prefix, place, code) => {
    expect(refusals(changed(`${prefix}colour`, 1))).toEqual([`${place}.colour ${code}`])
  })

  it('refuses a section that is no object', () => {
    for (const value of [7, 'text', [], true]) {
      for (const section of ['dataset', 'schema', 'split', 'modules']) {
        expect(refusals(changed(section, value))).toContain(`${section} experiment.expected`)
      }
      for (const [section] of TABLES) {
        expect(refusals(changed(section, value))).toEqual([`${section} setting.notAnObject`])
      }
    }
  })
})

describe('what an experiment may leave unsaid', () => {
  it('is filled in: a name, a seed, lists, roles, shares and the id of a task', () => {
    const value = parsed({
      dataset: { kind: 'upload', id: 'ab' },
      schema: {
        tasks: [{ column: 'like' }, { column: 'watch', above: 10 }],
        features: [{ column: 'age', source: 'user' }],
      },
      split: { kind: 'user' },
    })
    expect(value).toMatchObject({
      version: 1,
      name: '',
      seed: 1,
      dataset: { kind: 'upload', id: 'ab', name: '' },
      split: { kind: 'user', valid: 0.15, test: 0.15 },
    })
    expect(value.schema).toEqual({
      user: null,
      item: null,
      time: null,
      scene: null,
      tasks: [
        { id: 'like', column: 'like', above: null, requires: null },
        { id: 'watch>10', column: 'watch', above: 10, requires: null },
      ],
      features: [{ column: 'age', source: 'user', roles: [] }],
      filters: [],
    })
  })

  it('may be null as well as absent, where a list or a section is meant', () => {
    const lists = ['schema.tasks', 'schema.features', 'schema.filters', 'schema.features.5.roles']
    for (const path of [...lists, 'version', 'model', 'modules', 'training']) {
      expect(parsed(changed(path, null))).toEqual(parsed(changed(path, undefined)))
    }
  })

  it('is written out once: what was parsed parses to itself', () => {
    expect(parsed(sample)).toEqual(sample)
    expect(parsed(parsed(changed('training', undefined)))).toEqual(parsed(changed('training', undefined)))
  })

  it('reads numbers of a filter as the text that a table holds', () => {
    const value = parsed(changed('schema.filters', [{ column: 'tab', values: [1, '2'] }]))
    expect(value.schema.filters).toEqual([{ column: 'tab', values: ['1', '2'] }])
  })

  it('does not keep what the input holds by inheritance', () => {
    const value = parsed(Object.assign(Object.create({ seed: 9 }), { ...sample, seed: undefined }))
    expect(value.seed).toBe(1)
  })
})
