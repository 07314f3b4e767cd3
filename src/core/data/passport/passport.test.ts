import { describe, expect, it } from 'vitest'
import { sampleConfig, worldConfig } from '../../../experiment/defaults.ts'
import { datasetOf } from '../../../testing/datasets.ts'
import { stream } from '../../rng.ts'
import { encode } from '../encode.ts'
import { withFix } from '../fixes.ts'
import type { Schema, SplitRule } from '../schema.ts'
import { BUILTIN_SAMPLE, generateWorld, worldCsv } from '../synth.ts'
import { WORLD_IDS } from '../worlds/settings.ts'
import { tableCsv } from '../worlds/table.ts'
import { drawWorld, parseRecipe } from '../worlds/world.ts'
import type { Passport } from './finding.ts'
import { passportOf } from './passport.ts'
import { RULES, type RuleId } from './rules.ts'

/** A table that nothing is wrong with: 400 users of ten rows on average, two scenes, a chain of two tasks. */
type Row = Record<string, string | number>
interface Table {
  rows: Row[]
  schema: Schema
  rule: SplitRule
}

function cleanTable(): Table {
  const random = stream(7, 'passport/clean')
  const traits = Array.from({ length: 400 }, () => ({
    gender: random.uniform() < 0.5 ? 'f' : 'm',
    rate: 0.3 + 0.4 * random.uniform(),
    rows: 1 + random.int(19),
  }))
  const rows = traits.flatMap(({ gender, rate, rows: count }, user) =>
    Array.from({ length: count }, () => {
      const [click, long] = [random.uniform() < rate ? 1 : 0, random.uniform() < 0.4 ? 1 : 0]
      return {
        ts: 1_700_000_000 + random.int(86_400 * 20),
        uid: `u${user}`,
        host: `h${random.int(60)}`,
        tab: random.uniform() < 0.7 ? 'feed' : 'live',
        fold: user % 10,
        gender,
        genre: ['pop', 'rock', 'folk'][random.int(3)] as string,
        price: random.int(500),
        click,
        long: click * long,
      }
    }),
  )
  rows.sort((a, b) => a.ts - b.ts)
  return {
    rows,
    schema: {
      ...{ user: 'uid', item: 'host', time: 'ts', scene: 'tab', filters: [] },
      tasks: [
        { id: 'click', column: 'click', above: null, requires: null },
        { id: 'long', column: 'long', above: null, requires: 'click' },
      ],
      features: [
        { column: 'gender', source: 'user', roles: ['unbiased'] },
        { column: 'genre', source: 'item', roles: [] },
        { column: 'price', source: 'item', roles: [] },
      ],
    },
    rule: { kind: 'boundaries', column: 'fold', trainTo: 6, validTo: 7 },
  }
}

/** What each rule is there to find, planted into a clean table. */
const PLANTS: Readonly<Record<RuleId, (table: Table) => void>> = {
  leak(table) {
    for (const [i, row] of table.rows.entries()) row.flag = i % 50 === 0 ? 0 : (row.click as number)
    feature(table, 'flag', 'context')
  },
  outcome(table) {
    const random = stream(7, 'passport/outcome')
    for (const row of table.rows) row.stay_ms = 100 * (random.int(100) + 60 * (row.click as number))
    feature(table, 'stay_ms', 'context')
  },
  duplicates(table) {
    for (const i of [100, 900, 1700]) table.rows.push({ ...(table.rows[i] as Row) })
  },
  'broken-chain'(table) {
    for (const i of [40, 41]) Object.assign(table.rows[i] as Row, { click: 0, long: 1 })
  },
  constant(table) {
    for (const row of table.rows) row.app = 'v1'
  },
  'one-class-scene'(table) {
    for (const [i, row] of table.rows.entries())
      if (i % 12 === 0) Object.assign(row, { tab: 'quiet', click: 0, long: 0 })
  },
  'scene-imbalance'(table) {
    for (const [i, row] of table.rows.entries()) if (i % 400 === 0) row.tab = 'rare'
  },
  coverage(table) {
    for (const [i, row] of table.rows.entries()) if (i % 3 === 0) row.gender = ''
  },
  activity(table) {
    const counts = new Map<unknown, number>()
    for (const { uid } of table.rows) counts.set(uid, (counts.get(uid) ?? 0) + 1)
    for (const row of table.rows) row.level = (counts.get(row.uid) as number) > 10 ? 'high' : 'low'
    feature(table, 'level', 'user', ['unbiased'])
  },
  'shared-users'(table) {
    for (const user of ['u0', 'u10', 'u20']) {
      const row = table.rows.find(({ uid }) => uid === user)
      if (row !== undefined) row.fold = 9
    }
  },
  skew(table) {
    for (const row of table.rows)
      row.client = (row.fold as number) > 7 === (row.price as number) > 100 ? 'new' : 'old'
    feature(table, 'client', 'context')
  },
  'numeric-id'(table) {
    const random = stream(7, 'passport/code')
    for (const row of table.rows) row.room_code = 1000 + random.int(9000)
    feature(table, 'room_code', 'item')
  },
}

