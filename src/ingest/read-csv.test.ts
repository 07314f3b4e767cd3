import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BUILTIN_SAMPLE, generateWorld, worldCsv } from '../core/data/synth.ts'
import { sha256Text } from '../core/hash.ts'
import { readCsv } from './read-csv.ts'

/** Bytes as a stream, in pieces of the given size. */
function streamOf(bytes: Uint8Array, piece = 64 * 1024): ReadableStream<Uint8Array> {
  let at = 0
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) controller.close()
      else controller.enqueue(bytes.slice(at, at + piece))
      at += piece
    },
  })
}
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)
async function read(text: string | Uint8Array, piece?: number) {
  const result = await readCsv(streamOf(typeof text === 'string' ? utf8(text) : text, piece), 'test.csv')
  if (result === null) throw new Error('stopped')
  return result
}
async function good(text: string | Uint8Array, piece?: number) {
  const result = await read(text, piece)
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value
}
async function faults(text: string | Uint8Array, piece?: number) {
  const result = await read(text, piece)
  return result.ok ? [] : result.error.map(({ code, path }) => `${code} @ ${path}`)
}
const column = async (text: string, name: string) => (await good(text)).dataset.columns.get(name)

describe('readCsv', () => {
  it('reads numbers, text and gaps', async () => {
    const { dataset } = await good('a,b\n1,x\n,y\n2.5,\n')
    expect(dataset.rowCount).toBe(3)
    expect(dataset.columns.get('a')).toEqual({
      kind: 'numeric',
      name: 'a',
      values: Float64Array.of(1, Number.NaN, 2.5),
    })
    expect(dataset.columns.get('b')).toEqual({
      kind: 'categorical',
      name: 'b',
      codes: Int32Array.of(0, 1, -1),
      levels: ['x', 'y'],
    })
    expect(Array.from(dataset.lines)).toEqual([2, 3, 4])
  })

  it('keeps ids that only look numeric as text', async () => {
    expect((await column('id\n007\n8\n', 'id'))?.kind).toBe('categorical')
    expect((await column('id\n12345678901234567890\n', 'id'))?.kind).toBe('categorical')
    expect((await column('id\n7\n-8\n1e3\n', 'id'))?.kind).toBe('numeric')
  })

  it('keeps dates written as numbers exact', async () => {
    const dates = await column('d\n20220425\n1650888888888\n', 'd')
    expect(dates?.kind === 'numeric' && Array.from(dates.values)).toEqual([20220425, 1650888888888])
  })

  it('understands quotes, doubled quotes, commas, newlines and CRLF', async () => {
    const { dataset } = await good('a,b\r\n"x, ""y""","line\none"\r\nz,w\r\n')
    const a = dataset.columns.get('a')
    const b = dataset.columns.get('b')
    expect(a?.kind === 'categorical' && a.levels).toEqual(['x, "y"', 'z'])
    expect(b?.kind === 'categorical' && b.levels).toEqual(['line\none', 'w'])
    expect(Array.from(dataset.lines)).toEqual([2, 4])
  })

  it('finds the delimiter and takes off a byte order mark', async () => {
    for (const delimiter of [',', ';', '\t', '|']) {
      const { dataset } = await good(`\uFEFFa${delimiter}b\n1${delimiter}2\n`)
      expect([...dataset.columns.keys()]).toEqual(['a', 'b'])
    }
  })

  it('gives the same dataset however the bytes are cut, gzipped or plain', async () => {
    const csv = worldCsv(generateWorld({ ...BUILTIN_SAMPLE, rows: 600, users: 60, hosts: 20 }))
    const whole = await good(csv)
    expect(whole.dataset.id).toBe(sha256Text(csv))
    for (const piece of [7, 1000]) expect((await good(csv, piece)).dataset).toEqual(whole.dataset)
    expect((await good(gzipSync(csv))).dataset).toEqual(whole.dataset)
  })

  it('cuts no character at the border of two pieces', async () => {
    const text = 'name\n周杰伦\nßé€😀\n'
    for (let piece = 1; piece < 9; piece++) {
      const { dataset } = await good(text, piece)
      const names = dataset.columns.get('name')
      expect(names?.kind === 'categorical' && names.levels).toEqual(['周杰伦', 'ßé€😀'])
    }
  })

  it('leaves ragged rows out, with their line', async () => {
    const { dataset, issues, issueCount } = await good('a,b\n1,2\n3\n4,5,6\n7,8\n')
    expect(dataset.rowCount).toBe(2)
    expect(issueCount).toBe(2)
    expect(issues.map(({ code, path, params }) => [code, path, params.cells])).toEqual([
      ['csv.ragged', 'line 3', 1],
      ['csv.ragged', 'line 4', 3],
    ])
    expect(Array.from(dataset.lines)).toEqual([2, 5])
  })

  it.each([
    ['an empty file', '', 'csv.empty @ line 1'],
    ['a header alone', 'a,b\n', 'csv.headerOnly @ line 2'],
    ['a duplicate header', 'a,b,a\n1,2,3\n', 'csv.duplicateHeader @ line 1'],
    ['a column without a name', 'a,,c\n1,2,3\n', 'csv.unnamedColumn @ line 1'],
    ['a header with an open quote', 'a,"b\n1,2\n', 'csv.badHeader @ line 1'],
    ['a header of bytes that are no text', 'a,\u0000b\n1,2\n', 'csv.badHeader @ line 1'],
  ])('refuses %s', async (_name, text, expected) => {
    expect(await faults(text)).toEqual([expected])
  })

  it.each([
    ['a quote never closed', 'a,b\n1,2\n3,"4\n5,6\n', ['open-quote', 3]],
    ['a quote that swallows the next', 'a,b\n1,2\n3,"4\n5,"6"\n', ['open-quote', 3]],
    ['text after a closing quote', 'a,b\n1,2\n"3"x,4\n5,6\n', ['text-after-quote', 3]],
    ['a NUL', 'a,b\n1,2\n3,\u00004\n5,6\n', ['nul', 3]],
  ])('leaves out the line with %s, and reads on below it', async (_name, text, [rule, line]) => {
    for (const piece of [1, 4, 1000]) {
      const { dataset, rows } = await good(text, piece)
      expect(rows.listed.map((one) => [one.rule, one.line])).toEqual([[rule, line]])
      expect(dataset.lines.at(0)).toBe(2)
      expect(dataset.lines.at(1)).toBe(4)
    }
  })

  it('finds the line that opened a quote by the good rows that it swallows', async () => {
    const { dataset, rows } = await good('a,b\n1,2\n3,"4\n5,6\n7,8",9\n10,11\n', 1)
    expect(rows.listed.map(({ rule, line }) => [rule, line])).toEqual([
      ['open-quote', 3],
      ['cells', 5],
    ])
    expect(Array.from(dataset.lines)).toEqual([2, 4, 6])
  })

  it('leaves out a row with bytes that are not UTF-8', async () => {
    const bytes = Uint8Array.from([...utf8('a,b\n1,2\n3,'), 0xc3, 0x28, ...utf8('\n5,6\n')])
    for (const piece of [1, 3, 1000]) {
      const { dataset, rows } = await good(bytes, piece)
      expect(rows.listed).toEqual([{ rule: 'encoding', line: 3, column: 'b', value: '3,\uFFFD(' }])
      expect(Array.from(dataset.lines)).toEqual([2, 4])
    }
  })

  it('refuses damaged gzip', async () => {
    const packed = gzipSync('a,b\n1,2\n')
    expect((await faults(packed.subarray(0, packed.length - 6)))[0]).toMatch(/^csv.unpack/)
  })

  it('stops when told', async () => {
    const control = new AbortController()
    control.abort()
    expect(await readCsv(streamOf(utf8('a\n1\n')), 'x', { signal: control.signal })).toBeNull()
  })

  it('reads back what it was given, whatever the cells', async () => {
    const cell = fc
      .string({ unit: 'grapheme', maxLength: 8 })
      .filter((text) => !/[\r]/.test(text) && text.trim() === text)
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 1, max: 50 }),
        async (rows, piece) => {
          const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`
          const text = `a,b\n${rows.map((row) => row.map(quoted).join(',')).join('\n')}\n`
          const { dataset } = await good(text, piece)
          expect(dataset.rowCount).toBe(rows.length)
          for (const [c, name] of ['a', 'b'].entries()) {
            const read = dataset.columns.get(name)
            if (read?.kind !== 'categorical') continue
            const shown = Array.from(read.codes, (code) => (code < 0 ? null : read.levels[code]))
            const missing = ['', 'NA', 'N/A', 'NaN', 'nan', 'null', 'NULL', 'None']
            expect(shown).toEqual(rows.map((row) => (missing.includes(row[c] as string) ? null : row[c])))
          }
        },
      ),
      { seed: 11, numRuns: 60 },
    )
  })
})
