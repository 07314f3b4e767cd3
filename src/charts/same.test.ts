import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isSame } from './same.ts'

const value = fc.jsonValue()

describe('two values', () => {
  it('are the same exactly when they are written the same', () => {
    const sorted = (one: unknown): string => JSON.stringify(one, (_, own) => ordered(own))
    fc.assert(
      fc.property(value, value, (a, b) => {
        expect(isSame(a, structuredClone(a))).toBe(true)
        expect(isSame(a, b)).toBe(sorted(a) === sorted(b))
      }),
      { seed: 61 },
    )
  })
  it('are not the same where one part differs', () => {
    const props = { groups: [{ id: 'a', band: [{ x: 1, mean: 0.5 }] }], floor: null }
    expect(isSame(props, { ...props, floor: 0.6 })).toBe(false)
    expect(isSame(props, { groups: [{ id: 'a', band: [{ x: 1, mean: 0.6 }] }], floor: null })).toBe(false)
    expect(isSame({ a: undefined }, { b: undefined })).toBe(false)
  })
  it('that cannot be looked into are the same only as one', () => {
    const draw = () => 1
    expect(isSame({ draw }, { draw })).toBe(true)
    expect(isSame({ draw }, { draw: () => 1 })).toBe(false)
    expect(isSame(Float32Array.of(1), Float32Array.of(1))).toBe(false)
  })
})

const ordered = (own: unknown): unknown =>
  own !== null && typeof own === 'object' && !Array.isArray(own)
    ? Object.fromEntries(Object.entries(own).sort(([a], [b]) => (a < b ? -1 : 1)))
    : own