function feature(
  table: Table,
  column: string,
  source: 'user' | 'item' | 'context',
  roles: readonly 'unbiased'[] = [],
) {
  table.schema = { ...table.schema, features: [...table.schema.features, { column, source, roles }] }
}

async function datasetFrom({ rows }: Table) {
  const names = Object.keys(rows[0] as Row)
  return datasetOf(
    `${names.join(',')}\n${rows.map((row) => names.map((name) => row[name]).join(',')).join('\n')}\n`,
  )
}
const passportFor = async (table: Table): Promise<Passport> =>
  passportOf(await datasetFrom(table), table.schema, table.rule)

function planted(...rules: readonly RuleId[]): Table {
  const table = cleanTable()
  for (const rule of rules) PLANTS[rule](table)
  return table
}
/** Enough rows to see what is there. */
const SMALL = { a: { users: 600 }, b: { testRows: 4000 }, c: { testRows: 4000 }, d: { testRows: 4000 } }

const rulesOf = ({ findings }: Passport): readonly RuleId[] => findings.map(({ rule }) => rule)

describe('the radar', () => {
  it('finds nothing in a clean table, not even a note', async () => {
    expect((await passportFor(cleanTable())).findings).toEqual([])
  })

  it.each(RULES)('finds a planted %s and nothing else', async (rule) => {
    expect(rulesOf(await passportFor(planted(rule)))).toEqual([rule])
  })

  it('finds all twelve together', async () => {
    // What changes labels and scenes comes before what copies them.
    const first: readonly RuleId[] = ['one-class-scene', 'scene-imbalance', 'broken-chain', 'shared-users']
    const rest = RULES.filter((rule) => !first.includes(rule) && rule !== 'duplicates')
    const { findings } = await passportFor(planted(...first, ...rest, 'duplicates'))
    expect(new Set(findings.map(({ rule }) => rule))).toEqual(new Set(RULES))
  })

  it('finds nothing in the built-in sample', async () => {
    const { schema, split } = sampleConfig()
    const dataset = await datasetOf(worldCsv(generateWorld(BUILTIN_SAMPLE)))
    expect(passportOf(dataset, schema, split).findings).toEqual([])
  })

  it.each(WORLD_IDS)('finds nothing in world %s but a column that it holds for nothing', async (world) => {
    const recipe = parseRecipe(world, SMALL[world], 'world')
    if (!recipe.ok) throw new Error(JSON.stringify(recipe.error))
    const { schema, split } = worldConfig(recipe.value)
    const { findings } = passportOf(await datasetOf(tableCsv(drawWorld(recipe.value))), schema, split)
    const told = findings.map(({ severity, rule, subject }) => ({ severity, rule, subject }))
    expect(told).toEqual(world === 'a' ? [{ severity: 'note', rule: 'constant', subject: 'exposed' }] : [])
  })
})

