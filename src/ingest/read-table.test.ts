import { gzipSync } from 'node:zlib'
import { strToU8, zipSync } from 'fflate'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { describe, expect, it } from 'vitest'
import { activityDeciles } from '../core/data/activity.ts'
import { drawnLog } from '../core/data/join/draw-log.ts'
import { stream } from '../core/rng.ts'
import { readTable } from './read-table.ts'
import { roomOf } from './room.ts'
import { sourceOf } from './sources.ts'
import type { TableOptions } from './table-options.ts'

const blob = (content: string | Uint8Array): Blob => new Blob([content as Uint8Array<ArrayBuffer>])
async function good(content: string | Uint8Array, options: TableOptions = {}) {
  const read = await readTable(blob(content), 'test', options)
  if (read === null || !read.ok) throw new Error(JSON.stringify(read))
  return read.value
}
async function faults(content: string | Uint8Array, options: TableOptions = {}) {
  const read = await readTable(blob(content), 'test', options)
  return read === null || read.ok ? [] : read.error.map(({ code, params }) => ({ code, params }))
}
const columnsOf = async (content: string | Uint8Array, options: TableOptions = {}) => [
  ...(await good(content, options)).dataset.columns.values(),
]

const CSV = 'user_id,城市,n\nu1,北京,1\nu2,"上海\n浦东",2.5\nu3,,\n'

describe('formats', () => {
  it('give the same table packed in whatever way', async () => {
    const plain = await columnsOf(CSV)
    expect(plain).toHaveLength(3)
    const other = { 'a/readme.md': strToU8('no table'), '__MACOSX/._log.csv': strToU8('x') }
    expect(await columnsOf(gzipSync(CSV))).toEqual(plain)
    expect(await columnsOf(zipSync({ 'a/log.csv': strToU8(CSV), ...other }))).toEqual(plain)
    expect(await columnsOf(zipSync({ 'log.tsv': [strToU8(CSV), { level: 0 }] }))).toEqual(plain)
    expect(await columnsOf(zipSync({ 'log.csv.gz': new Uint8Array(gzipSync(CSV)) }))).toEqual(plain)
  })

  it('name the tables of a ZIP that does not hold just one', async () => {
    expect(
      await faults(zipSync({ 'a.csv': strToU8('x'), 'b.tsv': strToU8('x'), 'c.md': strToU8('x') })),
    ).toEqual([{ code: 'zip.manyTables', params: { names: 'a.csv, b.tsv' } }])
    expect(await faults(zipSync({ 'c.md': strToU8('x') }))).toEqual([
      { code: 'zip.noTable', params: { names: 'c.md' } },
    ])
  })

  it('refuse a ZIP cut short, whatever is missing', async () => {
    const whole = zipSync({ 'log.csv': strToU8(CSV.repeat(20)) })
    for (let length = 4; length < whole.length; length += 7) {
      expect((await faults(whole.slice(0, length)))[0]?.code).toMatch(/^zip\.damaged$/)
    }
  })
})

