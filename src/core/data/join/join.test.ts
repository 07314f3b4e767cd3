import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cellsOf, tableOf } from '../../../testing/tables.ts'
import type { Column } from '../dataset.ts'
import { lineOf } from '../lines.ts'
import { drawnLog, type LogDraw } from './draw-log.ts'
import { markEvents } from './events.ts'
import { expanded } from './expand.ts'
import { guessPlan } from './guess-plan.ts'
import { matchRows } from './match.ts'
import { EMPTY_PLAN, type JoinPlan } from './plan.ts'
import { runPlan } from './run-plan.ts'
import { stacked } from './stack.ts'
import type { Table } from './table.ts'

function guessed(...tables: Table[]) {
  const plan = guessPlan(tables)
  if (!plan.ok) throw new Error(JSON.stringify(plan.error))
  const joined = runPlan(tables, plan.value)
  if (!joined.ok) throw new Error(JSON.stringify(joined.error))
  return joined.value
}
function refused(...tables: Table[]) {
  const plan = guessPlan(tables)
  const result = plan.ok ? runPlan(tables, plan.value) : plan
  return result.ok ? [] : result.error.map(({ code, path, params }) => ({ code, path, params }))
}

describe('matching rows by key', () => {
  /** Mixed cells, whole numbers alone, and numbers that are no codes of their own. */
  const cells: readonly fc.Arbitrary<number | string | null>[] = [
    fc.constantFrom(0, 1, 2, 'a', '2', null),
    fc.constantFrom(0, 1, 2, 3, null),
    fc.constantFrom(-3, 2.5, 1e9, 2, null),
  ]
  const key = fc.constantFrom(...cells).chain((cell) => {
    const rows = fc.array(fc.tuple(cell, cell), { maxLength: 12 })
    return fc.tuple(rows, rows)
  })

  it('finds for each row the first row of the same key, as looking at every pair does', () => {
    fc.assert(
      fc.property(key, fc.boolean(), ([left, right], isPair) => {
        const names = isPair ? ['k', 'l'] : ['k']
        const table = (rows: typeof left) =>
          tableOf('t', { k: rows.map(([a]) => a), l: rows.map(([, b]) => b) })
        const columns = (t: Table) => names.flatMap((name) => t.columns.get(name) ?? [])
        const { rows, matched, duplicates } = matchRows(columns(table(left)), columns(table(right)))
        const keyOf = (row: readonly (number | string | null)[]) => {
          const used = row.slice(0, names.length)
          return used.includes(null) ? null : JSON.stringify(used.map(String))
        }
        const keys = right.map(keyOf)
        const expected = left.map((row) => (keyOf(row) === null ? -1 : keys.indexOf(keyOf(row))))
        expect(Array.from(rows)).toEqual(expected)
        expect(matched).toBe(expected.filter((at) => at >= 0).length)
        expect(duplicates).toBe(keys.filter((one, i) => one !== null && keys.indexOf(one) !== i).length)
      }),
      { seed: 3, numRuns: 300 },
    )
  })
})

