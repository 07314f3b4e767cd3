import { expect, it } from 'vitest'
import { stackedLayers } from './stacked.ts'

it('stacks what is above 0 upwards and what is below it downwards, and leaves gaps out', () => {
  const layers = stackedLayers([
    [1, 2, null],
    [-1, 3, 4],
    [2, -4, -1],
  ])
  expect(layers).toEqual([
    [[0, 1], [0, 2], null],
    [
      [0, -1],
      [2, 5],
      [0, 4],
    ],
    [
      [1, 3],
      [0, -4],
      [0, -1],
    ],
  ])
})

it('reaches, at each place, from the sum of the negative parts to that of the positive ones', () => {
  const parts = [
    [0.5, -0.25, 1],
    [0.25, 0.5, -1],
    [-0.125, 0.75, 2],
  ]
  const ends = stackedLayers(parts)
  for (let i = 0; i < 3; i++) {
    const at = ends.flatMap((layer) => layer[i] ?? [])
    const sums = (sign: 1 | -1) =>
      parts.reduce((sum, part) => sum + (Math.sign(part[i] ?? 0) === sign ? (part[i] ?? 0) : 0), 0)
    expect([Math.max(0, ...at), Math.min(0, ...at)]).toEqual([sums(1), sums(-1)])
  }
})
