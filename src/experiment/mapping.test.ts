import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FEATURE_ROLES, type Schema, type SplitRule } from '../core/data/schema.ts'
import { SAMPLE_SCHEMA } from './defaults.ts'
import { fitted, type Mapping, mappingJson, parseMapping } from './mapping.ts'

const split: SplitRule = { kind: 'time', column: 'ts', valid: 0.15, test: 0.15 }
const sample: Mapping = { schema: SAMPLE_SCHEMA, split }
const faults = (text: string) => {
  const parsed = parseMapping(text)
  return parsed.ok ? [] : parsed.error.map(({ path, code }) => `${path}: ${code}`)
}

describe('a template file', () => {
  it('gives back what was saved, whatever the mapping', () => {
    const name = fc.string({ minLength: 1, maxLength: 12 })
    const maybe = fc.option(name)
    const schema: fc.Arbitrary<Schema> = fc.record({
      ...{ user: maybe, item: maybe, time: maybe, scene: maybe },
      tasks: fc.array(
        fc.record({ id: name, column: name, above: fc.option(fc.integer()), requires: fc.option(name) }),
        { maxLength: 4 },
      ),
      features: fc.array(
        fc.record({
          column: name,
          source: fc.constantFrom('user', 'item', 'context'),
          roles: fc.subarray([...FEATURE_ROLES]),
        }),
        { maxLength: 5 },
      ),
      filters: fc.array(fc.record({ column: name, values: fc.array(name, { maxLength: 3 }) }), {
        maxLength: 3,
      }),
    })
    const splits: fc.Arbitrary<SplitRule> = fc.oneof(
      fc.record({ kind: fc.constant('user' as const), valid: fc.constant(0.1), test: fc.constant(0.2) }),
      fc.record({
        ...{ kind: fc.constant('boundaries' as const), column: name },
        ...{ trainTo: fc.integer(), validTo: fc.integer() },
      }),
    )
    fc.assert(
      fc.property(schema, splits, (own, rule) => {
        const parsed = parseMapping(mappingJson({ schema: own, split: rule }))
        expect(parsed).toEqual({ ok: true, value: { schema: own, split: rule } })
      }),
      { seed: 7, numRuns: 100 },
    )
  })

  it.each([
    ['what is no JSON', '{', 'file: mapping.notJson'],
    ['a list', '[]', 'format: mapping.other'],
    ['another format', '{"format":"x","version":1}', 'format: mapping.other'],
    ['a later version', '{"format":"soundcheck template","version":2}', 'version: mapping.version'],
    ['no version', '{"format":"soundcheck template"}', 'version: mapping.version'],
    ['a megabyte', `"${'x'.repeat(1_000_000)}"`, 'file: mapping.tooLong'],
  ])('refuses %s', (_name, text, expected) => {
    expect(faults(text)).toEqual([expected])
  })

  it('names every fault with its place', () => {
    const text = mappingJson(sample)
      .replace('"source": "user"', '"source": "viewer"')
      .replace('"kind": "time"', '"kind": "week"')
      .replace('"filters": []', '"filters": [], "more": 1')
    expect(faults(text)).toEqual([
      'schema.more: experiment.unknownKey',
      'schema.features.0.source: experiment.expected',
      'split.kind: experiment.expected',
    ])
  })

  it('is never a crash, whatever its bytes', () => {
    const text = mappingJson(sample)
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.string({ maxLength: 3 }), (at, piece) => {
        const parsed = parseMapping(text.slice(0, at) + piece + text.slice(at + piece.length + 1))
        expect(parsed.ok || parsed.error.length > 0).toBe(true)
      }),
      { seed: 9, numRuns: 500 },
    )
  })
})

describe('a mapping on a dataset', () => {
  const columns = (...without: string[]) =>
    new Set(
      [
        'user_id',
        'host_id',
        'ts',
        'scene',
        'watch_sec',
        ...SAMPLE_SCHEMA.features.map(({ column }) => column),
      ].filter((name) => !without.includes(name)),
    )

  it('is itself where all columns are there', () => {
    expect(fitted(sample, columns())).toEqual({ ok: true, value: { mapping: sample, left: [] } })
  })

  it('leaves features out that are not there, with what is made of them, and names them', () => {
    const made: Mapping = {
      ...sample,
      schema: {
        ...SAMPLE_SCHEMA,
        features: [...SAMPLE_SCHEMA.features, { column: 'gap', source: 'context', roles: ['prior'] }],
        derived: [{ name: 'gap', left: 'age', right: 'host_age', rule: { kind: 'equal' } }],
      },
    }
    const result = fitted(made, columns('host_age'))
    if (!result.ok) throw new Error(JSON.stringify(result.error))
    expect(result.value.left).toEqual(['host_age', 'gap'])
    expect(result.value.mapping.schema.derived).toBeUndefined()
    expect(result.value.mapping.schema.features.map(({ column }) => column)).not.toContain('gap')
  })

  it('is refused where an id, a task or the split lacks its column', () => {
    const result = fitted(sample, columns('user_id', 'watch_sec', 'ts'))
    const missing = result.ok ? [] : result.error.map(({ params }) => `${params.use}: ${params.column}`)
    expect(missing).toEqual([
      'user: user_id',
      'time: ts',
      'watch_sec>10: watch_sec',
      'watch_sec>30: watch_sec',
      'split: ts',
    ])
  })
})
