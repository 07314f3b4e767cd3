import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EncodedDataset } from '../data/encoded.ts'
import { auc } from '../metrics/auc.ts'
import { userReplicates } from '../metrics/bootstrap.ts'
import { stream } from '../rng.ts'
import { delongDifference } from './delong.ts'
import { deviation } from './student.ts'

const f32 = (...values: number[]): Float32Array => Float32Array.from(values)
const rows = fc
  .array(
    fc.record({
      y: fc.constantFrom(0, 1),
      a: fc.integer({ min: -4, max: 4 }),
      b: fc.integer({ min: -4, max: 4 }),
    }),
    { minLength: 1, maxLength: 40 },
  )
  .map((list) => ({
    y: Float32Array.from(list, ({ y }) => y),
    a: Float32Array.from(list, ({ a }) => a),
    b: Float32Array.from(list, ({ b }) => b),
  }))

/** The covariance form of 1988, pair by pair: O(n⁺ n⁻). Null with fewer than two rows of a class. */
function byPairs(y: Float32Array, scores: readonly Float32Array[], contrast: readonly number[]) {
  const [positive, negative] = [1, 0].map((label) => [...y.keys()].filter((row) => y[row] === label))
  if (positive === undefined || negative === undefined) return null
  if (positive.length < 2 || negative.length < 2) return null
  const kernel = (s: Float32Array, i: number, j: number): number =>
    Math.sign((s[i] as number) - (s[j] as number)) / 2 + 0.5
  const mean = (values: readonly number[]): number => values.reduce((x, z) => x + z, 0) / values.length
  const components = scores.map((s) => ({
    v: positive.map((i) => mean(negative.map((j) => kernel(s, i, j)))),
    w: negative.map((j) => mean(positive.map((i) => kernel(s, i, j)))),
  }))
  const covariance = (x: readonly number[], z: readonly number[]): number =>
    x.reduce((sum, value, i) => sum + (value - mean(x)) * ((z[i] as number) - mean(z)), 0) / (x.length - 1)
  let variance = 0
  for (const [r, one] of components.entries()) {
    for (const [s, other] of components.entries()) {
      const weight = (contrast[r] as number) * (contrast[s] as number)
      variance += weight * (covariance(one.v, other.v) / positive.length)
      variance += weight * (covariance(one.w, other.w) / negative.length)
    }
  }
  const value = components.reduce((sum, { v }, r) => sum + (contrast[r] as number) * mean(v), 0)
  return { value, variance }
}

/** Of one score: less one that is the same for all rows, whose AUC is ½ without a variance. */
function delongAuc(y: Float32Array, scores: Float32Array) {
  const found = delongDifference(y, scores, new Float32Array(y.length))
  return found === null ? null : { ...found, value: found.value + 0.5 }
}

describe('DeLong', () => {
  it('matches the hand-worked case', () => {
    // Positives at 2, 4 against negatives at 1, 3: V = ½, 1 and W = 1, ½. AUC ¾, s² = ⅛ each, ⅛/2 + ⅛/2.
    expect(delongAuc(f32(0, 1, 0, 1), f32(1, 2, 3, 4))).toEqual({ value: 0.75, variance: 0.125 })
    expect(delongAuc(f32(0, 1, 1), f32(1, 2, 3))).toBeNull()
  })

  it('equals the form by pairs, of one score and of two', () => {
    fc.assert(
      fc.property(rows, ({ y, a, b }) => {
        for (const [found, expected] of [
          [delongAuc(y, a), byPairs(y, [a], [1])],
          [delongDifference(y, a, b), byPairs(y, [a, b], [1, -1])],
        ] as const) {
          if (expected === null) expect(found).toBeNull()
          else {
            expect(found?.value).toBeCloseTo(expected.value, 10)
            expect(found?.variance).toBeCloseTo(expected.variance, 10)
          }
        }
        const area = auc(y, a)
        const found = delongAuc(y, a)
        if (found !== null) expect(found.value).toBeCloseTo(area ?? 9, 10)
      }),
      { seed: 1, numRuns: 120 },
    )
  })

  it('is what the bootstrap finds where every user has one row, and less where users have many', () => {
    const random = stream(2, 'delong')
    const n = 1200
    const y = Float32Array.from({ length: n }, () => Number(random.uniform() < 0.3))
    const [a, b] = [0, 0].map(() => Float32Array.from(y, (label) => label + random.normal())) as [
      Float32Array,
      Float32Array,
    ]
    const expected = Math.sqrt(delongDifference(y, a, b)?.variance ?? 0)
    expect(errorOfDifference(y, a, b, 1) / expected).toBeGreaterThan(0.88)
    expect(errorOfDifference(y, a, b, 1) / expected).toBeLessThan(1.12)
    // Eight rows of a user are one row eight times.
    const copied = [y, a, b].map((values) =>
      Float32Array.from({ length: n }, (_, i) => values[i >> 3] as number),
    )
    const [cy, ca, cb] = copied as [Float32Array, Float32Array, Float32Array]
    const naive = Math.sqrt(delongDifference(cy, ca, cb)?.variance ?? 0)
    expect(errorOfDifference(cy, ca, cb, 8) / naive).toBeGreaterThan(2)
  })
})

/** Standard error over resampled users, each of whom has this many rows in a row. */
function errorOfDifference(y: Float32Array, a: Float32Array, b: Float32Array, rowsOfUser: number): number {
  const none = new Uint32Array(0)
  const encoded = {
    splits: { train: none, valid: none, test: Uint32Array.from(y.keys()) },
    labels: y,
    tasks: [{ id: 'click' }],
    users: Int32Array.from(y, (_, row) => Math.floor(row / rowsOfUser)),
    userCount: Math.ceil(y.length / rowsOfUser),
    sceneIds: new Int32Array(y.length),
    sceneNames: ['one'],
    deciles: new Uint8Array(y.length),
  } as unknown as EncodedDataset
  const [own, base] = [a, b].map((scores) =>
    userReplicates(encoded, 'test', 0, scores, { replicates: 300, seed: 3 }).get('*'),
  )
  return deviation(Array.from(own ?? [], (value, r) => value - (base?.[r] ?? Number.NaN)))
}
