import { describe, expect, it } from 'vitest'
import { datasetOf, schemaOf } from '../../testing/datasets.ts'
import { encode } from './encode.ts'
import type { EncodedDataset } from './encoded.ts'
import { removal, withColumnFreed, withFix, withoutFix } from './fixes.ts'
import type { Fix, Schema, SplitRule } from './schema.ts'

const RULE: SplitRule = { kind: 'time', column: 'ts', valid: 0.25, test: 0.25 }
const SCHEMA = schemaOf({
  ...{ user: 'u', time: 'ts', scene: 'tab' },
  tasks: [
    { id: 'click', column: 'click', above: null, requires: null },
    { id: 'stay', column: 'stay', above: 10, requires: 'click' },
    { id: 'gift', column: 'gift', above: null, requires: 'stay' },
  ],
  features: [
    { column: 'gender', source: 'user', roles: ['unbiased'] },
    { column: 'genre', source: 'item', roles: ['prior'] },
    { column: 'code', source: 'item', roles: [] },
  ],
})

/** Lines 2 to 13. Line 4 copies line 3; on line 6 gift is 1 where stay is 0, on line 8 stay is 1 where click is 0. */
const TEXT = `ts,u,tab,gender,genre,code,click,stay,gift
1,a,feed,f,pop,109,1,20,1
2,b,feed,m,rap,102,0,5,0
2,b,feed,m,rap,102,0,5,0
3,c,live,f,pop,103,1,30,0
4,d,feed,m,pop,101,1,5,1
5,a,feed,f,rap,104,1,20,0
6,b,feed,m,rap,105,0,15,0
7,c,live,f,pop,103,0,1,0
8,d,feed,m,pop,106,1,12,1
9,a,feed,f,rap,107,0,2,0
10,b,feed,m,pop,108,1,40,1
11,c,feed,f,pop,109,0,3,0
`
const dataset = await datasetOf(TEXT)
const CHAIN: readonly Fix[] = ['stay', 'gift'].map((task) => ({
  kind: 'keep',
  rule: 'broken-chain',
  subject: task,
}))

function encodedWith(...fixes: readonly Fix[]): EncodedDataset {
  const schema = [...CHAIN, ...fixes].reduce(withFix, SCHEMA)
  const result = encode(dataset, schema, RULE)
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value.encoded
}
const labelsOf = ({ labels }: EncodedDataset): readonly string[] =>
  Array.from({ length: labels.length / 3 }, (_, row) => labels.slice(3 * row, 3 * row + 3).join(''))

const ALL: readonly Fix[] = [
  { kind: 'drop-rows', rule: { kind: 'duplicates' } },
  { kind: 'drop-rows', rule: { kind: 'broken-chain', task: 'gift' } },
  { kind: 'drop-rows', rule: { kind: 'scene', scene: 'live' } },
  { kind: 'set-task', task: 'gift' },
  removal(SCHEMA, 'mark-outcome', 'genre'),
  removal(SCHEMA, 'ignore-column', 'gender'),
  { kind: 'unmark', column: 'gender' },
  { kind: 'as-levels', column: 'code' },
  { kind: 'keep', rule: 'leak', subject: 'genre' },
]

describe('a fix', () => {
  it.each(ALL)('undone leaves the schema as it was: %o', (fix) => {
    expect(withoutFix(withFix(SCHEMA, fix), 0)).toEqual(SCHEMA)
    expect(Object.keys(withoutFix(withFix(SCHEMA, fix), 0))).not.toContain('fixes')
  })

  it('can be taken from the middle of the list', () => {
    const all = [...ALL.slice(0, 4), ...ALL.slice(7)]
    const schema = all.reduce(withFix, SCHEMA)
    expect(withoutFix(schema, 2).fixes).toEqual(all.filter((_, i) => i !== 2))
  })

  it('that took a column away gives way to a role that a person gives it', () => {
    const schema = withFix(SCHEMA, removal(SCHEMA, 'ignore-column', 'genre'))
    expect(withColumnFreed(schema, 'genre')).not.toHaveProperty('fixes')
    expect(withColumnFreed(schema, 'gender')).toBe(schema)
  })
})

