import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { byteReader, joined, unzigzag, varint, zigzag } from './bytes.ts'

const whole = fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 2 ** 32 - 1 }))

describe('varints', () => {
  it('give back any whole numbers, one after another', () => {
    fc.assert(
      fc.property(fc.array(whole), (values) => {
        const source = byteReader(joined(values.map(varint)))
        expect(values.map(() => source.varint())).toEqual(values)
        expect(source.left()).toBe(0)
      }),
      { seed: 1 },
    )
  })

  it('take seven bits a byte, the lowest first', () => {
    expect([...varint(127)]).toEqual([127])
    // 300 = 2 · 128 + 44
    expect([...varint(300)]).toEqual([44 + 128, 2])
    expect(varint(2 ** 32 - 1)).toHaveLength(5)
    for (const value of [-1, 0.5, 2 ** 32, Number.NaN]) expect(() => varint(value)).toThrow(RangeError)
  })

  it('that are cut, or too large, are none', () => {
    expect(byteReader(Uint8Array.of(128)).varint()).toBeNull()
    expect(byteReader(Uint8Array.of()).varint()).toBeNull()
    expect(byteReader(Uint8Array.of(255, 255, 255, 255, 255, 1)).varint()).toBeNull()
    expect(byteReader(Uint8Array.of(255, 255, 255, 255, 127)).varint()).toBeNull()
  })

  it('of either sign are short where the number is near 0', () => {
    expect([0, -1, 1, -2, 2].map(zigzag)).toEqual([0, 1, 2, 3, 4])
    fc.assert(
      fc.property(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), (value) => {
        expect(unzigzag(zigzag(value))).toBe(value)
        expect(byteReader(varint(zigzag(value))).signed()).toBe(value)
      }),
      { seed: 2 },
    )
  })
})
