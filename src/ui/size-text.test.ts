import { expect, it } from 'vitest'
import { sizeText } from './size-text.ts'

it('a size is told in the unit that keeps its number short', () => {
  expect([0, 999, 1000, 999_499, 1_234_567, 987_000_000, 2_500_000_000].map(sizeText)).toEqual([
    '0 B',
    '999 B',
    '1 kB',
    '999 kB',
    '1.2 MB',
    '987.0 MB',
    '2.5 GB',
  ])
})
