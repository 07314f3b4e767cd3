import { describe, expect, it } from 'vitest'
import { stream } from '../rng.ts'
import type { Column } from './dataset.ts'
import { categoriesOf } from './values.ts'

const numbers = (values: Float64Array): Column => ({ kind: 'numeric', name: 'n', values })

describe('numbers as categories', () => {
  it('are their texts in ascending order, each row the place of its own', () => {
    const random = stream(3, 'values/categories')
    const values = Float64Array.from({ length: 200 }, () =>
      random.int(5) === 0 ? Number.NaN : (random.int(9) - 4) / 2,
    )
    const { codes, levels } = categoriesOf(numbers(values))
    expect(Array.from(codes, (code) => levels[code] ?? 'NaN')).toEqual(Array.from(values, String))
    expect(levels).toEqual([...new Set(levels)].sort((a, b) => Number(a) - Number(b)))
    expect(Math.min(...codes)).toBe(-1)
  })

  it('are made once for a column, and anew for another of the same values', () => {
    const [one, other] = [numbers(Float64Array.of(1, 2)), numbers(Float64Array.of(1, 2))]
    expect(categoriesOf(one)).toBe(categoriesOf(one))
    expect(categoriesOf(other)).not.toBe(categoriesOf(one))
    expect(categoriesOf(other)).toEqual(categoriesOf(one))
  })
})
