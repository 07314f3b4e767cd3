import { beforeAll, describe, expect, it } from 'vitest'
import { LEAVING_RULES, rowIssuesCsv } from '../core/data/row-issues.ts'
import type { Result } from '../core/result.ts'
import { plantedFile } from '../testing/planted-faults.ts'
import { readTable } from './read-table.ts'
import type { ReadTable } from './table-options.ts'

const given = <T>(result: Result<T> | null): T => {
  if (result === null || !result.ok) throw new Error(JSON.stringify(result))
  return result.value
}

describe('a file of 10,000 rows with 37 planted faults', () => {
  const { bytes, faults } = plantedFile()
  let table: ReadTable
  beforeAll(async () => {
    table = given(await readTable(new Blob([bytes]), 'planted.csv'))
  })

  it('lists exactly those 37, by rule, line and column', () => {
    expect(faults).toHaveLength(37)
    expect(table.rows.listed.map(({ rule, line, column }) => ({ rule, line, column }))).toEqual(faults)
    expect(table.issueCount).toBe(37)
  })

  it('keeps every other row', () => {
    const left = faults.filter(({ rule }) => LEAVING_RULES.has(rule)).length
    expect(table.dataset.rowCount).toBe(10_000 - left)
    const watch = table.dataset.columns.get('watch_sec')
    expect(watch?.kind).toBe('numeric')
  })

  it('writes them as a CSV of row, column, value, rule and fix, which reads back', async () => {
    const csv = rowIssuesCsv(table.rows.listed)
    expect(csv.split('\r\n')[0]).toBe('row,column,value,rule,fix')
    const back = given(await readTable(new Blob([csv]), 'issues.csv')).dataset
    const row = back.columns.get('row')
    const rule = back.columns.get('rule')
    if (row?.kind !== 'numeric' || rule?.kind !== 'categorical') throw new Error('columns of another kind')
    expect(Array.from(row.values)).toEqual(faults.map(({ line }) => line))
    expect(Array.from(rule.codes, (code) => rule.levels[code])).toEqual(faults.map((fault) => fault.rule))
  })
})

it('lets no cell of the CSV be taken for a formula', () => {
  const issue = { rule: 'not-a-number', line: 2, column: '=x', value: '@SUM(A1)' } as const
  expect(
    rowIssuesCsv([issue, { ...issue, value: '-5 s' }])
      .split('\r\n')
      .slice(1, 3),
  ).toEqual(["2,'=x,'@SUM(A1),not-a-number,write-number", "2,'=x,'-5 s,not-a-number,write-number"])
})
