import { describe, expect, it } from 'vitest'
import { SAMPLE_SCHEMA } from '../../experiment/defaults.ts'
import { datasetOf, schemaOf, worldDataset } from '../../testing/datasets.ts'
import type { Issue } from '../result.ts'
import { activityDeciles } from './activity.ts'
import { encode } from './encode.ts'
import type { EncodedDataset } from './encoded.ts'
import type { Schema, SplitRule } from './schema.ts'
import { describeDataset } from './summary.ts'

const BY_TIME: SplitRule = { kind: 'time', column: 'ts', valid: 0.2, test: 0.2 }
const world = await worldDataset({ rows: 3000, users: 300, hosts: 40 })

async function encoded(
  text: string,
  schema: Partial<Schema>,
  rule: SplitRule = BY_TIME,
): Promise<EncodedDataset> {
  const result = encode(await datasetOf(text), schemaOf(schema), rule)
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value.encoded
}
async function issues(
  text: string,
  schema: Partial<Schema>,
  rule: SplitRule = BY_TIME,
): Promise<readonly Issue[]> {
  const result = encode(await datasetOf(text), schemaOf(schema), rule)
  return result.ok ? result.value.issues : result.error
}
const click = { id: 'click', column: 'click', above: null, requires: null }
const genre = { column: 'genre', source: 'item', roles: [] } as const
/** Ten rows in time order; the last two genres appear in test only. */
const TEN = `ts,user,genre,click,watch\n${[
  [1, 'a', 'pop', 0, 5],
  [2, 'a', 'pop', 1, 20],
  [3, 'a', 'rap', 0, 3],
  [4, 'b', 'pop', 1, 40],
  [5, 'b', 'rap', 1, 50],
  [6, 'c', 'pop', 0, 1],
  [7, 'a', 'rap', 1, 12],
  [8, 'd', 'pop', 0, 8],
  [9, 'd', 'jazz', 1, 33],
  [10, 'e', 'folk', 0, 2],
]
  .map((row) => row.join(','))
  .join('\n')}\n`

