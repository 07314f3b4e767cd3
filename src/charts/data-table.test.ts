/// <reference path="../ingest/papaparse.d.ts" />
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import Papa from 'papaparse'
import { describe, expect, it } from 'vitest'
import how from '../i18n/en/how.json' with { type: 'json' }
import { CHARTS, isChartId } from './chart-ids.ts'
import { cellText, csvOf, type DataTable, numberCell } from './data-table.ts'
import { metricText } from './format.ts'
import { chartLink, chartOfHash, routeQuery } from './linked-chart.ts'
import { spoken, walked } from './walk.ts'

/** Read back by a reader of CSV that is not ours. */
const readBack = (text: string): string[][] => {
  const parser = new Papa.Parser({ delimiter: ',', newline: '\r\n', quoteChar: '"' })
  return parser.parse(text, 0, false).data.filter((line) => line.length > 1 || line[0] !== '')
}

describe('a table as CSV', () => {
  it('reads back as the same numbers, to the last bit', () => {
    const number = fc.double({ noNaN: true, noDefaultInfinity: true }).filter((x) => !Object.is(x, -0))
    fc.assert(
      fc.property(fc.array(number, { minLength: 1, maxLength: 20 }), (values) => {
        const table = {
          columns: ['name', 'value'],
          rows: values.map((value) => ['a', numberCell(value, metricText)]),
        }
        const back = readBack(csvOf(table)).slice(1)
        expect(back.map(([, value]) => Number(value))).toEqual(values)
      }),
      { seed: 11 },
    )
  })
  it('reads back as the same words, commas, quotes and line breaks included', () => {
    const word = fc
      .string({ minLength: 1, maxLength: 12 })
      .filter((text) => !/^[=+@\t\r–]/.test(text) && (!text.startsWith('-') || /^-\d+$/.test(text)))
    fc.assert(
      fc.property(fc.array(word, { minLength: 2, maxLength: 6 }), (words) => {
        expect(readBack(csvOf({ columns: words, rows: [words] }))).toEqual([words, words])
      }),
      { seed: 12 },
    )
  })
  it('leaves a cell without a value empty, and no formula for a spreadsheet to run', () => {
    const table = {
      columns: ['group', 'AUC', '95 % from'],
      rows: [['=HYPERLINK("x")', numberCell(null, metricText), '–']],
    }
    expect(csvOf(table)).toBe('group,AUC,95 % from\r\n"\'=HYPERLINK(""x"")",,\r\n')
  })
  it('shows the text and not the digits', () => {
    expect(cellText(numberCell(0.74123456, metricText))).toBe('.7412')
    expect(cellText(numberCell(Number.NaN, metricText))).toBe('–')
  })
})

const table: DataTable = {
  columns: ['group', 'rows seen', 'mean AUC'],
  rows: [
    ['full', '1,024', numberCell(0.7, metricText)],
    ['full', '2,048', numberCell(0.71, metricText)],
    ['− clusters', '1,024', numberCell(0.69, metricText)],
  ],
}

describe('a walk through a chart', () => {
  it('begins at the first value and stops at the edges', () => {
    const first = walked(null, 'ArrowDown', table)
    expect(first).toEqual({ row: 0, column: 1 })
    expect(walked(first, 'ArrowUp', table)).toEqual(first)
    expect(walked(walked(first, 'ArrowRight', table), 'ArrowRight', table)).toEqual({ row: 0, column: 2 })
    expect(walked(walked(first, 'End', table), 'ArrowDown', table)).toEqual({ row: 2, column: 1 })
    expect(walked({ row: 2, column: 2 }, 'Home', table)).toEqual({ row: 0, column: 2 })
    expect(walked({ row: 1, column: 0 }, 'ArrowLeft', table)).toEqual({ row: 1, column: 0 })
  })
  it('reaches every row by going down, each once', () => {
    const seen = [walked(null, 'ArrowDown', table)]
    for (let step = 1; step < table.rows.length; step++) {
      seen.push(walked(seen.at(-1) ?? null, 'ArrowDown', table))
    }
    expect(seen.map(({ row }) => row)).toEqual([0, 1, 2])
  })
  it('says group, x and value on a new row, and the one value within it', () => {
    expect(spoken(table, { row: 2, column: 1 }, true)).toBe('− clusters · rows seen 1,024 · mean AUC .6900')
    expect(spoken(table, { row: 0, column: 2 }, false)).toBe('full · mean AUC .7000')
  })
})

describe('a link to a chart', () => {
  const page = 'https://example.org/app/'
  it('keeps the screen and names the chart, whatever query was there', () => {
    expect(chartLink(`${page}#/compare`, 'C1')).toBe(`${page}#/compare?chart=C1`)
    expect(chartLink(`${page}#/compare?chart=C2&x=step`, 'C1', { x: 'epoch' })).toBe(
      `${page}#/compare?chart=C1&x=epoch`,
    )
    expect(chartLink(page, 'C1')).toBe(`${page}#/?chart=C1`)
  })
  it('is read back as it was written, for every chart', () => {
    for (const id of Object.keys(CHARTS).filter(isChartId)) {
      const hash = new URL(chartLink(`${page}#/inside/clusters`, id, { a: '1 & 2' })).hash
      expect(chartOfHash(hash)).toBe(id)
      expect(routeQuery(hash).get('a')).toBe('1 & 2')
    }
  })
  it('of a chart that does not exist points nowhere', () => {
    expect(chartOfHash('#/compare?chart=toString')).toBeNull()
    expect(chartOfHash('#/compare')).toBeNull()
  })
})

describe('how a chart is computed', () => {
  const texts: Readonly<Record<string, string>> = how
  const parts = ['formula', 'good', 'misleads1', 'misleads2', 'misleads3']
  it('is said of every chart, and of no other', () => {
    const wanted = Object.keys(CHARTS).flatMap((id) => parts.map((part) => `${id}.${part}`))
    expect(Object.keys(texts).sort()).toEqual(wanted.sort())
  })
  it('names a file that exists', () => {
    for (const [id, source] of Object.entries(CHARTS)) {
      expect(existsSync(fileURLToPath(new URL(`../../${source}`, import.meta.url))), id).toBe(true)
    }
  })
})
