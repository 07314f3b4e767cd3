import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { tableOf } from '../../testing/tables.ts'
import { sha256Bytes } from '../hash.ts'
import { stream } from '../rng.ts'
import { type Fingerprint, fingerprintId, fingerprintIn, matchOf } from './fingerprint.ts'
import { rowSums } from './fingerprint-rows.ts'
import type { Schema } from './schema.ts'

type Cell = number | string | null
type Row = Readonly<Record<'u' | 'i' | 'x' | 'y', Cell>>

const schema: Schema = {
  ...{ user: 'u', item: 'i', time: null, scene: null, filters: [] },
  tasks: [{ id: 'y', column: 'y', above: null, requires: null }],
  features: [{ column: 'x', source: 'context', roles: [] }],
}
const rows: readonly Row[] = Array.from({ length: 200 }, (_, row) => ({
  u: `u${row % 7}`,
  i: row % 5 === 0 ? null : `i${row % 11}`,
  x: row % 13,
  y: row % 2,
}))

async function sums(of: readonly Row[], by: Schema = schema) {
  const list = (key: keyof Row) => of.map((row) => row[key])
  const table = tableOf('t', { u: list('u'), i: list('i'), x: list('x'), y: list('y') })
  return rowSums({ ...table, id: '', truth: null }, by, async () => undefined)
}
async function printOf(of: readonly Row[], by: Schema = schema, order = '0'.repeat(8)): Promise<Fingerprint> {
  const { mapped, rows: all } = await sums(of, by)
  return { kind: 'rows', count: of.length, mapped, rows: all, order }
}

describe('the fingerprint of rows', () => {
  it('does not know their order, and counts copies', async () => {
    const shuffled = [...stream(3, 'test/fingerprint').permutation(rows.length)].map((at) => rows[at] as Row)
    expect(await sums(shuffled)).toEqual(await sums(rows))
    const [first, second] = [rows[0] as Row, rows[1] as Row]
    const one = await sums([first, first, second])
    for (const other of [
      [first, second],
      [first, second, second],
      [first, first, first, second],
    ]) {
      expect((await sums(other)).mapped).not.toBe(one.mapped)
      expect((await sums(other)).rows).not.toBe(one.rows)
    }
  })

  it('is another with any cell changed, whatever it was and becomes', async () => {
    const { mapped, rows: all } = await sums(rows)
    await fc.assert(
      fc.asyncProperty(
        fc.nat(rows.length - 1),
        fc.constantFrom('u', 'i', 'x', 'y' as const),
        fc.oneof(fc.constant(null), fc.integer({ min: 20, max: 99 }), fc.string({ maxLength: 3 })),
        async (at, key, cell) => {
          fc.pre(rows[at]?.[key as keyof Row] !== cell)
          const changed = await sums(rows.map((row, i) => (i === at ? { ...row, [key]: cell } : row)))
          expect(changed.mapped).not.toBe(mapped)
          expect(changed.rows).not.toBe(all)
        },
      ),
      { seed: 8, numRuns: 40 },
    )
  })

  it('tells text that runs over from one cell into the next', async () => {
    const row = rows[0] as Row
    const [one, other] = await Promise.all([
      sums([{ ...row, u: 'ab', i: 'c' }]),
      sums([{ ...row, u: 'a', i: 'bc' }]),
    ])
    expect(one.mapped).not.toBe(other.mapped)
  })

  it('is the sum of SHA-256 of each row mod 2²⁵⁶', async () => {
    const only: Schema = { ...schema, user: null, item: null, tasks: [] }
    const hash = (x: number) => {
      const bytes = new Uint8Array(10)
      bytes.set([7, 1])
      new DataView(bytes.buffer).setFloat64(2, x)
      return BigInt(`0x${Buffer.from(sha256Bytes(bytes)).toString('hex')}`)
    }
    const total = rows.reduce((sum, { x }) => sum + hash(x as number), 0n) % 2n ** 256n
    expect((await sums(rows, only)).mapped).toBe((total >> 128n).toString(16).padStart(32, '0'))
  })
})

describe('a file that can be guessed', () => {
  const wide = (count: number, different: Partial<Record<keyof Row, number>>): readonly Row[] =>
    Array.from({ length: count }, (_, row) => ({
      ...{ u: 'u', i: 'i', x: 0, y: 0 },
      ...Object.fromEntries(Object.entries(different).map(([key, of]) => [key, row % of])),
    }))

  it('is one of which fewer than 1,000 rows differ, by all columns or by those that are mapped', async () => {
    expect((await sums(wide(1000, { x: 1000 }))).isGuessable).toBe(false)
    expect((await sums(wide(999, { x: 999 }))).isGuessable).toBe(true)
    expect((await sums(wide(1400, { x: 999 }))).isGuessable).toBe(true)
    const fewer: Schema = { ...schema, features: [] }
    expect((await sums(wide(1000, { x: 1000 }), fewer)).isGuessable).toBe(true)
    expect((await sums(wide(1000, { x: 1000, u: 1000 }), fewer)).isGuessable).toBe(false)
    // Of columns that are not there nothing is said.
    const gone: Schema = { ...fewer, scene: 'gone' }
    expect(await sums(wide(1000, { x: 1000 }), gone)).toMatchObject({ mapped: null, isGuessable: false })
  })
})

describe('what a file is to that of a link', () => {
  it('the same, the same in another order, the same rows under another mapping, or different', async () => {
    const link = await printOf(rows)
    const swapped: Schema = { ...schema, user: 'i', item: 'u' }
    const fewer: Schema = { ...schema, features: [] }
    const changed = rows.map((row, i) => (i === 9 ? { ...row, x: 99 } : row))
    expect(matchOf(link, await printOf(rows))).toBe('same')
    expect(matchOf(link, await printOf([...rows].reverse(), schema, '1'.repeat(8)))).toBe('reordered')
    expect(matchOf(link, await printOf(rows, swapped))).toBe('mapping')
    expect(matchOf(link, await printOf(rows, fewer))).toBe('mapping')
    expect(matchOf(link, await printOf(changed))).toBe('different')
    expect(matchOf(link, await printOf(changed, swapped))).toBe('different')
    expect(matchOf(link, await printOf(rows.slice(1)))).toBe('different')
    // A column that no role has may differ.
    expect(matchOf(await printOf(rows, fewer), await printOf(changed, fewer))).toBe('same')
    // Under a schema whose columns have other names here.
    expect(matchOf(link, await printOf(rows, { ...schema, user: 'viewer' }))).toBe('mapping')
    expect(matchOf(link, await printOf(changed, { ...schema, user: 'viewer' }))).toBe('different')
  })

  it('of a small one only as long', () => {
    const small = (count: number, name: string): Fingerprint => ({ kind: 'random', count, name })
    expect(matchOf(small(30, 'ab'), small(30, 'cd'))).toBe('count')
    expect(matchOf(small(30, 'ab'), small(31, 'ab'))).toBe('different')
  })

  it('goes as an id and comes back; no other id is taken for one', async () => {
    const gone = await printOf(rows, { ...schema, scene: 'gone' })
    for (const print of [
      await printOf(rows),
      gone,
      { kind: 'random', count: 999, name: '0f'.repeat(16) } as const,
    ]) {
      expect(fingerprintIn(fingerprintId(print))).toEqual(print)
    }
    for (const id of ['0f'.repeat(32), 'sample', 'rows:', 'rows:0:0:0:1', 'some:xyz:3', 'some:0f:-1', '']) {
      expect(fingerprintIn(id)).toBeNull()
    }
  })
})
