import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  binaryPriors,
  contrast,
  quantile,
  relative,
  WEIGHT_BINS,
  weights,
  weightsByField,
  weightsByValue,
} from './view.ts'

const made = (rows: readonly (readonly number[])[], fields: readonly string[]) =>
  weights({ shape: [rows.length, fields.length], values: Float32Array.from(rows.flat()) }, fields)
const observed = (ids: readonly number[], labels: readonly string[]) => ({
  sceneIds: new Int32Array(ids.length),
  sceneNames: ['all'],
  deciles: new Uint8Array(ids.length),
  plainFields: ['a', 'b'],
  fields: [{ name: 'same_age', roles: ['prior'], labels, ids: Int32Array.from(ids) }],
})

const AXIS = { top: 2, isCeiling: true }

describe('relative weights', () => {
  it('average to 1 over the fields of a row, whatever factor the row has', () => {
    const row = fc.array(fc.double({ min: 0.01, max: 1.99, noNaN: true }), { minLength: 3, maxLength: 3 })
    const factor = fc.double({ min: 0.1, max: 10, noNaN: true })
    fc.assert(
      fc.property(row, factor, (values, times) => {
        const fields = ['a', 'b', 'c']
        const plain = relative(made([values], fields)).values
        const scaled = relative(made([values.map((value) => value * times)], fields)).values
        expect(plain.reduce((a, b) => a + b, 0) / 3).toBeCloseTo(1, 5)
        for (let i = 0; i < 3; i++) expect(scaled[i]).toBeCloseTo(plain[i] ?? 0, 4)
      }),
      { seed: 5 },
    )
  })
})

describe('weights by field', () => {
  const raw = made(
    [
      [0.5, 1.99],
      [0.5, 1.98],
      [0.5, 1.2],
      [0.5, 1.97],
    ],
    ['flat', 'high'],
  )

  it('bins every row once on the fixed axis', () => {
    for (const scale of ['raw', 'relative'] as const) {
      for (const row of weightsByField(raw, scale, AXIS)) {
        expect(row.bins).toHaveLength(WEIGHT_BINS)
        expect(row.bins.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9)
      }
    }
  })
  it('calls a constant weight inert and one at an end of its range saturated', () => {
    const rows = new Map(weightsByField(raw, 'raw', AXIS).map((row) => [row.field, row]))
    expect(rows.get('flat')).toMatchObject({ isInert: true, isSaturated: false, median: 0.5 })
    expect(rows.get('high')).toMatchObject({ isInert: false, isSaturated: true })
  })
  it('puts the field farthest from 1 first', () => {
    const medians = weightsByField(raw, 'raw', AXIS).map((row) => Math.abs(row.median - 1))
    expect(medians).toEqual([...medians].sort((a, b) => b - a))
  })
  it('reports what lies beyond the axis, which only relative weights can', () => {
    const skew = made([[0.01, 0.01, 0.01, 1.9]], ['a', 'b', 'c', 'd'])
    expect(weightsByField(skew, 'raw', AXIS).every((row) => row.beyond === 0)).toBe(true)
    expect(weightsByField(skew, 'relative', AXIS).find((row) => row.field === 'd')?.beyond).toBe(1)
  })
})

describe('the contrast of a binary prior', () => {
  it('is the difference of the two means, missing rows left out', () => {
    // on: (1.4 + 1.6)/2 = 1.5; off: (0.8 + 1.0)/2 = 0.9
    const values = Float32Array.from([1.4, 0.8, 1.6, 1, 7])
    expect(contrast(values, { state: Int8Array.from([1, 0, 1, 0, -1]) })).toBeCloseTo(0.6, 6)
  })
  it('is null where one side has no row', () => {
    expect(contrast(Float32Array.from([1]), { state: Int8Array.from([1]) })).toBeNull()
  })
  it('takes 0 as off in whatever order the vocabulary holds it', () => {
    for (const labels of [
      ['–', '0', '1'],
      ['–', '1', '0'],
    ]) {
      const ids = labels[1] === '0' ? [1, 2, 0] : [2, 1, 0]
      const [prior] = binaryPriors(observed(ids, labels))
      expect(prior).toMatchObject({ on: '1', off: '0' })
      expect([...(prior?.state ?? [])]).toEqual([0, 1, -1])
    }
  })
  it('does not exist for a prior of three values', () => {
    expect(binaryPriors(observed([1, 2, 3], ['–', 'a', 'b', 'c']))).toEqual([])
  })
})

describe('weights by value', () => {
  it('recovers a planted order, with the rows of each value', () => {
    const raw = made(
      [
        [1.5, 1],
        [1.3, 1],
        [0.5, 1],
        [1.1, 1],
      ],
      ['a', 'b'],
    )
    const table = weightsByValue(raw, {
      name: 'gap',
      kind: 'prior',
      labels: ['–', '0', '1', '2'],
      ids: Int32Array.from([1, 1, 3, 2]),
    })
    expect(table.values.map(({ label, rows }) => [label, rows])).toEqual([
      ['0', 2],
      ['1', 1],
      ['2', 1],
    ])
    const means = table.fields[0]?.means ?? []
    expect(means.map((mean) => Number(mean.toFixed(6)))).toEqual([1.4, 1.1, 0.5])
  })
})

describe('a quantile', () => {
  it('is linear between order statistics', () => {
    const sorted = Float32Array.from([1, 2, 3, 4])
    expect([0, 0.5, 1].map((q) => quantile(sorted, q))).toEqual([1, 2.5, 4])
    expect(quantile(new Float32Array(), 0.5)).toBeNaN()
  })
})
