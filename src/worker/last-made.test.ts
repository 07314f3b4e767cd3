import { expect, it } from 'vitest'
import { lastMade } from './last-made.ts'

it('makes a value again only after as many others were asked for', () => {
  const made: string[] = []
  const last = lastMade<string>(2)
  const ask = (key: string) =>
    last(key, () => {
      made.push(key)
      return key.toUpperCase()
    })
  expect(['a', 'b', 'a', 'c', 'a', 'b'].map(ask)).toEqual(['A', 'B', 'A', 'C', 'A', 'B'])
  // b was asked for before a when c came.
  expect(made).toEqual(['a', 'b', 'c', 'b'])
})
