import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SettingSpec } from '../core/setting-spec.ts'
import { MODULES } from '../modules/specs.ts'
import { anyConfig } from '../testing/plans.ts'
import type { ExperimentConfig } from './config.ts'
import { sampleConfig } from './defaults.ts'
import { diffConfigs, settingsTable } from './diff.ts'
import { configHash, runHash, seedHash } from './hash.ts'
import { migrate } from './migrate.ts'
import { parseExperiment } from './parse.ts'
import { bare, patchBetween, patched } from './patch.ts'

const sample = sampleConfig()
function parsed(input: unknown): ExperimentConfig {
  const result = parseExperiment(input)
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value
}

/** Every option of every choice; the parser finds those that fit. */
const OPTIONS = MODULES.flatMap(({ settings }) =>
  Object.values<SettingSpec>(settings).flatMap((spec) =>
    spec.kind === 'choice' ? Object.keys(spec.options) : [],
  ),
)

/** Every single edit of the sample: the path at which a difference is named, and the config after it. */
const EDITS: readonly (readonly [string, ExperimentConfig])[] = [
  ['dataset', { ...sample, dataset: { kind: 'builtin', id: 'other' } }],
  ['schema.user', { ...sample, schema: { ...sample.schema, user: null } }],
  ['schema.item', { ...sample, schema: { ...sample.schema, item: 'genre' } }],
  ['schema.time', { ...sample, schema: { ...sample.schema, time: null } }],
  ['schema.scene', { ...sample, schema: { ...sample.schema, scene: 'genre' } }],
  ['schema.tasks', { ...sample, schema: { ...sample.schema, tasks: sample.schema.tasks.slice(0, 1) } }],
  ['schema.features', { ...sample, schema: { ...sample.schema, features: [] } }],
  [
    'schema.filters',
    { ...sample, schema: { ...sample.schema, filters: [{ column: 'scene', values: ['click'] }] } },
  ],
  ['schema.request', { ...sample, schema: { ...sample.schema, request: 'ts' } }],
  ['split', { ...sample, split: { kind: 'random', valid: 0.15, test: 0.15 } }],
  ...settingsTable([sample]).flatMap(({ path }): (readonly [string, ExperimentConfig])[] => {
    const edited = editOf(path)
    return edited === null ? [] : [[path, edited]]
  }),
]

/** The sample with one setting moved within its range; null where the path is no setting. */
function editOf(path: string): ExperimentConfig | null {
  if (!/^(model|training|modules\.[a-z-]+)\.\w+$/.test(path)) return null
  const keys = path.split('.')
  const last = keys.pop() as string
  const copy: unknown = JSON.parse(JSON.stringify(sample))
  const at = Object(keys.reduce<unknown>((node, key) => Reflect.get(Object(node), key), copy))
  const value: unknown = Reflect.get(at, last)
  const candidates = Array.isArray(value)
    ? [[...value.slice(1), 5]]
    : typeof value === 'boolean'
      ? [!value]
      : typeof value === 'number'
        ? [value + 1, value / 2]
        : OPTIONS.filter((option) => option !== value)
  for (const candidate of candidates) {
    Reflect.set(at, last, candidate)
    const result = parseExperiment(copy)
    if (result.ok) return result.value
  }
  return null
}

const turned = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(turned)
    : value !== null && typeof value === 'object'
      ? Object.fromEntries(
          Object.entries(value)
            .map(([key, entry]) => [key, turned(entry)] as const)
            .reverse(),
        )
      : value

describe('a setting younger than the first release', () => {
  it('counts in the identity of a group only where it is not at its default', () => {
    const interactions = { ...sample.modules.interactions, attentionLayers: 0 }
    const { attentionLayers: _, ...older } = interactions
    const hashOf = (settings: object): string =>
      configHash({ ...sample, modules: { ...sample.modules, interactions: settings } } as ExperimentConfig)
    expect(hashOf(interactions)).toBe(hashOf(older))
    expect(hashOf({ ...interactions, attentionLayers: 1 })).not.toBe(hashOf(older))
  })
})

describe('one edit of the sample', () => {
  it('is tried on every setting', () => {
    const paths = settingsTable([sample]).map(({ path }) => path)
    const tried = new Set(EDITS.map(([path]) => path))
    // What is left is the switch of each optional module.
    expect(paths.filter((path) => !tried.has(path))).toEqual([
      'modules.user-clusters',
      'modules.prior-gate',
      'modules.scene-routing',
      'modules.task-chain',
    ])
  })

  it.each(EDITS)(
    'of %s is the one difference, the one entry of the patch, and another hash',
    (path, edited) => {
      expect(diffConfigs(sample, edited).map((row) => row.path)).toEqual([path])
      expect(Object.keys(patchBetween(sample, edited))).toEqual([path])
      expect(configHash(edited)).not.toBe(configHash(sample))
      expect(parsed(patched(sample, patchBetween(sample, edited)))).toEqual(edited)
      expect(parsed(patched(edited, patchBetween(edited, sample)))).toEqual(sample)
    },
  )

  it('never shares a hash with another', () => {
    expect(new Set(EDITS.map(([, edited]) => configHash(edited))).size).toBe(EDITS.length)
  })
})

