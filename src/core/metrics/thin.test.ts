import { expect, it } from 'vitest'
import { isThin } from './thin.ts'

it('rows are thin below 30 of either class, whichever it is', () => {
  const rows = 1000
  expect([0, 29, 30, 970, 971, rows].map((positives) => isThin({ rows, positives }))).toEqual([
    ...[true, true, false],
    ...[false, true, true],
  ])
})