describe('encodings', () => {
  const utf16 = (text: string, isLittle: boolean): Uint8Array => {
    const view = new DataView(new ArrayBuffer(2 * text.length))
    for (let i = 0; i < text.length; i++) view.setUint16(2 * i, text.charCodeAt(i), isLittle)
    return new Uint8Array(view.buffer)
  }
  /** 北京 and 上海浦东 in GB18030. */
  const gb = Uint8Array.from([
    ...strToU8('user_id,c\n1,'),
    0xb1,
    0xb1,
    0xbe,
    0xa9,
    ...strToU8('\n2,'),
    0xc9,
    0xcf,
    0xba,
    0xa3,
    ...strToU8('\n'),
  ])

  it.each([
    ['UTF-8', 'utf-8', strToU8(CSV)],
    ['UTF-8 with a mark', 'utf-8', strToU8(`\uFEFF${CSV}`)],
    ['UTF-16 LE with a mark', 'utf-16le', utf16(`\uFEFF${CSV}`, true)],
    ['UTF-16 BE with a mark', 'utf-16be', utf16(`\uFEFF${CSV}`, false)],
    ['UTF-16 LE', 'utf-16le', utf16(CSV, true)],
    ['UTF-16 BE', 'utf-16be', utf16(CSV, false)],
  ])('recognises %s', async (_name, encoding, bytes) => {
    const { dataset } = await good(bytes)
    expect(dataset.source?.encoding).toBe(encoding)
    expect([...dataset.columns.values()]).toEqual(await columnsOf(CSV))
  })

  it('recognises GB18030, and reads as another when told', async () => {
    const { dataset } = await good(gb)
    expect(dataset.source?.encoding).toBe('gb18030')
    const c = dataset.columns.get('c')
    expect(c?.kind === 'categorical' && c.levels).toEqual(['北京', '上海'])
    const other = await good(gb, { encoding: 'windows-1252' })
    expect(other.dataset.source?.encoding).toBe('windows-1252')
    expect(other.dataset.id).not.toBe(dataset.id)
    const same = await good(gb, { encoding: 'gb18030' })
    expect(same.dataset.id).toBe(dataset.id)
  })

  it('lists what an encoding cannot hold', async () => {
    const bytes = Uint8Array.from([
      ...utf16('\uFEFFuser_id,c\n1,x\n2,y', true),
      0x00,
      0xd8,
      ...utf16('\n3,z\n', true),
    ])
    const { rows, dataset } = await good(bytes)
    expect(rows.listed.map(({ rule, line }) => [rule, line])).toEqual([['encoding', 3]])
    expect(dataset.rowCount).toBe(2)
  })

  it('ends rows at a carriage return alone', async () => {
    const { dataset } = await good('a,b\r1,x\r2,"y\rz"\r3,w')
    expect(Array.from(dataset.lines)).toEqual([2, 3, 5])
    const b = dataset.columns.get('b')
    expect(b?.kind === 'categorical' && b.levels).toEqual(['x', 'y\rz', 'w'])
  })
})

describe('decimal commas', () => {
  const columnN = async (cells: readonly string[]) => {
    const { dataset, issues } = await good(`id;n\n${cells.map((cell, i) => `${i};${cell}`).join('\n')}\n`)
    return { column: dataset.columns.get('n'), codes: issues.map(({ code }) => code) }
  }
  it('are read where they can be nothing else', async () => {
    const { column, codes } = await columnN(['3,14', '-0,5', '2', '', '1,234'])
    expect(column).toEqual({
      kind: 'numeric',
      name: 'n',
      values: Float64Array.of(3.14, -0.5, 2, Number.NaN, 1.234),
    })
    expect(codes).toEqual(['csv.decimalComma'])
  })
  it('stay text where they may part thousands', async () => {
    const { column, codes } = await columnN(['1,234', '56,789', '3'])
    expect(column?.kind).toBe('categorical')
    expect(codes).toEqual(['csv.decimalCommaText'])
  })
})

