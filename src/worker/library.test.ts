import { expect, it } from 'vitest'
import { READ_SETTINGS } from '../core/data/read-settings.ts'
import type { Schema, SplitRule } from '../core/data/schema.ts'
import { createLibrary } from './library.ts'

it('reads a dataset for the radar once for each schema and split, however often a person comes back to them', async () => {
  const library = createLibrary(() => Promise.resolve())
  const text = `user_id,city,click\n${Array.from({ length: 40 }, (_, i) => `u${i % 9},${i % 4},${i % 2}`).join('\n')}\n`
  const imported = async (name: string) => {
    const files = [
      { name, file: new Blob([text]) },
      { name: 'cities.csv', file: new Blob(['city,size\n0,1\n1,2\n2,3\n3,4\n']) },
    ]
    const read = await library.importFiles(
      files,
      READ_SETTINGS,
      () => undefined,
      new AbortController().signal,
    )
    if (read === null || !read.ok) throw new Error(JSON.stringify(read))
    return read.value
  }
  const { id, name, suggested } = await imported('log.csv')
  const ref = { kind: 'upload', id, name } as const
  const rule: SplitRule = { kind: 'random', valid: 0.2, test: 0.2 }
  const changed = { ...suggested, features: [] }

  const first = await library.passport(ref, suggested, rule)
  const other = await library.passport(ref, changed, rule)
  const byUser = await library.passport(ref, suggested, { ...rule, kind: 'user' })
  expect(first).not.toBeNull()
  expect(new Set([first, other, byUser]).size).toBe(3)
  expect(await library.passport(ref, suggested, rule)).toBe(first)
  expect(await library.passport(ref, changed, rule)).toBe(other)

  // The same rows under another name have other lines.
  const again = await imported('other.csv')
  expect(again.id).toBe(id)
  const renamed = await library.passport(ref, suggested, rule)
  const lines = [first, renamed].map((passport) => passport?.findings.flatMap((finding) => finding.lines)[0])
  expect(lines.map((line) => String(line).split(':')[0])).toEqual(['log.csv', 'other.csv'])
})

it('tells what a link knows a dataset by once for each mapping, of a small one nothing of its rows', async () => {
  const library = createLibrary(() => Promise.resolve())
  const lines = Array.from({ length: 1200 }, (_, i) => `u${i},${i % 4},${i % 2}`)
  async function printsOf(rows: readonly string[]) {
    const file = new Blob([`user_id,city,click\n${rows.join('\n')}\n`])
    const signal = new AbortController().signal
    const read = await library.importFiles(
      [{ name: 'log.csv', file }],
      READ_SETTINGS,
      () => undefined,
      signal,
    )
    if (read === null || !read.ok) throw new Error(JSON.stringify(read))
    const { id, name, suggested } = read.value
    const ref = { kind: 'upload', id, name } as const
    const of = (schema: Schema) => library.fingerprint(ref, schema, true)
    return { of, schema: suggested, bytes: id }
  }
  const whole = await printsOf(lines)
  const first = await whole.of(whole.schema)
  const reversed = await printsOf([...lines].reverse())
  expect(first).toMatchObject({ kind: 'rows', count: 1200, order: whole.bytes.slice(0, 8) })
  expect(await whole.of(whole.schema)).toBe(first)
  expect(await reversed.of(whole.schema)).toEqual({ ...first, order: reversed.bytes.slice(0, 8) })
  // Without the user few rows differ: for a link nothing is said of them, to hold them against one all is.
  const anonymous = { ...whole.schema, user: null }
  expect(await whole.of(anonymous)).toEqual({ kind: 'random', count: 1200, name: '' })
  const ref = { kind: 'upload', id: whole.bytes, name: '' } as const
  expect(await library.fingerprint(ref, anonymous, false)).toMatchObject({
    rows: first?.kind === 'rows' ? first.rows : '',
    mapped: expect.not.stringMatching(first?.kind === 'rows' ? (first.mapped ?? '') : ''),
  })
  const small = await printsOf(lines.slice(0, 999))
  expect(await small.of(small.schema)).toEqual({ kind: 'random', count: 999, name: '' })
  expect(await library.fingerprint({ kind: 'upload', id: 'gone', name: '' }, small.schema, true)).toBeNull()
})