describe('a guessed join', () => {
  const log = tableOf('log.csv', { user: [1, 2, 1, 9], item: ['a', 'b', 'b', 'a'], click: [1, 0, 1, 0] })
  const users = tableOf('users.csv', { user: [2, 1], age: [30, null], city: ['x', 'y'] })
  const items = tableOf('items.csv', { item: ['b', 'a'], genre: ['g', 'h'], city: ['p', 'q'] })

  it('takes the longest for the log and finds each other’s key, whatever the order of the files', () => {
    for (const tables of [
      [log, users, items],
      [items, users, log],
      [users, log, items],
    ]) {
      const { table, report } = guessed(...tables)
      expect(table.rowCount).toBe(4)
      expect(cellsOf(table, 'age')).toEqual([null, 30, null, null])
      expect(cellsOf(table, 'genre')).toEqual(['h', 'g', 'g', 'h'])
      expect(report.files.find(({ role }) => role === 'log')?.name).toBe('log.csv')
      const steps = report.steps.map(({ files, keys, matched, total }) => [files[0], keys[0], matched, total])
      expect(steps).toEqual(
        expect.arrayContaining([
          ['users.csv', 'user', 3, 4],
          ['items.csv', 'item', 4, 4],
        ]),
      )
    }
  })

  it('keeps every cell of the log as it was', () => {
    const { table } = guessed(users, items, log)
    for (const name of log.columns.keys()) expect(table.columns.get(name)).toEqual(log.columns.get(name))
  })

  it('gives columns of one name in two tables their tables’ names, and says so', () => {
    const { table, report } = guessed(log, users, items)
    expect(cellsOf(table, 'users_city')).toEqual(['y', 'x', 'y', null])
    expect(cellsOf(table, 'items_city')).toEqual(['q', 'p', 'p', 'q'])
    expect(report.steps.flatMap(({ renamed }) => renamed)).toEqual(
      expect.arrayContaining([
        { from: 'city', to: 'users_city' },
        { from: 'city', to: 'items_city' },
      ]),
    )
  })

  it('joins through another table where the key is only there', () => {
    const room = tableOf('rooms.csv', { item: ['a', 'b'], host: [7, 8] })
    const host = tableOf('hosts.csv', { host: [8, 7], level: ['hi', 'lo'] })
    expect(cellsOf(guessed(log, host, room).table, 'level')).toEqual(['lo', 'hi', 'hi', 'lo'])
  })

  it('lays tables of the same columns under one another', () => {
    const more = tableOf('log2.csv', { click: [1], user: [2], item: ['c'] })
    const { table, report } = guessed(users, more, log)
    expect(table.rowCount).toBe(5)
    expect(cellsOf(table, 'item').toSorted()).toEqual(['a', 'a', 'b', 'b', 'c'])
    expect(report.files.filter(({ role }) => role === 'log')).toHaveLength(2)
  })

  it('is planned without a look at the cells of the log, of however many files it is', () => {
    const unread = (name: string, rowCount: number): Table => ({
      ...log,
      ...{ name, rowCount },
      columns: new Map(
        ['user', 'item', 'click'].map((column): [string, Column] => [
          column,
          {
            kind: 'numeric',
            name: column,
            get values(): Float64Array {
              throw new Error(`${column} of ${name} was read`)
            },
          },
        ]),
      ),
    })
    const plan = guessPlan([unread('log1.csv', 3), users, unread('log2.csv', 2), items])
    expect(plan).toMatchObject({ ok: true, value: { log: [{ table: 0 }, { table: 2 }], free: [1, 3] } })
  })

  it('keeps the first row of a key that comes twice, and counts the others', () => {
    const many = Array.from({ length: 300 }, (_, i) => i)
    const twice = tableOf('twice.csv', { user: [...many, 5], age: [...many, -1] })
    const long = tableOf('log.csv', { user: many.flatMap((i) => [i, i]), x: many.flatMap(() => [0, 1]) })
    const { table, report } = guessed(long, twice)
    expect(cellsOf(table, 'age')[10]).toBe(5)
    expect(report.steps[0]?.duplicates).toBe(1)
  })

  it('refuses what cannot be joined, and says which file and why', () => {
    const lone = tableOf('lone.csv', { z: [1, 2] })
    expect(refused(log, lone)).toEqual([
      { code: 'join.nothingShared', path: 'lone.csv', params: { file: 'lone.csv', log: 'log.csv' } },
    ])
    const bag = tableOf('bag.csv', { user: [1, 1, 2], x: [1, 2, 3] })
    expect(refused(log, bag)[0]).toMatchObject({ code: 'join.notUnique', path: 'bag.csv' })
    // Each alone is unique, together they are not.
    const pieces = ['a.csv', 'b.csv'].map((name) => tableOf(name, { user: [1], x: [1] }))
    expect(refused(log, ...pieces)[0]).toEqual({
      ...{ code: 'join.notUnique', path: 'a.csv, b.csv' },
      params: { file: 'a.csv, b.csv', log: 'log.csv', columns: 'user' },
    })
    const others = tableOf('others.csv', { user: [70, 80], age: [1, 2] })
    expect(refused(log, others)[0]).toMatchObject({ code: 'join.noRowFits', path: 'others.csv' })
  })
})

describe('any tables', () => {
  it('become one with every row of the log as it was, or are refused with a reason; never anything else', () => {
    const cell = fc.constantFrom<number | string | null>(0, 1, 2, 7.5, 'a', null)
    const table = fc
      .tuple(fc.subarray(['id', 'uid', 'x', 'y']), fc.integer({ min: 1, max: 6 }))
      .chain(([names, rows]) =>
        fc.tuple(
          ...['id', ...names].map((name) =>
            fc.tuple(fc.constant(name), fc.array(cell, { minLength: rows, maxLength: rows })),
          ),
        ),
      )
    let joinedCount = 0
    fc.assert(
      fc.property(fc.array(table, { minLength: 1, maxLength: 4 }), (drawn) => {
        const tables = drawn.map((columns, i) => tableOf(`t${i}.csv`, Object.fromEntries(columns)))
        const plan = guessPlan(tables)
        const joined = plan.ok ? runPlan(tables, plan.value) : plan
        if (!joined.ok) {
          expect(joined.error.length).toBeGreaterThan(0)
          return
        }
        joinedCount++
        const { table: one, report } = joined.value
        const logs = tables.filter(({ name }) =>
          report.files.some((file) => file.name === name && file.role === 'log'),
        )
        expect(one.rowCount).toBe(logs.reduce((sum, { rowCount }) => sum + rowCount, 0))
        for (const column of one.columns.values())
          expect(column.kind === 'numeric' ? column.values.length : column.codes.length).toBe(one.rowCount)
        if (logs.length > 1) return
        for (const [name, column] of logs[0]?.columns ?? []) expect(one.columns.get(name)).toEqual(column)
      }),
      { seed: 13, numRuns: 400 },
    )
    expect(joinedCount).toBeGreaterThan(100)
  })
})

