import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bestMatching } from './matching.ts'

type Table = readonly (readonly number[])[]

/** Largest sum over every way to give each row another column, or each column another row. */
function largestSum(table: Table): number {
  const columns = table[0]?.length ?? 0
  const place = (row: number, free: readonly number[]): number => {
    if (row === table.length || free.length === 0) return 0
    const placed = free.map(
      (column) =>
        (table[row]?.[column] as number) +
        place(
          row + 1,
          free.filter((other) => other !== column),
        ),
    )
    // With fewer columns than rows, some rows stay alone.
    const skipped = table.length - row > free.length ? [place(row + 1, free)] : []
    return Math.max(...placed, ...skipped)
  }
  return place(0, [...Array(columns).keys()])
}

const sumOf = (table: Table, matching: Int32Array): number =>
  matching.reduce((sum, column, row) => sum + (column < 0 ? 0 : (table[row]?.[column] as number)), 0)

const tables = fc
  .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }))
  .chain(([rows, columns]) =>
    fc.array(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: columns, maxLength: columns }), {
      minLength: rows,
      maxLength: rows,
    }),
  )

describe('the best matching', () => {
  it('has the largest sum that any has, by trying all', () => {
    fc.assert(
      fc.property(tables, (table) => {
        expect(sumOf(table, bestMatching(table))).toBe(largestSum(table))
      }),
      { seed: 1, numRuns: 300 },
    )
  })

  it('gives as many pairs as fit, no column twice', () => {
    fc.assert(
      fc.property(tables, (table) => {
        const taken = [...bestMatching(table)].filter((column) => column >= 0)
        expect(new Set(taken).size).toBe(taken.length)
        expect(taken.length).toBe(Math.min(table.length, table[0]?.length ?? 0))
      }),
      { seed: 2 },
    )
  })

  it('is not what taking the largest first would give', () => {
    // Greedy takes 5 and is left with 0; the best is 4 + 4.
    const table = [
      [5, 4],
      [4, 0],
    ]
    expect([...bestMatching(table)]).toEqual([1, 0])
  })

  it('of nothing is nothing', () => {
    expect(bestMatching([])).toHaveLength(0)
    expect([...bestMatching([[], []])]).toEqual([-1, -1])
  })
})
