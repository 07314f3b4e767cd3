import { gzipSync } from 'node:zlib'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { describe, expect, it } from 'vitest'
import type { DatasetInfo } from '../core/data/dataset.ts'
import type { Amount } from '../core/data/read-settings.ts'
import { READ_SETTINGS } from '../core/data/read-settings.ts'
import { sha256Text } from '../core/hash.ts'
import type { Issue } from '../core/result.ts'
import { defaultConfig } from '../experiment/defaults.ts'
import { obstaclesOf } from '../experiment/obstacles.ts'
import { readCsv } from '../ingest/read-csv.ts'
import {
  aliCcpFiles,
  aliexpressFiles,
  kuailiveFiles,
  kuairandFiles,
  movielensFiles,
  type PublishedFile,
} from '../testing/published.ts'
import { combined } from './combine-files.ts'
import { readFiles } from './import-files.ts'
import { createLibrary } from './library.ts'
import type { NamedFile } from './protocol.ts'

/** uid,城市 and two rows of it. */
const GB18030_PEOPLE = [
  ...Buffer.from('uid,'),
  0xb3,
  0xc7,
  0xca,
  0xd0,
  ...Buffer.from('\n1,'),
  0xb1,
  0xb1,
  0xbe,
  0xa9,
  ...Buffer.from('\n2,'),
  0xc9,
  0xcf,
  0xba,
  0xa3,
  10,
]

const named = ({ name, text }: PublishedFile): NamedFile => ({ name, file: new Blob([text]) })

/** What the page learns of files that were dropped together, and what a first draft on them meets. */
async function dropped(files: readonly NamedFile[]) {
  const library = createLibrary(() => Promise.resolve())
  const read = await library.importFiles(files, READ_SETTINGS, () => undefined, new AbortController().signal)
  if (read === null) throw new Error('stopped')
  if (!read.ok) throw new Error(JSON.stringify(read.error))
  const info = read.value
  const config = defaultConfig({ kind: 'upload', id: info.id, name: info.name }, info)
  const ready = await library.ready(config.dataset, config.schema, config.split)
  return { info, config, ready, obstacles: obstaclesOf(config) }
}
async function refused(files: readonly NamedFile[]): Promise<readonly Issue[]> {
  const library = createLibrary(() => Promise.resolve())
  const read = await library.importFiles(files, READ_SETTINGS, () => undefined, new AbortController().signal)
  return read === null || read.ok ? [] : read.error
}

/** Nothing stands between the files and training. */
async function trainable(files: readonly NamedFile[]): Promise<DatasetInfo> {
  const { info, ready, obstacles } = await dropped(files)
  expect(obstacles.filter(({ severity }) => severity === 'error')).toEqual([])
  if (ready === null || !ready.ok) throw new Error(JSON.stringify(ready))
  const { rows } = ready.value.prepared
  expect(Math.min(rows.train, rows.valid, rows.test)).toBeGreaterThan(0)
  return info
}
const tasksOf = (info: DatasetInfo): readonly (readonly [string, string | null])[] =>
  info.suggested.tasks.map(({ id, requires }) => [id, requires])
const stepsOf = (info: DatasetInfo) =>
  (info.join?.steps ?? []).map(({ files, matched, total }) => [files[0], matched, total])

describe('KuaiRand', () => {
  const { raw, joined } = kuairandFiles()
  const TASKS = [
    ['is_click', null],
    ['play_time_ms>10000', null],
    ['play_time_ms>30000', 'play_time_ms>10000'],
  ]

  it('is ready to train from one joined table, which stays the file that it is', async () => {
    const info = await trainable([named(joined)])
    expect(info.template).toMatchObject({ id: 'kuairand', notes: [] })
    const { suggested } = info
    expect([suggested.user, suggested.item, suggested.time, suggested.scene]).toEqual([
      'user_id',
      'video_id',
      'time_ms',
      'tab',
    ])
    expect(tasksOf(info)).toEqual(TASKS)
    expect(suggested.filters).toEqual([{ column: 'tab', values: ['1', '0', '4', '6', '2'] }])
    const inputs = suggested.features.map(({ column }) => column)
    expect(inputs).toHaveLength(34)
    expect(inputs.filter((name) => /^is_(click|like|follow)|long_view|play_time/.test(name))).toEqual([])
    expect(info.id).toBe(sha256Text(joined.text))
    expect(info.join).toBeUndefined()
  })

  it('is ready to train from its raw logs and features, in whatever order they come', async () => {
    const info = await trainable(raw.map(named))
    expect(info.template?.id).toBe('kuairand')
    expect(info.rowCount).toBe(600)
    expect(tasksOf(info)).toEqual(TASKS)
    expect(stepsOf(info)).toEqual([
      ['user_features_pure.csv', 600, 600],
      ['video_features_basic_pure.csv', 600, 600],
    ])
    expect(info.columns.find(({ name }) => name === 'author_id')?.kind).toBe('categorical')
    const reversed = await trainable([...raw].reverse().map(named))
    expect(reversed).toEqual(info)
  })

  it('keeps tasks that its rows can teach, and says which it left', async () => {
    const text = joined.text
      .split('\n')
      .filter((line, i) => i === 0 || line.split(',')[6] === '1')
      .join('\n')
    const { info } = await dropped([{ name: 'clicked.csv', file: new Blob([text]) }])
    expect(tasksOf(info)).toEqual(TASKS.slice(1))
    expect(info.template?.notes.map(({ code, params }) => [code, params.task])).toEqual([
      ['template.taskLeft', 'is_click'],
    ])
  })
})