describe('a finding', () => {
  it('counts its rows and names the lines of the file on which they begin', async () => {
    // Row i is on line i + 2: the header is line 1.
    const chain = await passportFor(planted('broken-chain'))
    expect(chain.findings[0]).toMatchObject({
      severity: 'blocking',
      params: { task: 'long', required: 'click', count: 2 },
      lines: [42, 43],
    })
    const table = planted('duplicates')
    const last = table.rows.length + 1
    expect((await passportFor(table)).findings[0]).toMatchObject({
      rows: 3,
      lines: [last - 2, last - 1, last],
    })
    expect((await passportFor(planted('coverage'))).findings[0]?.lines).toEqual([2, 5, 8, 11, 14])
  })

  it('blocks where training would be wrong: a leak, an outcome, a chain that contradicts itself', async () => {
    for (const rule of RULES) {
      const [finding] = (await passportFor(planted(rule))).findings
      const isBlocking = ['leak', 'outcome', 'broken-chain'].includes(rule)
      expect([rule, finding?.severity === 'blocking']).toEqual([rule, isBlocking])
      const { schema, rule: split } = planted(rule)
      expect([rule, encode(await datasetFrom(planted(rule)), schema, split).ok]).toEqual([rule, !isBlocking])
    }
  })

  it.each(RULES)('%s that a person keeps is still told, and blocks no more', async (rule) => {
    const table = planted(rule)
    const [finding] = (await passportFor(table)).findings
    const keep = finding?.fixes.at(-1)
    if (keep?.kind !== 'keep') throw new Error('nothing to keep')
    const schema = withFix(table.schema, keep)
    const kept = await passportFor({ ...table, schema })
    expect(kept.findings.map(({ rule: own, isKept }) => [own, isKept])).toEqual([[rule, true]])
    expect(encode(await datasetFrom(table), schema, table.rule).ok).toBe(true)
  })

  it('is what keeps a column from training, whichever of its tasks it tells', async () => {
    /** What the radar calls too late and nobody keeps, and what refuses to be encoded. */
    const both = async ({ schema, ...table }: Table) => {
      const { findings } = await passportFor({ schema, ...table })
      const encoded = encode(await datasetFrom({ schema, ...table }), schema, table.rule)
      return {
        found: findings
          .filter(({ severity, isKept }) => severity === 'blocking' && !isKept)
          .map(({ rule, params }) => [`data.${rule}`, params.task]),
        refused: encoded.ok ? [] : encoded.error.map(({ code, params }) => [code, params.task]),
      }
    }
    // It leaks the click, and is an outcome of staying long, which needs one.
    const table = cleanTable()
    for (const [i, row] of table.rows.entries()) row.stay_ms = i % 50 === 0 ? 0 : (row.click as number)
    feature(table, 'stay_ms', 'context')
    const leak = [['data.leak', 'click']]
    expect(await both(table)).toEqual({ found: leak, refused: leak })
    const keep = { kind: 'keep', rule: 'leak', subject: 'stay_ms' } as const
    expect(await both({ ...table, schema: withFix(table.schema, keep) })).toEqual({ found: [], refused: [] })

    // It tells a task without fault that has too few rows to say so, and leaks the click.
    const thin = cleanTable()
    for (const [i, row] of thin.rows.entries()) {
      row.rare = i % 40 === 0 ? 1 : 0
      row.flag = row.rare === 1 ? 2 : i % 50 === 1 ? 0 : (row.click as number)
    }
    feature(thin, 'flag', 'context')
    const rare = { id: 'rare', column: 'rare', above: null, requires: null }
    thin.schema = { ...thin.schema, tasks: [rare, ...thin.schema.tasks] }
    expect(await both(thin)).toEqual({ found: leak, refused: leak })
  })

  it.each(RULES)('%s is gone after each of its fixes but keep', async (rule) => {
    const table = planted(rule)
    const [finding] = (await passportFor(table)).findings
    for (const fix of finding?.fixes.slice(0, -1) ?? []) {
      const schema = withFix(table.schema, fix)
      const left = (await passportFor({ ...table, schema })).findings.filter((one) => one.rule === rule)
      // A column of one value that nothing reads any more is worth a note.
      expect([fix.kind, left.filter(({ severity }) => severity !== 'note')]).toEqual([fix.kind, []])
      expect([fix.kind, encode(await datasetFrom(table), schema, table.rule).ok]).toEqual([fix.kind, true])
    }
  })

  it('tells an outcome without a telling name by its values: silent in the row before', async () => {
    const table = cleanTable()
    const random = stream(7, 'passport/unnamed')
    for (const row of table.rows)
      row.结果 = random.uniform() < 0.87 ? (row.click as number) : 1 - (row.click as number)
    feature(table, '结果', 'context')
    expect((await passportFor(table)).findings).toMatchObject([
      { rule: 'outcome', text: 'outcome.values', severity: 'warning', subject: '结果' },
    ])
  })

  it('takes a trait of the user for no outcome, however strong and whatever its name', async () => {
    const table = cleanTable()
    for (const row of table.rows) {
      row.watch_time = (row.fold as number) % 2
      Object.assign(row, row.watch_time === 1 ? { click: 1 } : {})
    }
    feature(table, 'watch_time', 'user')
    expect((await passportFor(table)).findings).toEqual([])
  })

  it('sees one user under two spellings in a split by user', async () => {
    const table: Table = { ...cleanTable(), rule: { kind: 'user', valid: 0.2, test: 0.2 } }
    expect((await passportFor(table)).findings).toEqual([])
    for (const [i, row] of table.rows.entries()) if (i % 2 === 0) row.uid = String(row.uid).toUpperCase()
    expect(rulesOf(await passportFor(table))).toEqual(['shared-users'])
  })

  it('says what can be said where nothing can be encoded', async () => {
    const table = planted('duplicates')
    const schema: Schema = {
      ...table.schema,
      tasks: [],
      features: [{ column: 'none', source: 'user', roles: [] }],
    }
    const passport = await passportFor({
      ...table,
      schema,
      rule: { kind: 'time', column: 'none', valid: 0.1, test: 0.1 },
    })
    expect(rulesOf(passport)).toEqual(['duplicates'])
    expect(passport.facts).toMatchObject({ rows: table.rows.length, users: 400, rates: [] })
    expect(passport.columns.map(({ psi, nmi }) => [psi, nmi])).toEqual(Array(10).fill([null, null]))
  })
})