describe('rows under fixes', () => {
  it('hold no copy of an earlier row', () => {
    expect(encodedWith().rowCount).toBe(12)
    const { rowCount, users } = encodedWith({ kind: 'drop-rows', rule: { kind: 'duplicates' } })
    expect(rowCount).toBe(11)
    // a b c d a b c d a b c: the first of the two equal rows stays.
    expect(Array.from(users)).toEqual([0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2])
  })

  it('hold none that contradicts the chain of one task, or none of a scene', () => {
    const rows = labelsOf(encodedWith())
    expect(
      labelsOf(encodedWith({ kind: 'drop-rows', rule: { kind: 'broken-chain', task: 'gift' } })),
    ).toEqual(rows.filter((labels) => labels !== '101'))
    const fed = encodedWith({ kind: 'drop-rows', rule: { kind: 'scene', scene: 'live' } })
    expect([fed.rowCount, fed.sceneNames]).toEqual([10, ['feed']])
  })

  it('have all that a task requires, link by link, where it is 1', () => {
    const before = labelsOf(encodedWith())
    expect([before[4], before[6]]).toEqual(['101', '010'])
    const mended = labelsOf(encodedWith({ kind: 'set-task', task: 'gift' }))
    expect(mended).toEqual(before.map((labels) => (labels[2] === '1' ? '111' : labels)))
    expect(labelsOf(encodedWith({ kind: 'set-task', task: 'stay' }))).toEqual(
      before.map((labels) => (labels[1] === '1' ? `11${labels[2]}` : labels)),
    )
  })

  it('are those of the list in its order, and the same at every replay', () => {
    const drop: Fix = { kind: 'drop-rows', rule: { kind: 'broken-chain', task: 'gift' } }
    const set: Fix = { kind: 'set-task', task: 'gift' }
    expect(encodedWith(set, drop).rowCount).toBe(12)
    expect(encodedWith(drop, set).rowCount).toBe(11)
    const [once, again] = [encodedWith(drop, set), encodedWith(drop, set)]
    expect(again.labels).toEqual(once.labels)
    expect(again.ids).toEqual(once.ids)
    expect(again.splits).toEqual(once.splits)
  })

  it('need a chain that is mended or kept', () => {
    const refused = encode(dataset, SCHEMA, RULE)
    expect(refused).toMatchObject({
      ok: false,
      error: [{ code: 'data.brokenChain' }, { code: 'data.brokenChain' }],
    })
    const set = withFix(withFix(SCHEMA, { kind: 'set-task', task: 'gift' }), {
      kind: 'set-task',
      task: 'stay',
    })
    expect(encode(dataset, set, RULE).ok).toBe(true)
  })
})

describe('columns under fixes', () => {
  it('are no feature once they are outcomes or ignored', () => {
    const names = (fix: Fix) => encodedWith(fix).fields.map(({ name }) => name)
    for (const kind of ['mark-outcome', 'ignore-column'] as const) {
      expect(names(removal(SCHEMA, kind, 'genre'))).toEqual(['u', 'tab', 'gender', 'code'])
    }
  })

  it('are read by name where their numbers are names', () => {
    const schema = schemaOf({ ...SCHEMA, fixes: [...CHAIN, { kind: 'as-levels', column: 'code' }] })
    const result = encode(dataset, schema, RULE)
    if (!result.ok) throw new Error(JSON.stringify(result.error))
    // By train rows, most first, instead of by size.
    expect(result.value.encoded.fields.at(-1)?.labels.slice(0, 3)).toEqual(['', '102', '101'])
  })
})

describe('faults of fixes', () => {
  const codes = (schema: Schema) => {
    const result = encode(dataset, schema, RULE)
    return result.ok ? [] : result.error.map(({ code, path }) => [path, code])
  }
  it('are named: what is not there, and what the features contradict', () => {
    const fixes: readonly Fix[] = [
      { kind: 'set-task', task: 'none' },
      { kind: 'as-levels', column: 'none' },
      { kind: 'ignore-column', column: 'genre', was: null },
      ...CHAIN,
    ]
    expect(codes({ ...SCHEMA, fixes })).toEqual([
      ['schema.fixes.0', 'data.fixNeedsTask'],
      ['schema.fixes.1', 'data.noColumn'],
      ['schema.fixes.2', 'data.fixedFeature'],
    ])
    const drop: Fix = { kind: 'drop-rows', rule: { kind: 'scene', scene: 'live' } }
    expect(codes({ ...SCHEMA, scene: null, fixes: [...CHAIN, drop] })).toEqual([
      ['schema.fixes.2', 'data.fixNeedsScene'],
    ])
  })

  it('include a list that leaves no row', () => {
    const all = ['feed', 'live'].map((scene): Fix => ({ kind: 'drop-rows', rule: { kind: 'scene', scene } }))
    expect(codes({ ...SCHEMA, fixes: [...CHAIN, ...all] })).toContainEqual([
      'schema.fixes',
      'data.noRowsLeft',
    ])
  })
})