describe('KuaiLive', () => {
  const files = kuailiveFiles()

  it('is ready to train from its CSV files, joined by their keys', async () => {
    const info = await trainable(files.map(named))
    expect(info.template?.id).toBe('kuailive')
    expect(info.rowCount).toBe(500)
    expect(tasksOf(info)).toEqual([
      ['is_click', null],
      ['watch_live_time>10000', 'is_click'],
      ['watch_live_time>30000', 'watch_live_time>10000'],
      ['is_comment', 'is_click'],
      ['is_like', 'is_click'],
      ['is_gift', 'is_click'],
    ])
    const clicks = info.columns.find(({ name }) => name === 'is_click')
    expect(clicks?.top.map(({ rows }) => rows)).toEqual([333, 167])
    expect(stepsOf(info).filter(([, matched, total]) => matched !== total)).toEqual([])
    expect(stepsOf(info)).toHaveLength(6)
    const roles = (role: 'unbiased' | 'prior') =>
      info.suggested.features.filter((one) => one.roles.includes(role)).map(({ column }) => column)
    expect(roles('unbiased')).toEqual(['user_gender', 'user_age', 'user_country'])
    expect(roles('prior')).toEqual(['same_gender', 'same_age', 'same_country'])
  })

  it('has no click to learn from clicks alone, and says so', async () => {
    const info = await trainable(files.filter(({ name }) => name !== 'negative.csv').map(named))
    expect(tasksOf(info)[0]).toEqual(['watch_live_time>10000', null])
    expect(info.template?.notes.map(({ code }) => code)).toEqual(['template.taskLeft'])
  })
})

describe('MovieLens', () => {
  const { dat, csv } = movielensFiles()
  const TASKS = [
    ['rating>3.5', null],
    ['rating>4.5', 'rating>3.5'],
  ]

  it('is ready to train from .dat files without a header, titles in letters of one byte or in UTF-8', async () => {
    const latin = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0))
    const info = await trainable(dat.map(({ name, text }) => ({ name, file: new Blob([latin(text)]) })))
    const later = await trainable(dat.map(({ name, text }) => ({ name, file: new Blob([text]) })))
    const files = (one: DatasetInfo) => one.join?.files.map(({ source, ...file }) => [file, source?.encoding])
    const [inLatin, inUtf8] = [info, later].map((one) => files(one) ?? [])
    expect(inLatin?.map(([, encoding]) => encoding)).toEqual(['windows-1252', 'utf-8', 'utf-8'])
    expect(inUtf8?.map(([, encoding]) => encoding)).toEqual(dat.map(() => 'utf-8'))
    expect(later.source).toEqual({ ...info.source, encoding: 'utf-8' })
    expect(inUtf8?.map(([file]) => file)).toEqual(inLatin?.map(([file]) => file))
    const join = info.join === undefined ? {} : { join: info.join }
    expect({ ...later, ...join, id: info.id, source: info.source }).toEqual(info)
    expect(later.id).not.toBe(info.id)
    expect(info.template?.id).toBe('movielens')
    expect(info.rowCount).toBe(400)
    expect(tasksOf(info)).toEqual(TASKS)
    expect(info.columns.find(({ name }) => name === 'title')?.examples[0]).toMatch(
      /^"Quoted" at first: Amélie/,
    )
    expect(info.columns.find(({ name }) => name === 'occupation')?.kind).toBe('categorical')
    expect(info.suggested.features.map(({ column }) => column)).toEqual([
      'gender',
      'age',
      'occupation',
      'genres',
    ])
    expect(info.issueCount).toBe(0)
  })

  it('is ready to train from its CSV form, and leaves tags out', async () => {
    const info = await trainable(csv.map(named))
    expect(info.template?.id).toBe('movielens')
    expect(tasksOf(info)).toEqual(TASKS)
    expect(info.join?.files.map(({ name, role }) => [name, role])).toEqual([
      ['movies.csv', 'side'],
      ['ratings.csv', 'log'],
      ['tags.csv', 'leftOut'],
    ])
    expect(info.columns.map(({ name }) => name)).not.toContain('tag')
  })

  it('reads ratings.dat that has a header after all as the table it is', async () => {
    const text = 'user_id,movie_id,click\n1,2,1\n3,4,0\n'
    const { info } = await dropped([{ name: 'ratings.dat', file: new Blob([text]) }])
    expect(info.columns.map(({ name }) => name)).toEqual(['user_id', 'movie_id', 'click'])
  })
})