describe('stacking', () => {
  it('keeps every cell, missing where a table has no such column, text where kinds differ', () => {
    const one = tableOf('1', { a: [1, 2], b: ['x', null], c: [5, 6] })
    const two = tableOf('2', { b: ['y'], a: ['q'] })
    const table = stacked(
      [
        { table: one, constants: {} },
        { table: two, constants: { c: 0, d: 1 } },
      ],
      'both',
    )
    expect(cellsOf(table, 'a')).toEqual(['1', '2', 'q'])
    expect(cellsOf(table, 'b')).toEqual(['x', null, 'y'])
    expect(cellsOf(table, 'c')).toEqual([5, 6, 0])
    expect(cellsOf(table, 'd')).toEqual([null, null, 1])
    expect(Array.from(table.lines)).toEqual([2, 3, 2])
    expect([0, 1, 2].map((row) => lineOf(table, row))).toEqual(['1:2', '1:3', '2:2'])
    expect(lineOf(one, 1)).toBe(3)
    // One file under the name of several is still the one whose lines are named.
    const alone = { table: one, constants: {} }
    expect(lineOf(stacked([alone], '1 + 1'), 0)).toBe('1:2')
    expect(lineOf(stacked([alone], '1'), 0)).toBe(2)
  })

  it('names of every row that is drawn the file and the line that it is from', () => {
    const logs = [7, 1, 30].map((rows, file) => {
      const own = Array.from({ length: rows }, (_, row) => row)
      return tableOf(`${file}`, { u: own.map((row) => row % 9), at: own.map((row) => `${file}:${row + 2}`) })
    })
    const log = stacked(
      logs.map((table) => ({ table, constants: {} })),
      'log',
    )
    for (let seed = 0; seed < 10; seed++) {
      const { table } = drawnLog(log, { user: 'u', seed, mostRows: 20 }) ?? { table: log }
      const rows = Array.from({ length: table.rowCount }, (_, row) => row)
      expect(rows.length).toBeLessThan(38)
      expect(rows.map((row) => lineOf(table, row))).toEqual(cellsOf(table, 'at'))
    }
  })
})

describe('events', () => {
  it('mark the latest row of their keys at or before their moment, among those that can have events', () => {
    const user = fc.integer({ min: 0, max: 2 })
    const time = fc.integer({ min: 0, max: 9 })
    const rows = fc.array(fc.tuple(user, time, fc.integer({ min: 0, max: 1 })), {
      minLength: 1,
      maxLength: 12,
    })
    fc.assert(
      fc.property(rows, fc.array(fc.tuple(user, time), { minLength: 1, maxLength: 8 }), (log, events) => {
        const { column, matched } = markEvents(
          tableOf('log', { u: log.map(([u]) => u), t: log.map(([, t]) => t), ok: log.map(([, , k]) => k) }),
          tableOf('gift', { u: events.map(([u]) => u), t: events.map(([, t]) => t) }),
          { keys: ['u'], time: 't', column: 'is_gift', where: 'ok' },
        )
        const expected = log.map(() => 0)
        let found = 0
        for (const [u, t] of events) {
          let best = -1
          for (const [row, [lu, lt, ok]] of log.entries()) {
            if (lu !== u || ok !== 1 || lt > t) continue
            if (best < 0 || lt >= (log[best] as (typeof log)[number])[1]) best = row
          }
          if (best < 0) continue
          expected[best] = 1
          found++
        }
        expect(column.kind === 'numeric' && Array.from(column.values)).toEqual(expected)
        expect(matched).toBe(found)
      }),
      { seed: 5, numRuns: 300 },
    )
  })
})

