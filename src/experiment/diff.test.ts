import { describe, expect, it } from 'vitest'
import type { ExperimentConfig } from './config.ts'
import { sampleConfig } from './defaults.ts'
import { diffConfigs, groupName, settingsTable } from './diff.ts'

const config = sampleConfig()
const withSchema = (change: Partial<ExperimentConfig['schema']>): ExperimentConfig => ({
  ...config,
  schema: { ...config.schema, ...change },
})
const pathsOf = (other: ExperimentConfig, base = config) => diffConfigs(base, other).map(({ path }) => path)

describe('what two configs differ in', () => {
  it('is one line for one nested change, however deep it lies', () => {
    const [first, ...features] = config.schema.features
    if (first === undefined) throw new Error('the sample has features')
    expect(pathsOf(withSchema({ features: [{ ...first, roles: [] }, ...features] }))).toEqual([
      'schema.features',
    ])
    expect(pathsOf({ ...config, split: { kind: 'random', valid: 0.1, test: 0.15 } })).toEqual(['split'])
    expect(pathsOf({ ...config, training: { ...config.training, batchSize: 64 } })).toEqual([
      'training.batchSize',
    ])
  })

  it('is called by the beginning of a fingerprint, not by its kind, where a link brought the file', () => {
    const id = `rows:${'0f1e2d3c'.repeat(4)}:${'4b5a6978'.repeat(4)}:89abcdef:1234`
    const name = groupName(config, { ...config, dataset: { kind: 'upload', id, name: '' } })
    expect(name).toContain('0f1e2d3c0f1e')
    expect(name).not.toContain('rows')
  })

  it('is nothing for another name and another seed', () => {
    expect(pathsOf({ ...config, name: 'other', seed: 99 })).toEqual([])
  })

  it('tells columns with dots in their names apart', () => {
    const filters = (column: string) => withSchema({ filters: [{ column, values: ['x'] }] })
    expect(pathsOf(filters('a.b'), filters('a'))).toEqual(['schema.filters'])
    const dotted = withSchema({ user: 'training.batchSize', item: 'schema.user' })
    expect(pathsOf(dotted)).toEqual(['schema.user', 'schema.item'])
    const paths = settingsTable([dotted]).map(({ path }) => path)
    expect(new Set(paths).size).toBe(paths.length)
  })

  it.each([
    [null, 'null'],
    ['1', '"1"'],
    ['true', '"true"'],
  ] as const)('does not take %j for %j', (a, b) => {
    expect(pathsOf(withSchema({ time: b }), withSchema({ time: a }))).toEqual(['schema.time'])
  })

  it('writes the text 1 otherwise than the number 1', () => {
    const shownAs = (path: string, of: ExperimentConfig) =>
      settingsTable([of]).find((row) => row.path === path)?.values[0]
    const epochs = { ...config, training: { ...config.training, epochs: 1 } }
    expect(shownAs('training.epochs', epochs)).toBe('1')
    expect(shownAs('schema.user', withSchema({ user: '1' }))).toBe('"1"')
    expect(shownAs('schema.user', withSchema({ user: 'user_id' }))).toBe('user_id')
  })
})