describe('Parquet', () => {
  const file = (rowGroupSize: number) =>
    new Uint8Array(
      parquetWriteBuffer({
        columnData: [
          { name: 'user_id', data: ['u1', 'u2', 'u1', 'u3'], type: 'STRING' },
          { name: 'click', data: [true, false, null, true], type: 'BOOLEAN' },
          { name: 'ts', data: [1650000000000n, 1650000000001n, null, 3n], type: 'INT64' },
          { name: 'x', data: [0.5, null, -2, 1e-7], type: 'DOUBLE' },
        ],
        rowGroupSize,
      }),
    )
  it('is read as its CSV would be, group by group', async () => {
    const csv = 'user_id,click,ts,x\nu1,1,1650000000000,0.5\nu2,0,1650000000001,\nu1,,,-2\nu3,1,3,1e-7\n'
    for (const size of [1, 3, 100]) {
      const { dataset } = await good(file(size))
      expect([...dataset.columns.values()]).toEqual(await columnsOf(csv))
      expect(Array.from(dataset.lines)).toEqual([2, 3, 4, 5])
      expect(dataset.source).toEqual({ format: 'parquet', encoding: null, draw: null })
    }
    expect(await columnsOf(zipSync({ 'a.parquet': file(3) }))).toEqual(await columnsOf(csv))
  })
  it('has whole numbers of 64 bits as their text would be read, exact or not', async () => {
    const most = BigInt(Number.MAX_SAFE_INTEGER)
    const columns: readonly (readonly (bigint | null)[])[] = [
      [0n, -1n, null, 123456789012345n, most, -most],
      [7n, most + 1n, null, 7n, -(most + 2n), most],
      [most + 1n, 1n, 2n, null, 1n, most + 1n],
    ]
    const names = ['user_id', 'n', 'room_id'] as const
    const rows = [0, 1, 2, 3, 4, 5].map((row) => columns.map((cells) => String(cells[row] ?? '')).join(','))
    const expected = await columnsOf(`${names.join(',')}\n${rows.join('\n')}\n`)
    expect(expected.map(({ kind }) => kind)).toEqual(['numeric', 'categorical', 'categorical'])
    for (const rowGroupSize of [2, 100]) {
      const columnData = names.map((name, c) => ({
        name,
        data: [...(columns[c] ?? [])],
        type: 'INT64' as const,
      }))
      const file = parquetWriteBuffer({ columnData, rowGroupSize })
      expect(await columnsOf(new Uint8Array(file))).toEqual(expected)
    }
  })
  it('is unpacked out of a ZIP up to a size, also where the ZIP says less of it', async () => {
    const inner = new Uint8Array(file(3))
    const zip = zipSync({ 'a.parquet': inner })
    const codes = async (bytes: Uint8Array, most: number) => {
      const source = await sourceOf(blob(bytes), most)
      return source.ok ? source.value.kind : source.error.map(({ code }) => code)
    }
    expect(await codes(zip, inner.length)).toBe('parquet')
    expect(await codes(zip, inner.length - 1)).toEqual(['zip.parquetTooLarge'])
    const view = new DataView(zip.buffer, zip.byteOffset)
    const directory = view.getUint32(zip.length - 6, true)
    view.setUint32(directory + 24, 1, true)
    expect(await codes(zip, inner.length - 1)).toEqual(['zip.parquetTooLarge'])
  })
  it('counts its cells where it is one of several files', async () => {
    const read = await readTable(blob(new Uint8Array(file(3))), 'test', { room: roomOf(8 * 4 * 4 - 1) })
    expect(read?.ok === false && read.error.map(({ code }) => code)).toEqual(['join.tooLarge'])
    expect((await good(new Uint8Array(file(3)), { room: roomOf(8 * 4 * 4) })).dataset.rowCount).toBe(4)
  })
  it('is refused by the names of nested columns', async () => {
    const nested = parquetWriteBuffer({
      columnData: [
        { name: 'user_id', data: ['a'] },
        { name: 'tags', data: [['a', 'b']] },
      ],
      schema: [
        { name: 'root', num_children: 2 },
        { name: 'user_id', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
        { name: 'tags', repetition_type: 'OPTIONAL', num_children: 1, converted_type: 'LIST' },
        { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
        { name: 'element', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
      ],
    })
    expect(await faults(new Uint8Array(nested))).toEqual([
      { code: 'parquet.nested', params: { names: 'tags' } },
    ])
  })
  it('is refused where it is damaged', async () => {
    const whole = file(2)
    expect((await faults(whole.slice(0, whole.length - 9)))[0]?.code).toBe('parquet.damaged')
  })
})

describe('a file beyond the limits', () => {
  const random = stream(7, 'test/draw')
  const users = Array.from({ length: 400 }, (_, user) => ({
    id: `u${user}`,
    rows: 1 + random.int(1 + (user % 40)),
  }))
  const rows = users.flatMap(({ id, rows: count }) => Array.from({ length: count }, (_, i) => `${id},${i}`))
  const csv = `user_id,n\n${[...random.permutation(rows.length)].map((at) => rows[at]).join('\n')}\n`
  const limits = { rows: Math.floor(rows.length / 4), bytes: 1e9 }
  const countsOf = (table: Awaited<ReturnType<typeof good>>) => {
    const column = table.dataset.columns.get('user_id')
    if (column?.kind !== 'categorical') throw new Error('ids are text')
    const counts = new Map<string, number>()
    for (const code of column.codes)
      counts.set(column.levels[code] ?? '', (counts.get(column.levels[code] ?? '') ?? 0) + 1)
    return counts
  }

  it('is read as whole users of every decile of activity, each with all rows, and says so', async () => {
    const table = await good(csv, { limits })
    const drawn = countsOf(table)
    for (const [id, count] of drawn) expect(count).toBe(users.find((user) => user.id === id)?.rows)
    const deciles = activityDeciles(Int32Array.from(users, (user) => user.rows))
    for (let decile = 1; decile <= 10; decile++) {
      const members = users.filter((_, i) => deciles[i] === decile)
      const share = limits.rows / rows.length
      const expected = members.length === 0 ? 0 : Math.max(1, Math.floor(share * members.length))
      expect(members.filter(({ id }) => drawn.has(id))).toHaveLength(expected)
    }
    expect(table.dataset.source?.draw).toEqual({
      seed: 1,
      user: 'user_id',
      users: { drawn: drawn.size, of: 400 },
      rows: { drawn: table.dataset.rowCount, of: rows.length },
    })
    expect(await good(csv, { limits })).toEqual(table)
    const other = await good(csv, { limits, amount: { kind: 'draw', seed: 2, user: 'user_id' } })
    expect(countsOf(other)).not.toEqual(drawn)
    expect(new Set([table.dataset.id, other.dataset.id, (await good(csv)).dataset.id]).size).toBe(3)
  })

  it('is read as a whole when told, and at the limit', async () => {
    const all = await good(csv, { limits, amount: { kind: 'all' } })
    expect(all.dataset.rowCount).toBe(rows.length)
    expect(all.dataset.source?.draw).toBeNull()
    expect(all).toEqual(await good(csv, { limits: { rows: rows.length, bytes: csv.length } }))
  })

  it('asks for the user column where none is known, and takes the one that is named', async () => {
    const unnamed = csv.replace('user_id', 'who')
    expect(await faults(unnamed, { limits })).toEqual([
      { code: 'csv.noUserColumn', params: { asked: '', columns: 'who\nn' } },
    ])
    const table = await good(unnamed, { limits, amount: { kind: 'draw', seed: 1, user: 'who' } })
    expect(table.dataset.source?.draw?.users.of).toBe(400)
  })

  it('draws the same users of Parquet as of the CSV', async () => {
    const cells = csv
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(','))
    const parquet = parquetWriteBuffer({
      columnData: [
        { name: 'user_id', data: cells.map(([id]) => id ?? '') },
        { name: 'n', data: cells.map(([, n]) => Number(n)), type: 'DOUBLE' },
      ],
      rowGroupSize: 1000,
    })
    const table = await good(new Uint8Array(parquet), { limits })
    const { dataset } = await good(csv, { limits })
    expect([...table.dataset.columns.values()]).toEqual([...dataset.columns.values()])
    expect(table.dataset.source?.draw).toEqual(dataset.source?.draw)
    expect(table.dataset.lines).toEqual(dataset.lines)
  })

  it('leaves out rows without a user, who are nobody, and draws the others alike of CSV, Parquet and a joined log', async () => {
    const gaps = ['', 'NA', ' null ', 'NaN']
    const random = stream(11, 'test/gaps')
    const cells = Array.from({ length: 600 }, (_, n) => {
      const of = random.int(80)
      return [gaps[of] ?? `u${of}`, n] as const
    })
    const text = `user_id,n\n${cells.map((row) => row.join(',')).join('\n')}\n`
    const parquet = parquetWriteBuffer({
      columnData: [
        { name: 'user_id', data: cells.map(([id]) => id) },
        { name: 'n', data: cells.map(([, n]) => n), type: 'DOUBLE' },
      ],
    })
    const bounds = { rows: 150, bytes: 1e9 }
    const { dataset } = await good(text, { limits: bounds })
    const whole = (await good(text, { limits: bounds, amount: { kind: 'all' } })).dataset
    const log = drawnLog(whole, { user: 'user_id', seed: 1, mostRows: bounds.rows })
    for (const other of [(await good(new Uint8Array(parquet), { limits: bounds })).dataset, log?.table]) {
      expect(other?.lines).toEqual(dataset.lines)
      expect(other?.columns.get('n')).toEqual(dataset.columns.get('n'))
    }
    expect(log?.draw).toEqual(dataset.source?.draw)
    expect(dataset.source?.draw?.users.of).toBe(76)
    const users = dataset.columns.get('user_id')
    expect(users?.kind === 'categorical' && users.codes.includes(-1)).toBe(false)
    // Where nobody has a name there is nobody to draw.
    const nameless = text.replace(/^u\d+,/gm, ',')
    expect((await faults(nameless, { limits: bounds })).map(({ code }) => code)).toEqual(['csv.noUserColumn'])
  })
})
