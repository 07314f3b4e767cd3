/// <reference path="../ingest/papaparse.d.ts" />
import fc from 'fast-check'
import Papa from 'papaparse'
import { describe, expect, it } from 'vitest'
import { csvField, csvLines } from './csv.ts'

describe('a field of a CSV', () => {
  it('reads back as the text, led by an apostrophe where a spreadsheet would run it', () => {
    const text = fc.string({ unit: fc.constantFrom(...'=+-@5e.,"\'\t\r\n \0') })
    fc.assert(
      fc.property(fc.array(text, { minLength: 2, maxLength: 5 }), (fields) => {
        const parser = new Papa.Parser({ delimiter: ',', newline: '\r\n', quoteChar: '"' })
        const [back] = parser.parse(csvLines([fields.map(csvField)]), 0, false).data
        for (const [i, field] of fields.entries()) {
          const seen = field.replaceAll('\0', '␀')
          const isNumber = !Number.isNaN(Number(seen)) && !/\s/.test(seen)
          const isRun = '=+@\t\r'.includes(seen[0] ?? ' ') || (seen[0] === '-' && !isNumber)
          expect(back?.[i]).toBe(isRun ? `'${seen}` : seen)
        }
      }),
      { seed: 4, numRuns: 300 },
    )
  })

  it('by hand', () => {
    expect(['-5 s', "-2+3+cmd|' /C calc'!A0", '-5', '-1.5e-7', '-'].map(csvField)).toEqual([
      "'-5 s",
      "'-2+3+cmd|' /C calc'!A0",
      '-5',
      '-1.5e-7',
      "'-",
    ])
    expect(['−5', 'a\0b', '=1', 'a"b'].map(csvField)).toEqual(['−5', 'a␀b', "'=1", '"a""b"'])
  })
})