describe('AliExpress', () => {
  it('is ready to train, split as it was published', async () => {
    const info = await trainable(aliexpressFiles().map(named))
    expect(info.template?.id).toBe('aliexpress')
    expect(tasksOf(info)).toEqual([
      ['click', null],
      ['conversion', 'click'],
    ])
    expect(info.suggested.request).toBe('search_id')
    expect(info.suggested.features).toHaveLength(79)
    expect(info.template?.split).toEqual({ kind: 'boundaries', column: 'part', trainTo: 0, validTo: 1 })
    const parts = info.columns.find(({ name }) => name === 'part')?.top
    expect(parts?.map(({ value, rows }) => [value, rows])).toEqual([
      ['0', 360],
      ['2', 100],
      ['1', 40],
    ])
  })

  it('is ready to train from one of its files, dealt at random for want of a better column', async () => {
    const info = await trainable(aliexpressFiles().slice(0, 1).map(named))
    expect(info.template?.split.kind).toBe('random')
  })
})

describe('Ali-CCP', () => {
  const { flat, raw } = aliCcpFiles()
  const TASKS = [
    ['click', null],
    ['purchase', 'click'],
  ]

  it('is ready to train from the tables of benchmarks', async () => {
    const info = await trainable(flat.map(named))
    expect(info.template?.id).toBe('ali-ccp')
    expect(info.suggested.scene).toBe('301')
    expect(tasksOf(info)).toEqual(TASKS)
    expect(info.columns.find(({ name }) => name === '206')?.kind).toBe('categorical')
    expect(info.template?.split.kind).toBe('boundaries')
  })

  it('is ready to train from a skeleton and the common features it points to', async () => {
    const info = await trainable(raw.map(named))
    expect(info.template?.id).toBe('ali-ccp')
    expect(info.rowCount).toBe(300)
    expect(stepsOf(info)).toEqual([['common_features_train.csv', 300, 300]])
    expect(info.columns.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['101', '205', 'D508', '109_14']),
    )
  })

  it('lets a chain go that a row breaks, and counts the rows', async () => {
    const [train] = flat
    if (train === undefined) throw new Error('no file')
    const broken = train.text.replace(/^0,0,/m, '0,1,')
    const { info } = await dropped([{ name: 'ali_ccp_train.csv', file: new Blob([broken]) }])
    expect(tasksOf(info)[1]).toEqual(['purchase', null])
    expect(info.template?.notes).toMatchObject([{ code: 'template.chainLeft', params: { count: 1 } }])
  })
})

