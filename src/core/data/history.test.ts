import { describe, expect, it } from 'vitest'
import { datasetOf, schemaOf } from '../../testing/datasets.ts'
import { stream } from '../rng.ts'
import { encode } from './encode.ts'
import { HISTORY_LENGTH, historyFromRows, type Log } from './history.ts'

/** 400 rows of 7 users in random order of time, ties and missing moments among them. */
function randomLog(seed: number): Log {
  const rng = stream(seed, 'history-test')
  const rows = 400
  const draw = (n: number) => Array.from({ length: rows }, () => rng.int(n))
  return {
    users: Int32Array.from(draw(8), (user) => user - 1),
    itemIds: Int32Array.from(draw(12)),
    times: Float64Array.from(draw(100), (time) => (time === 0 ? Number.NaN : time)),
    positive: Uint8Array.from(draw(2)),
    train: Uint32Array.from(draw(10).flatMap((part, row) => (part < 7 ? [row] : []))),
  }
}

/** By the definition, row against row. */
function historyOf({ users, itemIds, times, positive, train }: Log, row: number): number[] {
  return [...train]
    .filter((other) => (users[row] as number) >= 0 && users[other] === users[row])
    .filter((other) => positive[other] === 1 && (itemIds[other] as number) > 0)
    .filter((other) => (times[other] as number) < (times[row] as number))
    .sort((a, b) => (times[b] as number) - (times[a] as number) || b - a)
    .slice(0, HISTORY_LENGTH)
    .map((other) => itemIds[other] as number)
}

describe('behaviours from the log', () => {
  it.each([1, 2, 3])('are what the definition says, row against row (seed %s)', (seed) => {
    const log = randomLog(seed)
    const history = historyFromRows(log)
    for (let row = 0; row < log.users.length; row++) {
      const own = [...history.subarray(row * HISTORY_LENGTH, (row + 1) * HISTORY_LENGTH)]
      const wanted = historyOf(log, row)
      expect(own.slice(0, wanted.length)).toEqual(wanted)
      expect(own.slice(wanted.length).every((id) => id === 0)).toBe(true)
    }
  })

  it('do not change when labels at or after a row, or outside train, change', () => {
    const log = randomLog(4)
    const before = historyFromRows(log)
    const trained = new Set(log.train)
    const now = 50
    const positive = log.positive.map((label, row) =>
      trained.has(row) && (log.times[row] as number) < now ? label : 1 - label,
    )
    const after = historyFromRows({ ...log, positive })
    for (let row = 0; row < log.users.length; row++) {
      if (!((log.times[row] as number) <= now)) continue
      const range = [row * HISTORY_LENGTH, (row + 1) * HISTORY_LENGTH] as const
      expect(after.subarray(...range)).toEqual(before.subarray(...range))
    }
  })
})

describe('behaviours of an encoding', () => {
  const CSV = `uid,item,ts,clicked_items,y
a,x,1,,1
a,y,2,x,0
a,z,3,x y,1
b,x,4,z|y|nowhere,0
a,x,5,"x,y;z",1
a,y,6,,0
`
  const split = { kind: 'boundaries', column: 'ts', trainTo: 4, validTo: 5 } as const
  const base = {
    item: 'item',
    tasks: [{ id: 'y', column: 'y', above: null, requires: null }],
  }
  async function behaviours(named: Parameters<typeof schemaOf>[0]): Promise<readonly string[][] | null> {
    const result = encode(await datasetOf(CSV), schemaOf({ ...base, ...named }), split)
    if (!result.ok) throw new Error(JSON.stringify(result.error))
    const { encoded } = result.value
    const history = encoded.behaviours()
    if (history === null) return null
    const names = ['x', 'y', 'z']
    const width = encoded.fields.length
    const itemAt = encoded.fields.findIndex(({ kind }) => kind === 'item')
    const nameOf = new Map(
      ['x', 'y', 'z', 'x', 'x', 'y'].map((name, row) => [encoded.ids[row * width + itemAt], name]),
    )
    expect([...nameOf.values()].every((name) => names.includes(name))).toBe(true)
    return Array.from({ length: encoded.rowCount }, (_, row) =>
      [...history.subarray(row * HISTORY_LENGTH, (row + 1) * HISTORY_LENGTH)]
        .filter((id) => id > 0)
        .map((id) => nameOf.get(id) as string),
    )
  }

  it('come from a list column, the latest first, without items that train does not hold', async () => {
    const features = [{ column: 'clicked_items', source: 'user', roles: ['history'] } as const]
    expect(await behaviours({ features })).toEqual([[], ['x'], ['y', 'x'], ['y', 'z'], ['z', 'y', 'x'], []])
  })

  it('come from the user’s earlier positive train rows without one', async () => {
    // a took up x at 1 and z at 3; the valid row at 5 adds nothing to the test row at 6.
    expect(await behaviours({ user: 'uid', time: 'ts' })).toEqual([
      [],
      ['x'],
      ['x'],
      [],
      ['z', 'x'],
      ['z', 'x'],
    ])
  })

  it('are none without an item, or without a user and a time', async () => {
    expect(await behaviours({ user: 'uid' })).toBeNull()
    expect(await behaviours({ time: 'ts' })).toBeNull()
  })
})
