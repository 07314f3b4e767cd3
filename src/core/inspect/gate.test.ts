import { describe, expect, it } from 'vitest'
import { aboveMean } from './gate.ts'

describe('rows that lean on a branch more than their scene does', () => {
  it('are those above the mean: worked by hand', () => {
    expect(aboveMean(Float32Array.of(0.25, 0.75, 0.5, 1, 0))).toEqual({ mean: 0.5, places: [1, 3] })
  })

  it('are some and not all wherever gates differ', () => {
    const { places } = aboveMean(Float32Array.of(0.9, 0.9, 0.9, 0.1))
    expect(places).toEqual([0, 1, 2])
  })

  it('cannot be told where a gate is the same for every row, but for rounding', () => {
    expect(aboveMean(Float32Array.of(0.4, 0.4, 0.4)).places).toBeNull()
    expect(aboveMean(Float32Array.of(0.4, 0.400001, 0.399999)).places).toBeNull()
    expect(aboveMean(Float32Array.of(0.4, 0.4001)).places).toEqual([1])
  })
})
