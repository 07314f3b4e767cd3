import { describe, expect, it } from 'vitest'
import { stream } from '../rng.ts'
import { type Points, squaredDistance } from './compactness.ts'
import { aligned, alignment } from './procrustes.ts'

const cloud = (rows: number, width: number, name: string): Points => {
  const rng = stream(1, name)
  return { rows, width, values: Float32Array.from({ length: rows * width }, () => rng.normal()) }
}
const columns = (points: Points, order: readonly number[], signs: readonly number[]): Points => ({
  ...points,
  values: Float32Array.from({ length: points.values.length }, (_, i) => {
    const [r, c] = [Math.floor(i / points.width), i % points.width]
    return (signs[c] as number) * (points.values[r * points.width + (order[c] as number)] as number)
  }),
})
/** Turned by an angle in the plane of the first two dimensions. */
const turned = (points: Points, angle: number): Points => ({
  ...points,
  values: Float32Array.from({ length: points.values.length }, (_, i) => {
    const [r, c] = [Math.floor(i / points.width), i % points.width]
    const [x, y] = [points.values[r * points.width] as number, points.values[r * points.width + 1] as number]
    if (c === 0) return Math.cos(angle) * x - Math.sin(angle) * y
    if (c === 1) return Math.sin(angle) * x + Math.cos(angle) * y
    return points.values[i] as number
  }),
})
const scaled = (points: Points, by: number, shift: number): Points => ({
  ...points,
  values: points.values.map((x) => by * x + shift),
})
const furthest = (a: Points, b: Points): number => {
  let most = 0
  for (const [i, value] of a.values.entries())
    most = Math.max(most, Math.abs(value - (b.values[i] as number)))
  return most
}
const distance = (a: Points, b: Points): number => {
  let sum = 0
  for (let i = 0; i < a.rows; i++) sum += squaredDistance(a, i, b, i)
  return sum
}

describe('alignment', () => {
  const target = cloud(60, 4, 'target')

  it('brings a copy that is turned, reflected, scaled and moved back to 1e-6', () => {
    const copies = [
      scaled(turned(target, 1.1), 3, 7),
      scaled(columns(target, [0, 1, 2, 3], [1, -1, 1, 1]), 0.25, -2),
      turned(columns(target, [2, 0, 3, 1], [1, 1, -1, 1]), -2.5),
    ]
    for (const copy of copies)
      expect(furthest(aligned(copy, alignment(copy, target)), target)).toBeLessThan(1e-6)
  })

  it('is not beaten by any other turn or scale', () => {
    const other = cloud(60, 4, 'other')
    const found = alignment(other, target)
    const best = distance(aligned(other, found), target)
    for (const angle of [-0.2, 0.01, 0.3]) {
      expect(
        distance(aligned(turned(other, angle), { ...found, from: [0, 0, 0, 0] }), target),
      ).toBeGreaterThan(best)
    }
    for (const by of [0.9, 1.1]) {
      expect(distance(aligned(other, { ...found, scale: found.scale * by }), target)).toBeGreaterThan(best)
    }
  })

  it('embeds the narrower in the wider without changing its distances but for scale', () => {
    const flat = cloud(60, 2, 'flat')
    const { scale } = alignment(flat, target)
    const moved = aligned(flat, alignment(flat, target))
    expect(moved.width).toBe(4)
    expect(Math.sqrt(squaredDistance(moved, 0, moved, 1))).toBeCloseTo(
      scale * Math.sqrt(squaredDistance(flat, 0, flat, 1)),
      5,
    )
  })

  it('only moves points that do not vary, and refuses other numbers of points', () => {
    const still: Points = { rows: 60, width: 4, values: new Float32Array(240).fill(2) }
    const moved = aligned(still, alignment(still, target))
    expect([...moved.values.subarray(0, 4)]).toEqual([...moved.values.subarray(4, 8)])
    expect(() => alignment(cloud(3, 4, 'few'), target)).toThrow(RangeError)
  })
})