describe('a log that is too long', () => {
  const user = fc.option(fc.integer({ min: 0, max: 30 }), { freq: 12 })
  const plan: JoinPlan = {
    ...EMPTY_PLAN,
    log: [{ table: 0, constants: { shown: 1 } }],
    sides: [{ tables: [1], keys: ['u'], prefix: 'users', isAlways: false }],
    events: [{ table: 2, marking: { keys: ['u'], time: 't', column: 'is_gift', where: 'shown' } }],
  }

  it('keeps whole users, each row as it would be without the draw', () => {
    fc.assert(
      fc.property(fc.array(user, { minLength: 41, maxLength: 120 }), fc.nat(5), (users, seed) => {
        const tables = [
          tableOf('log', { u: users, t: users.map((_, i) => i) }),
          tableOf('users', {
            u: Array.from({ length: 31 }, (_, i) => i),
            age: users.slice(0, 31).map((one) => one ?? 9),
          }),
          tableOf('gift', { u: users, t: users.map((_, i) => (i % 3) * i) }),
        ]
        const run = (limit: LogDraw | null) => {
          const joined = runPlan(tables, plan, limit)
          if (!joined.ok) throw new Error(JSON.stringify(joined.error))
          return joined.value
        }
        const whole = run(null)
        const { table, draw } = run({ user: 'u', seed, mostRows: 40 })
        const drawn = new Set(cellsOf(table, 'u'))
        const kept = cellsOf(whole.table, 't').filter((_, row) => drawn.has(users[row] as number))
        expect(drawn.has(null)).toBe(false)
        expect(cellsOf(table, 't')).toEqual(kept)
        for (const name of ['u', 'age', 'is_gift'])
          expect(cellsOf(table, name)).toEqual(kept.map((t) => cellsOf(whole.table, name)[t as number]))
        expect(Array.from(table.lines)).toEqual(kept.map((t) => (t as number) + 2))
        expect(draw?.users.drawn).toBe(drawn.size)
        expect(draw?.rows).toEqual({ drawn: kept.length, of: users.length })
      }),
      { seed: 17, numRuns: 60 },
    )
  })

  it('is refused where no row names a user, and counts no user without rows', () => {
    const log = tableOf('log', {
      u: Array.from({ length: 50 }, () => null),
      t: Array.from({ length: 50 }, (_, i) => i),
    })
    const joined = runPlan(
      [log],
      { ...EMPTY_PLAN, log: [{ table: 0, constants: {} }] },
      { user: 'u', seed: 1, mostRows: 40 },
    )
    expect(joined.ok ? [] : joined.error.map(({ code }) => code)).toEqual(['csv.noUserColumn'])
    const codes = Int32Array.from({ length: 50 }, (_, row) => row % 5)
    const levels = Array.from({ length: 9 }, (_, level) => `u${level}`)
    const columns = new Map([['u', { kind: 'categorical', name: 'u', codes, levels } as const]])
    expect(drawnLog({ ...log, columns }, { user: 'u', seed: 1, mostRows: 40 })?.draw?.users.of).toBe(5)
  })
})

describe('a packed column', () => {
  it('becomes a column for each field, of the feature of the largest value', () => {
    const pack = (...entries: string[]) => entries.join('\u0001')
    const table = tableOf('t', {
      id: [1, 2, 3],
      list: [
        pack('101\u0002u7\u00031.0', '9\u0002a\u00030.5', '9\u0002b\u00032.5', '9\u0002c\u00032.5'),
        pack('9\u0002c\u00031'),
        null,
      ],
    })
    const open = expanded(table, { column: 'list', fields: ['101', '9'], numbers: ['9'] })
    expect([...open.columns.keys()]).toEqual(['id', '101', '9', 'D9'])
    expect(cellsOf(open, '101')).toEqual(['u7', null, null])
    expect(cellsOf(open, '9')).toEqual(['b', 'c', null])
    expect(cellsOf(open, 'D9')).toEqual([2.5, 1, null])
  })
})

describe('a published split', () => {
  const plan: JoinPlan = {
    ...EMPTY_PLAN,
    log: [
      { table: 0, constants: {} },
      { table: 1, constants: {} },
    ],
  }
  const train = tableOf('train', { x: Array.from({ length: 20 }, (_, i) => i) })
  const test = tableOf('test', { x: [90, 91] })
  const partsOf = (parts: readonly number[]) => {
    const joined = runPlan([train, test], { ...plan, parts })
    if (!joined.ok) throw new Error('refused')
    return cellsOf(joined.value.table, 'part')
  }

  it('holds the last tenth of train out where there is no validation file', () => {
    expect(partsOf([0, 2])).toEqual([...Array(18).fill(0), 1, 1, 2, 2])
  })

  it('is taken as it is where there is one', () => {
    expect(partsOf([0, 1])).toEqual([...Array(20).fill(0), 1, 1])
  })
})
