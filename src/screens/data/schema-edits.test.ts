import { describe, expect, it } from 'vitest'
import type { Schema } from '../../core/data/schema.ts'
import { ROLES, roleOf, withMark, withRole } from './roles.ts'
import { freeTaskId, withoutTask, withRenamedTask } from './tasks.ts'

const schema: Schema = {
  user: 'uid',
  item: 'room',
  time: 'ts',
  scene: 'tab',
  tasks: [
    { id: 'click', column: 'click', above: null, requires: null },
    { id: 'long', column: 'watch', above: 30, requires: 'click' },
  ],
  features: [
    { column: 'age', source: 'user', roles: ['unbiased'] },
    { column: 'genre', source: 'item', roles: ['prior'] },
  ],
  filters: [],
}

describe('roles of columns', () => {
  it('are what they were set to, for every role and column', () => {
    for (const column of ['uid', 'age', 'genre', 'new']) {
      for (const role of ROLES) expect(roleOf(withRole(schema, column, role), column)).toBe(role)
    }
  })

  it('are held by one column alone where they are unique', () => {
    const changed = withRole(schema, 'age', 'user')
    expect(changed.user).toBe('age')
    expect(roleOf(changed, 'uid')).toBe('ignored')
    expect(changed.features.map(({ column }) => column)).toEqual(['genre'])
  })

  it('keep a feature in its place and its marks when its source changes, but for a mark that its source cannot have', () => {
    expect(withRole(schema, 'age', 'feature-context').features[0]).toEqual({
      column: 'age',
      source: 'context',
      roles: [],
    })
    expect(withRole(schema, 'genre', 'feature-user').features[1]?.roles).toEqual(['prior'])
  })

  it('set and take away marks', () => {
    const marked = withMark(schema, 'genre', 'unbiased', true)
    expect(marked.features[1]?.roles).toEqual(['prior', 'unbiased'])
    expect(withMark(marked, 'genre', 'unbiased', false)).toEqual(schema)
  })
})

describe('tasks', () => {
  it('get a name that no other task has', () => {
    expect(freeTaskId(schema, 'like')).toBe('like')
    expect(freeTaskId(schema, 'click')).toBe('click (2)')
  })

  it('that go leave no requirement behind', () => {
    expect(withoutTask(schema, 'click').tasks).toEqual([{ ...schema.tasks[1], requires: null }])
  })

  it('keep their chain under another name', () => {
    expect(withRenamedTask(schema, 'click', 'tap').tasks.map(({ id, requires }) => [id, requires])).toEqual([
      ['tap', null],
      ['long', 'tap'],
    ])
  })
})