describe('encode', () => {
  it('fits vocabularies on train alone; what only test knows is id 0', async () => {
    const { fields, ids, splits } = await encoded(TEN, {
      user: 'user',
      time: 'ts',
      tasks: [click],
      features: [genre],
    })
    const [user, kind] = fields
    expect(user).toMatchObject({ name: 'user', kind: 'user', vocabSize: 4 })
    expect(kind).toMatchObject({ name: 'genre', vocabSize: 3, labels: ['', 'pop', 'rap'] })
    expect(Array.from(splits.test, (row) => ids[row * 2 + 1])).toEqual([0, 0])
    expect(Array.from(splits.test, (row) => ids[row * 2])).toEqual([0, 0])
  })

  it('splits by time in order, equal moments together', async () => {
    const { splits } = await encoded(TEN, { time: 'ts', tasks: [click], features: [genre] })
    expect([splits.train, splits.valid, splits.test].map((rows) => Array.from(rows))).toEqual([
      [0, 1, 2, 3, 4, 5],
      [6, 7],
      [8, 9],
    ])
    const tied = TEN.replace('\n7,', '\n6,')
    const again = await encoded(tied, { time: 'ts', tasks: [click], features: [genre] })
    const of = (rows: Uint32Array): boolean => rows.includes(5) === rows.includes(6)
    expect(of(again.splits.train) && of(again.splits.valid)).toBe(true)
  })

  it.each<SplitRule>([
    { kind: 'time', column: 'ts', valid: 0.15, test: 0.15 },
    { kind: 'user', valid: 0.2, test: 0.2 },
    { kind: 'random', valid: 0.1, test: 0.3 },
  ])('deals every row into exactly one part: $kind', (rule) => {
    const result = encode(world, SAMPLE_SCHEMA, rule)
    if (!result.ok) throw new Error(JSON.stringify(result.error))
    const { splits, rowCount, users } = result.value.encoded
    const all = [...splits.train, ...splits.valid, ...splits.test].sort((a, b) => a - b)
    expect(all).toEqual(Array.from({ length: rowCount }, (_, i) => i))
    if (rule.kind === 'user') {
      const trained = new Set(Array.from(splits.train, (row) => users[row]))
      expect(Array.from(splits.test).some((row) => trained.has(users[row]))).toBe(false)
      expect(Math.max(...Array.from(splits.test, (row) => result.value.encoded.deciles[row] as number))).toBe(
        0,
      )
    }
  })

  it('reads labels from a threshold, above and not at it', async () => {
    const text =
      'ts,genre,watch\n1,a,10\n2,b,10.1\n3,a,9\n4,b,11\n5,a,2\n6,a,30\n7,b,1\n8,a,40\n9,b,3\n10,a,50\n'
    const task = { id: 'watch>10', column: 'watch', above: 10, requires: null }
    const { labels } = await encoded(text, { time: 'ts', tasks: [task], features: [genre] })
    expect(Array.from(labels)).toEqual([0, 1, 0, 1, 0, 1, 0, 1, 0, 1])
  })

  it('keeps rows by a column’s values, also when the column is numeric', async () => {
    const text =
      'ts,tab,genre,click\n1,0,a,1\n2,1,b,0\n3,4,a,1\n4,0,b,0\n5,1,a,1\n6,1,b,0\n7,0,a,1\n8,1,b,0\n9,1,a,1\n'
    const { rowCount, sceneNames } = await encoded(text, {
      time: 'ts',
      scene: 'tab',
      tasks: [click],
      features: [genre],
      filters: [{ column: 'tab', values: ['1', '0'] }],
    })
    expect(rowCount).toBe(8)
    // By train rows, most first: tab 0 has three of the first six, tab 1 two.
    expect(new Set(sceneNames)).toEqual(new Set(['1', '0']))
  })

  it('cuts a wide numeric feature into bins of equal counts, fitted on train', async () => {
    const rows = Array.from({ length: 400 }, (_, i) => `${i},${(i * 37) % 400},${i % 2}`)
    const { fields, ids, splits } = await encoded(`ts,x,click\n${rows.join('\n')}\n`, {
      time: 'ts',
      tasks: [click],
      features: [{ column: 'x', source: 'context', roles: [] }],
    })
    expect(fields[0]?.vocabSize).toBe(17)
    const counts = new Map<number, number>()
    for (const row of splits.train) counts.set(ids[row] as number, (counts.get(ids[row] as number) ?? 0) + 1)
    expect(counts.size).toBe(16)
    for (const count of counts.values()) expect(Math.abs(count - 15)).toBeLessThanOrEqual(1)
    // Whoever has the cuts can make the ids.
    const cuts = fields[0]?.cuts ?? []
    const made = Array.from(ids, (_, i) => 1 + cuts.filter((cut) => cut <= (i * 37) % 400).length)
    expect(made).toEqual([...ids])
  })

  it.each<[string, string, Partial<Schema>, string, string]>([
    [
      'a missing column',
      TEN,
      { tasks: [click], features: [{ ...genre, column: 'nope' }] },
      'data.noColumn',
      'schema',
    ],
    [
      'a label that is not 0/1',
      TEN.replace('5,b,rap,1,50', '5,b,rap,2,50'),
      { tasks: [click], features: [genre] },
      'data.labelNotBinary',
      'line 6',
    ],
    [
      'a label of one class in train',
      TEN.replaceAll(/,[01],(\d+)\n/g, ',0,$1\n'),
      { tasks: [click], features: [genre] },
      'data.oneClass',
      'schema.tasks.click',
    ],
    [
      'a text label',
      TEN,
      { tasks: [{ ...click, column: 'genre' }], features: [genre] },
      'data.labelNotNumeric',
      'schema.tasks.click',
    ],
    ['no task', TEN, { features: [genre] }, 'data.noTask', 'schema.tasks'],
    ['nothing to read', TEN, { tasks: [click] }, 'data.noFeature', 'schema.features'],
    [
      'a filter that keeps nothing',
      TEN,
      { tasks: [click], features: [genre], filters: [{ column: 'genre', values: ['x'] }] },
      'data.noRows',
      'schema.filters',
    ],
    [
      'a chain that requires itself',
      TEN,
      { tasks: [{ ...click, requires: 'click' }], features: [genre] },
      'data.cyclicRequires',
      'schema.tasks.click',
    ],
    [
      'a chain to nowhere',
      TEN,
      { tasks: [{ ...click, requires: 'x' }], features: [genre] },
      'data.unknownRequires',
      'schema.tasks.click',
    ],
  ])('refuses %s', async (_name, text, schema, code, path) => {
    expect((await issues(text, schema)).map((issue) => [issue.code, issue.path])).toContainEqual([code, path])
  })

  it('finds a broken chain with its first line and count', async () => {
    const tasks = [
      { id: 'click', column: 'click', above: null, requires: null },
      { id: 'long', column: 'watch', above: 30, requires: 'click' },
    ]
    const broken = TEN.replace('9,d,jazz,1,33', '9,d,jazz,0,33')
    const found = (await issues(broken, { tasks, features: [genre] })).find(
      ({ code }) => code === 'data.brokenChain',
    )
    expect(found).toMatchObject({ path: 'line 10', params: { count: 1 }, severity: 'error' })
  })

  it('leaves rows without a label out and says so', async () => {
    const text = TEN.replace('6,c,pop,0,1', '6,c,pop,,1')
    const result = encode(
      await datasetOf(text),
      schemaOf({ tasks: [click], features: [genre], time: 'ts' }),
      BY_TIME,
    )
    if (!result.ok) throw new Error('refused')
    expect(result.value.encoded.rowCount).toBe(9)
    expect(result.value.issues[0]).toMatchObject({
      code: 'data.labelMissing',
      path: 'line 7',
      severity: 'warning',
    })
  })

  it('carries the truth of a generated world row by row', () => {
    const result = encode(world, SAMPLE_SCHEMA, { kind: 'random', valid: 0.2, test: 0.2 })
    if (!result.ok) throw new Error('refused')
    const { truth, labels, rowCount } = result.value.encoded
    let expected = 0
    let seen = 0
    for (let i = 0; i < rowCount * 2; i++) {
      expected += truth?.[i] as number
      seen += labels[i] as number
    }
    expect(Math.abs(expected - seen) / rowCount).toBeLessThan(0.04)
  })

  it('carries the planted groups of a generated world, one for each user', () => {
    const result = encode(world, SAMPLE_SCHEMA, { kind: 'random', valid: 0.2, test: 0.2 })
    if (!result.ok) throw new Error('refused')
    const { planted, users, rowCount } = result.value.encoded
    expect(planted).toHaveLength(rowCount)
    const groupOf = new Map<number, number>()
    for (const [row, user] of users.entries()) {
      const group = planted?.[row] as number
      expect(groupOf.get(user) ?? group).toBe(group)
      groupOf.set(user, group)
    }
    expect(new Set(groupOf.values()).size).toBe(8)
    const { planted: _, ...unknown } = world
    const without = encode(unknown, SAMPLE_SCHEMA, { kind: 'random', valid: 0.2, test: 0.2 })
    expect(without.ok && 'planted' in without.value.encoded).toBe(false)
  })
})