describe('files that no template knows', () => {
  const log = { name: 'log.csv', text: 'uid,item,ts,click\n1,a,1,0\n2,b,2,1\n3,a,3,1\n1,b,4,0\n' }
  const users = { name: 'people.csv', text: 'uid,age\n1,30\n2,40\n' }

  it('are one dataset by the columns that they share, its name and hash made of all', async () => {
    const { info } = await dropped([named(users), named(log)])
    expect(info.template).toBeUndefined()
    expect(info.name).toBe('log.csv + 1')
    expect(info.id).not.toBe(sha256Text(log.text))
    expect(info.join?.steps[0]).toMatchObject({ keys: ['uid'], matched: 3, total: 4 })
    const { info: other } = await dropped([
      named(log),
      { ...named(users), file: new Blob([`${users.text}3,50\n`]) },
    ])
    expect(other.id).not.toBe(info.id)
  })

  it('are refused where two of them are the same', async () => {
    const issues = await refused([named(log), { ...named(log), name: 'copy.csv' }])
    expect(issues.map(({ code, path }) => [code, path])).toEqual([['join.sameFile', 'log.csv']])
  })

  it('are drawn by whole users where the log is too long, and called otherwise then', async () => {
    const rows = Array.from({ length: 60 }, (_, i) => `${i % 12},a,${i},${i % 2}`)
    const long = await readCsv(new Blob([`uid,item,ts,click\n${rows.join('\n')}\n`]).stream(), 'log.csv')
    const side = await readCsv(new Blob([users.text]).stream(), 'people.csv')
    if (!long?.ok || !side?.ok) throw new Error('not read')
    const of = (amount: Amount, most: number) => {
      const read = combined([side.value, long.value], amount, most)
      if (!read.ok) throw new Error(JSON.stringify(read.error))
      return read.value.dataset
    }
    const draw = { kind: 'draw', seed: 1, user: null } as const
    const [all, short, drawn] = [of({ kind: 'all' }, 30), of(draw, 60), of(draw, 30)]
    expect(short).toEqual(all)
    expect(all.source?.draw).toBeNull()
    expect(drawn.source?.draw).toMatchObject({ user: 'uid', seed: 1, rows: { of: 60 } })
    expect(drawn.rowCount % 5).toBe(0)
    expect(drawn.rowCount).toBeLessThan(60)
    expect(drawn.id).not.toBe(all.id)
    const refusal = combined([side.value, long.value], { ...draw, user: 'nobody' }, 30)
    expect(refusal.ok ? [] : refusal.error.map(({ code }) => code)).toEqual(['csv.noUserColumn'])
  })

  it('say what each of them was read as, and together what they have in common', async () => {
    const of = (text: string) => ({ ...named(log), file: new Blob([text]) })
    const chinese = { name: 'people.csv', file: new Blob([Uint8Array.from(GB18030_PEOPLE)]) }
    const parquet = parquetWriteBuffer({
      columnData: [
        { name: 'uid', data: [1, 2], type: 'DOUBLE' },
        { name: 'age', data: [30, 40], type: 'DOUBLE' },
      ],
    })
    const told = async (...files: readonly NamedFile[]) => {
      const { info } = await dropped(files)
      const { format, encoding } = info.source ?? {}
      return [format, encoding, info.join?.files.map(({ source }) => source?.encoding ?? source?.format)]
    }
    const packed = { name: 'people.parquet', file: new Blob([parquet]) }
    expect(await told(of(log.text), named(users))).toEqual(['text', 'utf-8', ['utf-8', 'utf-8']])
    expect(await told(of(log.text), chinese)).toEqual(['text', null, ['utf-8', 'gb18030']])
    expect(await told(of(log.text), packed)).toEqual(['mixed', 'utf-8', ['utf-8', 'parquet']])
    const packedLog = parquetWriteBuffer({
      columnData: ['uid', 'item', 'ts', 'click'].map((name) => ({ name, data: [1, 2, 1], type: 'DOUBLE' })),
    })
    const logs = { name: 'log.parquet', file: new Blob([packedLog]) }
    expect(await told(logs, packed)).toEqual(['parquet', null, ['parquet', 'parquet']])
  })

  it('are refused together beyond a size, packed or not, and read just below it', async () => {
    const total = users.text.length + log.text.length
    const told = async (files: readonly NamedFile[], mostBytes: number) => {
      const read = await readFiles(files, READ_SETTINGS, () => undefined, { mostBytes })
      if (read === null) throw new Error('stopped')
      return read.ok ? read.value.dataset.rowCount : read.error.map(({ path, code }) => [path, code])
    }
    const plain = [named(users), named(log)]
    expect(await told(plain, total)).toBe(4)
    expect(await told(plain, total - 1)).toEqual([['file', 'join.tooLarge']])
    // Small on the disk, and only seen to be too large when it is unpacked.
    const zeros = { name: 'log.csv.gz', file: new Blob([gzipSync(log.text + '1,a,5,0\n'.repeat(1000))]) }
    expect(zeros.file.size).toBeLessThan(1000)
    expect(await told([named(users), zeros], 2000)).toEqual([['log.csv.gz, file', 'join.tooLarge']])
    expect(await told([named(users), zeros], total + 8000)).toBe(1004)
    // One file alone is drawn of instead.
    expect(await told([named(log)], 1)).toBe(4)
  })

  it('name the file in every issue', async () => {
    const ragged = { name: 'people.csv', text: `${users.text}7\n` }
    const { info } = await dropped([named(log), named(ragged)])
    expect(info.issues.map(({ path, code }) => [path, code])).toEqual([['people.csv, line 4', 'csv.ragged']])
    expect((await refused([named(log), { name: 'empty.csv', file: new Blob([]) }]))[0]).toMatchObject({
      path: 'empty.csv, line 1',
      code: 'csv.empty',
    })
  })
})
