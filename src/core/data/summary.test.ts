import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Column } from './dataset.ts'
import { summarise } from './summary.ts'
import { categoriesOf } from './values.ts'

/** Counts by definition: every distinct value with its rows, most first, as they come where they have as many. */
function counted(column: Column) {
  const { codes, levels } = categoriesOf(column)
  return levels
    .map((value, level) => ({ value, rows: codes.filter((code) => code === level).length }))
    .filter(({ rows }) => rows > 0)
    .sort((a, b) => b.rows - a.rows)
}

it('counts the values of a column as its definition does', () => {
  const numbers = fc.array(fc.oneof(fc.integer({ min: -20, max: 20 }), fc.constantFrom(Number.NaN, 0.5, -0)))
  const codes = fc.array(fc.integer({ min: -1, max: 29 }))
  const levels = Array.from({ length: 30 }, (_, i) => `level ${i}`)
  const columns = fc.oneof(
    numbers.map((list): Column => ({ kind: 'numeric', name: 'c', values: Float64Array.from(list) })),
    codes.map((list): Column => ({ kind: 'categorical', name: 'c', codes: Int32Array.from(list), levels })),
  )
  fc.assert(
    fc.property(columns, (column) => {
      const all = counted(column)
      const rowCount = column.kind === 'numeric' ? column.values.length : column.codes.length
      const summary = summarise(column, rowCount)
      expect(summary.top).toEqual(all.slice(0, 20))
      expect(summary.distinct).toBe(all.length)
      expect(summary.missing).toBe(rowCount - all.reduce((sum, { rows }) => sum + rows, 0))
      if (column.kind === 'numeric' && all.length > 0) {
        const values = all.map(({ value }) => Number(value))
        expect([summary.min, summary.max]).toEqual([Math.min(...values), Math.max(...values)])
      } else expect([summary.min, summary.max]).toEqual([null, null])
    }),
    { seed: 5, numRuns: 300 },
  )
})
