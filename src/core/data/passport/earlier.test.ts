import { expect, it } from 'vitest'
import { tableOf } from '../../../testing/tables.ts'
import { stream } from '../../rng.ts'
import type { Schema } from '../schema.ts'
import { orderInTime } from './earlier.ts'
import { readLeniently } from './reading.ts'

it('the order in time has the rows that somebody asks for, as sorting all of them gives it', () => {
  for (let trial = 0; trial < 60; trial++) {
    const random = stream(trial, 'passport/earlier')
    const rows = Array.from({ length: 40 }, (_, row) => ({
      u: random.int(6) === 0 ? null : random.int(12),
      t: random.int(5) === 0 ? null : trial % 3 === 0 ? row : random.int(9),
      y: random.int(2),
      part: row < 3 ? row : random.int(10) < 8 ? 0 : 1,
    }))
    const list = <K extends 'u' | 't' | 'y' | 'part'>(key: K) => rows.map((row) => row[key])
    const table = tableOf('t', { u: list('u'), t: list('t'), y: list('y'), part: list('part') })
    const schema: Schema = {
      ...{
        user: 'u',
        item: null,
        time: trial % 2 === 0 ? 't' : null,
        scene: null,
        filters: [],
        features: [],
      },
      tasks: [{ id: 'y', column: 'y', above: null, requires: null }],
    }
    const rule = { kind: 'boundaries', column: 'part', trainTo: 0, validTo: 1 } as const
    const reading = readLeniently({ ...table, id: '', truth: null }, schema, rule)
    const momentOf = (row: number) => (schema.time === null ? 0 : (rows[row]?.t ?? null))
    const asked = new Set(rows.flatMap(({ u, part }) => (part === 1 && u !== null ? [u] : [])))
    const expected = [...rows.keys()]
      .filter((row) => asked.has(rows[row]?.u ?? -1) && momentOf(row) !== null)
      .sort((a, b) => (momentOf(a) ?? 0) - (momentOf(b) ?? 0) || a - b)
    expect(Array.from(orderInTime(reading))).toEqual(expected)
  }
})
