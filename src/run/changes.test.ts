import { describe, expect, it } from 'vitest'
import { changeOf } from './changes.ts'

const reading = (step: number, shape: readonly number[], ...values: number[]) => ({
  step,
  shape,
  values: Float32Array.from(values),
})

describe('how a tap changed', () => {
  it('is the length of the difference over the length before, and the share of rows with another maximum', () => {
    const before = reading(10, [2, 2], 3, 0, 0, 4)
    // ‖(0, 1, 0, 4) − (3, 0, 0, 4)‖ = √10, ‖before‖ = 5; the maximum of the first row moves.
    expect(changeOf(before, reading(20, [2, 2], 0, 1, 0, 4))).toEqual({
      step: 20,
      drift: Math.sqrt(10) / 5,
      churn: 0.5,
    })
    expect(changeOf(before, { ...before, step: 20 })).toEqual({ step: 20, drift: 0, churn: 0 })
  })
  it('has no churn where rows have no entries to choose from', () => {
    expect(changeOf(reading(1, [2], 1, 0), reading(2, [2], 1, 1))).toMatchObject({ churn: null, drift: 1 })
    expect(changeOf(reading(1, [2, 1], 1, 0), reading(2, [2, 1], 1, 0))?.churn).toBeNull()
  })
  it('is unknown between readings out of order or of other shapes', () => {
    expect(changeOf(reading(2, [2], 1, 0), reading(2, [2], 1, 1))).toBeNull()
    expect(changeOf(reading(1, [2], 1, 0), reading(2, [1], 1))).toBeNull()
  })
})
