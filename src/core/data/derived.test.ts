import { describe, expect, it } from 'vitest'
import { datasetOf, schemaOf } from '../../testing/datasets.ts'
import { withDerived } from './derived.ts'
import { encode } from './encode.ts'
import type { Derived } from './schema.ts'

const CSV = `age,host_age,city,host_city,y
20,22,rome,rome,1
31,20,rome,oslo,0
40,40,,oslo,1
x,40,oslo,oslo,0
20,,oslo,rome,1
50,20,rome,rome,0
`
const values = async (one: Derived): Promise<readonly (number | string | null)[]> => {
  const dataset = await datasetOf(CSV)
  const result = withDerived(dataset, schemaOf({ derived: [one] }))
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  const column = result.value.columns.get(one.name)
  if (column === undefined) throw new Error('no derived column')
  return column.kind === 'numeric'
    ? Array.from(column.values, (value) => (Number.isNaN(value) ? null : value))
    : Array.from(column.codes, (code) => column.levels[code] ?? null)
}

describe('derived columns', () => {
  it('are 1 where two columns hold the same, 0 where not, missing where either is', async () => {
    const rule = { kind: 'equal' } as const
    expect(await values({ name: 'same', left: 'city', right: 'host_city', rule })).toEqual([
      1,
      0,
      null,
      1,
      0,
      1,
    ])
  })

  it('count the cuts at or below the gap of two numbers, missing where one is no number', async () => {
    // Gaps 2, 11, 0, –, –, 30 against cuts 2, 11 and 20.
    const rule = { kind: 'difference', cuts: [2, 11, 20] } as const
    expect(await values({ name: 'gap', left: 'age', right: 'host_age', rule })).toEqual([
      1,
      2,
      0,
      null,
      null,
      3,
    ])
  })

  it('take the listed value of a pair, in this order of sides, else the value for the rest', async () => {
    const pairs = [{ left: 'rome', right: 'oslo', value: 'far' }]
    const lookup = (otherwise: string | null) =>
      values({
        name: 'known',
        left: 'city',
        right: 'host_city',
        rule: { kind: 'lookup', pairs, otherwise },
      })
    expect(await lookup('near')).toEqual(['near', 'far', null, 'near', 'near', 'near'])
    expect(await lookup(null)).toEqual([null, 'far', null, null, null, null])
  })

  it('name the column that is absent and the name that is taken', async () => {
    const rule = { kind: 'equal' } as const
    const result = withDerived(
      await datasetOf(CSV),
      schemaOf({
        derived: [
          { name: 'a', left: 'city', right: 'nowhere', rule },
          { name: 'city', left: 'age', right: 'host_age', rule },
        ],
      }),
    )
    expect(result.ok ? [] : result.error.map(({ path, params }) => [path, params?.column])).toEqual([
      ['schema.derived.a', 'nowhere'],
      ['schema.derived.city', 'city'],
    ])
  })

  it('become features like any column, and an error where a label goes into one', async () => {
    const dataset = await datasetOf(CSV)
    const base = {
      tasks: [{ id: 'y', column: 'y', above: null, requires: null }],
      features: [{ column: 'same', source: 'context', roles: ['prior'] } as const],
    }
    const split = { kind: 'random', valid: 0.2, test: 0.2 } as const
    const of = (left: string) =>
      encode(
        dataset,
        schemaOf({ ...base, derived: [{ name: 'same', left, right: 'host_city', rule: { kind: 'equal' } }] }),
        split,
      )
    const honest = of('city')
    expect(honest.ok || honest.error).toBe(true)
    if (honest.ok) expect(honest.value.encoded.fields.map(({ name }) => name)).toEqual(['same'])
    const leaking = of('y')
    expect(leaking.ok ? [] : leaking.error.map(({ code }) => code)).toContain('data.featureIsLabel')
  })
})