describe('the facts', () => {
  it('count rows, users, days and rates', async () => {
    const text = 'ts,u,y\n1700000000,a,1\n1700000001,a,0\n1700100000,b,0\n1700000002,a,0\n1700000003,a,0\n'
    const schema = { ...cleanTable().schema, user: 'u', item: null, scene: null, features: [] }
    const tasks = [{ id: 'y', column: 'y', above: null, requires: null }]
    const { facts } = passportOf(
      await datasetOf(text),
      { ...schema, tasks },
      { kind: 'random', valid: 0.2, test: 0.2 },
    )
    expect(facts).toEqual({ rows: 5, users: 2, days: 2, rates: [{ task: 'y', rate: 0.2 }], fewRows: 0.5 })
  })

  it('count no users where no column names them, or none of its rows does', async () => {
    const schema = { ...cleanTable().schema, user: null, item: null, scene: null, time: null, features: [] }
    const tasks = [{ id: 'y', column: 'y', above: null, requires: null }]
    const rule: SplitRule = { kind: 'random', valid: 0.2, test: 0.2 }
    const dataset = await datasetOf('u,y\n,1\n,0\n,0\n,1\n')
    for (const user of [null, 'u']) {
      const { facts } = passportOf(dataset, { ...schema, user, tasks }, rule)
      expect(facts).toMatchObject({ rows: 4, users: null, fewRows: null })
    }
  })
})

describe('the overview', () => {
  it('counts every train and test row of a column once, by value', async () => {
    const table = planted('coverage', 'skew', 'numeric-id')
    const dataset = await datasetFrom(table)
    const { columns } = passportOf(dataset, table.schema, table.rule)
    const inTest = table.rows.filter(({ fold }) => (fold as number) > 7)
    const inTrain = table.rows.filter(({ fold }) => (fold as number) <= 6)
    for (const { column, histogram } of columns) {
      const has = (row: Row): boolean => row[column] !== ''
      const sum = (of: 'train' | 'test'): number => histogram.reduce((total, bin) => total + bin[of], 0)
      expect([column, sum('train'), sum('test')]).toEqual([
        column,
        inTrain.filter(has).length,
        inTest.filter(has).length,
      ])
    }
    const genre = columns.find(({ column }) => column === 'genre')
    for (const { label, train, test } of genre?.histogram ?? []) {
      const of = (rows: Row[]): number => rows.filter((row) => row.genre === label).length
      expect([label, train, test]).toEqual([label, of(inTrain), of(inTest)])
    }
    expect(columns.find(({ column }) => column === 'gender')?.missing).toBe(
      table.rows.filter(({ gender }) => gender === '').length,
    )
  })

  it('gives the PSI that the counts of levels give', async () => {
    const table = planted('skew')
    const { columns } = await passportFor(table)
    const client = columns.find(({ column }) => column === 'client')
    const total = (of: 'train' | 'test'): number =>
      (client?.histogram ?? []).reduce((sum, bin) => sum + bin[of], 0)
    const index = (client?.histogram ?? []).reduce((sum, { train, test }) => {
      const [p, q] = [train / total('train'), test / total('test')]
      return sum + (p - q) * Math.log(p / q)
    }, 0)
    expect(client?.psi).toBeCloseTo(index, 12)
    expect(columns.find(({ column }) => column === 'ts')?.psi).toBeNull()
  })
})
