import { describe, expect, it } from 'vitest'
import type { ColumnOverview } from '../core/data/passport/finding.ts'
import { binShares, type ColumnWords, columnLines, columnTable, sortedColumns } from './column-data.ts'

const column = (name: string, of: Partial<ColumnOverview> = {}): ColumnOverview => ({
  ...{ column: name, kind: 'numeric', isDerived: false, rows: 200, missing: 0, levels: 2 },
  ...{ psi: null, isSkewed: false, nmi: null, isTied: false, tie: null, histogram: [] },
  ...of,
})
const WORDS: ColumnWords = {
  heads: [],
  kind: (kind) => kind,
  share: (label, train, test) => `${label} ${train} / ${test}`,
  others: 'rest',
}
const COLUMNS = [
  column('b', { psi: 0.1, nmi: 0.3, missing: 50, tie: { task: 'click', auc: 0.6 } }),
  column('c', { levels: null, kind: 'categorical' }),
  column('a', { psi: 0.4, tie: { task: 'click', auc: 0.9 } }),
  column('d', { psi: 0.1 }),
]
const lines = columnLines(COLUMNS, new Map([['c', 77]]))
const names = (by: Parameters<typeof sortedColumns>[1]) => sortedColumns(lines, by).map((line) => line.column)

describe('the column overview', () => {
  it('is sorted by any of its columns: numbers from the largest, without a value last, equal ones as they were', () => {
    expect(names('psi')).toEqual(['a', 'b', 'd', 'c'])
    expect(names('nmi')).toEqual(['b', 'c', 'a', 'd'])
    expect(names('auc')).toEqual(['a', 'b', 'c', 'd'])
    expect(names('missing')).toEqual(['b', 'c', 'a', 'd'])
    expect(names('levels')).toEqual(['c', 'b', 'a', 'd'])
    expect(names('column')).toEqual(['a', 'b', 'c', 'd'])
    expect(names('kind')).toEqual(['c', 'b', 'a', 'd'])
  })

  it('takes the levels that were not counted from the file', () => {
    expect(lines.map(({ levels }) => levels)).toEqual([2, 77, 2, 2])
  })

  it('gives each bin its share of train and of test, which add up to one', () => {
    const histogram = [
      { label: 'x', train: 30, test: 1 },
      { label: null, train: 10, test: 3 },
    ]
    expect(binShares(column('a', { histogram }))).toEqual([
      { label: 'x', train: 0.75, test: 0.25 },
      { label: null, train: 0.25, test: 0.75 },
    ])
  })

  it('gives no share of test where no test row has a value, nor a missing share of no rows', () => {
    const histogram = [
      { label: 'x', train: 3, test: 0 },
      { label: 'y', train: 1, test: 0 },
    ]
    expect(binShares(column('a', { histogram }))).toEqual([
      { label: 'x', train: 0.75, test: null },
      { label: 'y', train: 0.25, test: null },
    ])
    expect(binShares(column('a', { histogram: [{ label: 'x', train: 0, test: 4 }] }))).toEqual([
      { label: 'x', train: null, test: 1 },
    ])
    const none = columnLines([column('none', { rows: 0 }), column('a', { histogram })], new Map())
    expect(none.map(({ missingShare }) => missingShare)).toEqual([null, 0])
    expect(sortedColumns(none, 'missing').map((line) => line.column)).toEqual(['a', 'none'])
    const { rows } = columnTable(none, WORDS)
    expect(rows[0]?.[2]).toEqual({ text: '–', value: null })
    expect(rows[1]?.at(-1)).toBe('x 75.0 % / –; y 25.0 % / –')
  })

  it('holds in its table what the chart draws', () => {
    const histogram = [
      { label: 'x', train: 30, test: 1 },
      { label: null, train: 10, test: 3 },
    ]
    const { rows } = columnTable(columnLines([column('a', { psi: 0.4, histogram })], new Map()), WORDS)
    expect(rows[0]?.[0]).toBe('a')
    expect(rows[0]?.[4]).toEqual({ text: '.400', value: 0.4 })
    expect(rows[0]?.at(-1)).toBe('x 75.0 % / 25.0 %; rest 25.0 % / 75.0 %')
  })
})