describe('what a split and a schema may hide', () => {
  const rows = (count: number, cells: (i: number) => string) =>
    `ts,genre,tab,late,click\n${Array.from({ length: count }, (_, i) => cells(i)).join('\n')}\n`
  const late = { column: 'late', source: 'context', roles: [] } as const

  it('leaves rows without a time out of every part, and counts them', async () => {
    const text = rows(100, (i) => `${i % 20 === 3 ? '' : i},g${i % 3},a,${i % 7},${(i * 7) % 5 < 2 ? 1 : 0}`)
    const schema = { time: 'ts', tasks: [click], features: [genre] }
    const { splits } = await encoded(text, schema)
    expect(splits.train.length + splits.valid.length + splits.test.length).toBe(95)
    expect([...splits.test].every((row) => row % 20 !== 3)).toBe(true)
    expect(await issues(text, schema)).toMatchObject([
      { code: 'data.noMoment', params: { rows: 5, total: 100 }, severity: 'warning' },
    ])
  })

  it('refuses a feature that is a task’s own column', async () => {
    const leaking = { column: 'click', source: 'context', roles: [] } as const
    expect(await issues(TEN, { time: 'ts', tasks: [click], features: [genre, leaking] })).toMatchObject([
      { code: 'data.featureIsLabel', path: 'schema.features.click', severity: 'error' },
    ])
  })

  it('refuses a feature that alone ranks the label almost perfectly, and no honest one', async () => {
    const clicked = (i: number) => ((i * 7) % 5 < 2 ? 1 : 0)
    const text = rows(400, (i) => `${i},g${i % 3},a,${clicked(i) === 1 ? 'long' : 'short'},${clicked(i)}`)
    const found = await issues(text, { time: 'ts', tasks: [click], features: [genre, late] })
    expect(found).toMatchObject([
      { code: 'data.leak', params: { column: 'late', task: 'click' }, severity: 'error' },
    ])
  })

  it('orders scenes by train rows and names those that train has not seen', async () => {
    const scene = (i: number) => (i >= 90 ? 'new' : i % 3 === 0 ? 'small' : 'large')
    const text = rows(100, (i) => `${i},g${i % 3},${scene(i)},${i % 7},${(i * 7) % 5 < 2 ? 1 : 0}`)
    const schema = { time: 'ts', scene: 'tab', tasks: [click], features: [genre] }
    expect((await encoded(text, schema)).sceneNames).toEqual(['large', 'small', 'new'])
    expect(await issues(text, schema)).toMatchObject([
      { code: 'data.unseenScene', params: { scenes: 'new' } },
    ])
  })
})

describe('activity deciles', () => {
  it('are ten even groups when nothing is tied', () => {
    const deciles = activityDeciles(Int32Array.from({ length: 100 }, (_, i) => i + 1))
    expect(deciles[0]).toBe(1)
    expect(deciles[99]).toBe(10)
    expect(deciles.filter((decile) => decile === 4).length).toBe(10)
  })

  it('put ties into the lower decile and users absent from train into 0', () => {
    expect(Array.from(activityDeciles(Int32Array.of(0, 1, 1, 1, 9)))).toEqual([0, 1, 1, 1, 8])
  })
})

describe('guesses', () => {
  it('read the sample as its default experiment does', () => {
    expect(describeDataset(world).suggested).toEqual(SAMPLE_SCHEMA)
  })
})
