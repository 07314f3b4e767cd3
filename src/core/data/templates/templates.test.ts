import { describe, expect, it } from 'vitest'
import { templateTexts } from '../../../i18n/template-texts.ts'
import { tableOf } from '../../../testing/tables.ts'
import { fits, headlessOf, planOf, recognise } from './recognise.ts'
import type { Template } from './template.ts'
import { TEMPLATE_IDS } from './template.ts'
import { TEMPLATES, templateOf } from './templates.ts'

const tables = TEMPLATES.map((template) => [template.id, template] as const)

describe('every template', () => {
  it('is listed once, by its id', () => {
    expect(TEMPLATES.map(({ id }) => id)).toEqual(TEMPLATE_IDS)
  })

  it.each(tables)('%s names no column twice and reads none that it predicts', (_, template) => {
    const { user, item, time, scene, features, tasks } = template
    const roles = [user, item, time, scene].filter((name) => name !== null)
    const read = [...roles, ...features.map(({ column }) => column)]
    expect(new Set(read).size).toBe(read.length)
    const predicted = tasks.map(({ column }) => column)
    expect(read.filter((name) => predicted.includes(name))).toEqual([])
    for (const { left, right } of template.derived)
      expect(predicted.includes(left) || predicted.includes(right)).toBe(false)
  })

  it.each(tables)('%s requires tasks that stand before', (_, { tasks }) => {
    for (const [i, { requires }] of tasks.entries())
      expect(requires === null || tasks.slice(0, i).some(({ id }) => id === requires)).toBe(true)
  })

  it.each(tables)('%s knows each of its files by the first part that fits', (_, template) => {
    const names: Readonly<Record<string, string>> = {
      test: 'x_test.csv',
      valid: 'x_val.csv',
      train: 'x_train.csv',
    }
    for (const file of template.files) {
      const part = file.id.split('-').at(-1) as string
      const table = tableOf(names[part] ?? `${file.id}.csv`, columnsOf(file.columns))
      expect(template.files.find((one) => fits(one, table))?.id).toBe(file.id)
    }
  })

  it.each(tables)(
    '%s has a text for its name, what it is about, and each meaning; no other',
    async (id, own) => {
      const texts = Object.keys(await templateTexts('en')).filter((key) => key.startsWith(`${id}.`))
      const wanted = ['name', 'about', ...own.meanings].map((key) => `${id}.${key}`)
      expect(texts.sort()).toEqual(wanted.sort())
    },
  )
})

const columnsOf = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, [1]]))
const head = (name: string, columns: readonly string[]) => tableOf(name, columnsOf(columns))
const idOf = (template: Template | null) => template?.id ?? null

describe('recognition', () => {
  it('needs a log: tables of users and items alone are nobody’s', () => {
    const users = templateOf('kuairand').files.find(({ id }) => id === 'users')
    expect(recognise([head('users.csv', users?.columns ?? [])])).toBeNull()
  })

  it('takes no ordinary table for a published one', () => {
    const columns = ['user_id', 'item_id', 'ts', 'scene', 'gender', 'genre', 'click', 'watch_sec']
    expect(recognise([head('click.csv', columns), head('train.csv', ['search_id', 'click'])])).toBeNull()
  })

  it('takes the template that knows most of the files', () => {
    const live = templateOf('kuailive').files.map((file) => head(`${file.id}.csv`, file.columns))
    const ratings = head('ratings.csv', ['userId', 'movieId', 'rating', 'timestamp'])
    expect(idOf(recognise([ratings, ...live]))).toBe('kuailive')
    expect(idOf(recognise([ratings]))).toBe('movielens')
  })

  it('tells parts of a split by whole words of their names', () => {
    const { log, parts } = planOf(
      templateOf('aliexpress'),
      ['latest_train.csv', 'NL_test.csv', 'validation.csv'].map((name) =>
        head(name, templateOf('aliexpress').files[0]?.columns ?? []),
      ),
    )
    expect(log.map(({ table }) => table)).toEqual([0, 2, 1])
    expect(parts).toEqual([0, 1, 2])
  })

  it('joins a table freely whose key these logs lack', () => {
    const { files } = templateOf('ali-ccp')
    const flat = files.find(({ id }) => id === 'flat-train')?.columns ?? []
    const common = files.find(({ id }) => id === 'common')?.columns ?? []
    const plan = planOf(templateOf('ali-ccp'), [head('a_train.csv', flat), head('common.csv', common)])
    expect(plan.sides).toEqual([])
    expect(plan.free).toEqual([1])
  })

  it('reads files without a header by their whole name', () => {
    expect(headlessOf('ml-1m/ratings.dat')?.columns).toEqual(['userId', 'movieId', 'rating', 'timestamp'])
    expect(headlessOf('users.dat.gz')?.delimiter).toBe('::')
    expect(headlessOf('sample_skeleton_test.csv')?.columns).toHaveLength(6)
    expect([headlessOf('my_ratings.dat'), headlessOf('ratings.csv'), headlessOf('notes.txt')]).toEqual([
      null,
      null,
      null,
    ])
  })
})
