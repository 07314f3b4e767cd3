import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { jaccard, movedShare, sharedCounts } from './overlap.ts'

const ONE = [0, 0, 0, 1, 1, 2]
const OTHER = [1, 1, 0, 0, 0, 2]

describe('what two groupings share', () => {
  it('matches the hand-worked example', () => {
    const counts = sharedCounts(ONE, OTHER, [3, 4])
    expect(counts).toEqual([
      [1, 2, 0, 0],
      [2, 0, 0, 0],
      [0, 0, 1, 0],
    ])
    // {1,2,3} with {3,4,5}: 1 of 5; with {1,2}: 2 of 3. {4,5} with {3,4,5}: 2 of 3. {6} with itself: 1.
    expect(jaccard(counts)).toEqual([
      [1 / 5, 2 / 3, 0, 0],
      [2 / 3, 0, 0, 0],
      [0, 0, 1, 0],
    ])
    // Matched 0–1, 1–0, 2–2: five of six stay.
    expect(movedShare(counts)).toBeCloseTo(1 / 6, 12)
  })

  it('equals the definition by sets', () => {
    const groups = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 12, maxLength: 12 })
    fc.assert(
      fc.property(groups, groups, (a, b) => {
        const indices = jaccard(sharedCounts(a, b, [4, 4]))
        const members = (of: number[], group: number) =>
          new Set(of.flatMap((own, i) => (own === group ? [i] : [])))
        for (const [i, row] of indices.entries()) {
          for (const [j, value] of row.entries()) {
            const [x, y] = [members(a, i), members(b, j)]
            const union = new Set([...x, ...y]).size
            const both = [...x].filter((thing) => y.has(thing)).length
            expect(value).toBeCloseTo(union === 0 ? 0 : both / union, 12)
          }
        }
      }),
      { seed: 1 },
    )
  })

  it('moves nobody where only names change', () => {
    const renamed = ONE.map((group) => (group + 1) % 3)
    expect(movedShare(sharedCounts(ONE, renamed, [3, 3]))).toBe(0)
    expect(movedShare([])).toBe(0)
  })

  it('refuses groups that are not there', () => {
    expect(() => sharedCounts([0], [5], [1, 2])).toThrow(RangeError)
    expect(() => sharedCounts([0, 1], [0], [2, 2])).toThrow(RangeError)
  })
})
