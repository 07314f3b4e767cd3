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

it('makes a promise that failed again, and no other', async () => {
  const last = lastMade<Promise<number>>(2)
  let tries = 0
  const ask = () =>
    last('a', () => (++tries === 1 ? Promise.reject(new Error('no')) : Promise.resolve(tries)))
  await expect(ask()).rejects.toThrow('no')
  expect([await ask(), await ask()]).toEqual([2, 2])
})