describe('a hash', () => {
  it('does not depend on the order of keys, at any depth, nor on names and seeds', () => {
    fc.assert(
      fc.property(anyConfig, fc.string(), fc.nat(), (config, name, seed) => {
        const other = { ...parsed(turned(config)), name, seed }
        expect(configHash(other)).toBe(configHash(config))
        expect(runHash({ ...other, seed: 3 })).toBe(`${configHash(config)}-3`)
        expect(seedHash(config, 3)).toBe(runHash({ ...other, seed: 3 }))
      }),
      { seed: 1, numRuns: 60 },
    )
  })

  it('knows an upload by its bytes, whatever the file is called', () => {
    const upload = (id: string, name: string): ExperimentConfig => ({
      ...sample,
      dataset: { kind: 'upload', id, name },
    })
    expect(configHash(upload('ab', 'a.csv'))).toBe(configHash(upload('ab', 'b.csv')))
    expect(configHash(upload('ab', 'a.csv'))).not.toBe(configHash(upload('cd', 'a.csv')))
    expect(configHash(upload('sample', ''))).not.toBe(configHash(sample))
  })

  it('is equal for two configs exactly when they do not differ', () => {
    fc.assert(
      fc.property(anyConfig, anyConfig, (a, b) => {
        const id = ({ dataset }: ExperimentConfig): string => `${dataset.kind} ${dataset.id}`
        const differ = diffConfigs(a, b).length > 0 || id(a) !== id(b)
        expect(configHash(a) !== configHash(b)).toBe(differ)
      }),
      { seed: 2, numRuns: 60 },
    )
  })
})

describe('a patch', () => {
  it('leaves the config that it is applied to as it was', () => {
    const before = JSON.stringify(sample)
    for (const [, edited] of EDITS) patched(sample, patchBetween(sample, edited))
    expect(JSON.stringify(sample)).toBe(before)
  })

  it('of a module says nothing but that it is off, and all of it when it is on', () => {
    const { 'prior-gate': gate, ...modules } = sample.modules
    const off = { ...sample, modules }
    expect(patchBetween(sample, off)).toEqual({ 'modules.prior-gate': null })
    expect(patchBetween(off, sample)).toEqual({ 'modules.prior-gate': gate })
  })

  it('sets own keys alone, on objects without a prototype', () => {
    const copy = patched(sample, { 'model.__proto__': 1, 'modules.constructor.prototype': 2, __proto__: 3 })
    expect(Object.getPrototypeOf(copy)).toBeNull()
    expect(Object.keys(Object(copy.model))).toContain('__proto__')
    expect(Object.getPrototypeOf(bare({ a: [{}] }))).toBeNull()
    expect(parseExperiment(copy).ok).toBe(false)
  })
})

describe('migrate', () => {
  it('refuses what is no config and versions beyond those it knows', () => {
    for (const input of [null, 7, 'text', [], undefined]) {
      expect(migrate(input)).toMatchObject({ error: [{ path: 'experiment', code: 'experiment.expected' }] })
    }
    for (const version of [0, -1, 1.5, '1', {}]) {
      expect(migrate({ version })).toMatchObject({
        error: [{ path: 'version', code: 'experiment.expected' }],
      })
    }
    expect(migrate({ version: 2 })).toMatchObject({
      error: [{ path: 'version', code: 'experiment.newer', params: { version: 2, newest: 1 } }],
    })
  })

  it('takes a config without a version for one of the newest', () => {
    expect(migrate({ a: 1 }, {}, 4)).toEqual({ ok: true, value: { a: 1, version: 4 } })
  })

  it('leaves its input as it was, and takes each rung once', () => {
    const input = Object.freeze({ version: 2, rungs: '' })
    const rung = (n: number) => (config: Readonly<Record<string, unknown>>) => ({
      ...config,
      rungs: `${String(config.rungs)}${n}`,
    })
    expect(migrate(input, { 1: rung(1), 2: rung(2), 3: rung(3) }, 4)).toEqual({
      ok: true,
      value: { version: 4, rungs: '23' },
    })
    expect(() => migrate({ version: 1 }, {}, 2)).toThrow('no migration from version 1')
  })
})
