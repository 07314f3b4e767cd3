import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { allRows, bytePlanes, distinctRows, fromBytePlanes } from './rows.ts'

const bits = (values: Float32Array | null): readonly number[] =>
  Array.from(new Uint32Array(values?.slice().buffer ?? new ArrayBuffer(0)))
/** Any bits: every NaN, both zeros. */
const floats = (constraints: fc.IntArrayConstraints) =>
  fc.uint32Array(constraints).map((words) => new Float32Array(words.slice().buffer))

describe('distinct rows', () => {
  it('are those that differ in a bit, in the order in which they come', () => {
    const values = Float32Array.of(1, 0, 1, -0, 1, 0, Number.NaN, 2, 1, 0, Number.NaN, 2, 1, -0)
    const found = distinctRows(values, 2)
    expect([...(found?.which ?? [])]).toEqual([0, 1, 0, 2, 0, 2, 1])
    expect(bits(found?.rows ?? null)).toEqual(bits(Float32Array.of(1, 0, 1, -0, Number.NaN, 2)))
  })

  it('give back every bit of all rows', () => {
    const few = fc
      .nat(4)
      .chain((width) =>
        fc.tuple(
          fc.constant(width + 1),
          fc.array(floats({ minLength: width + 1, maxLength: width + 1 }), { minLength: 1, maxLength: 3 }),
          fc.array(fc.nat(2), { minLength: 8, maxLength: 40 }),
        ),
      )
    fc.assert(
      fc.property(few, ([width, rows, order]) => {
        const values = Float32Array.from({ length: order.length * width })
        for (const [at, row] of order.entries())
          values.set(rows[row % rows.length] as Float32Array, at * width)
        const found = distinctRows(values, width)
        expect(found).not.toBeNull()
        expect(found === null ? [] : bits(allRows(found, width))).toEqual(bits(values))
      }),
      { seed: 5, numRuns: 100 },
    )
  })

  it('tell rows apart that share a hash', () => {
    // FNV-1a over words: ((o ^ a) p ^ b) p is the same for both.
    const p = 0x01000193
    const step = (word: number) => Math.imul(0x811c9dc5 ^ word, p)
    const words = [1, 7, 2, step(1) ^ 7 ^ step(2)]
    const twice = new Float32Array(new Uint32Array([...words, ...words]).buffer)
    expect([...(distinctRows(twice, 2)?.which ?? [])]).toEqual([0, 1, 0, 1])
  })

  it('are not worth their index where most rows differ, and have none beyond 16 bits', () => {
    expect(distinctRows(Float32Array.of(1, 2, 3, 3), 1)).toBeNull()
    expect(distinctRows(new Float32Array(65_537), 1)).toBeNull()
    expect(distinctRows(new Float32Array(65_536), 1)?.rows).toEqual(new Float32Array(1))
    expect(distinctRows(new Float32Array(0), 0)).toBeNull()
  })

  it('that are not there give back nothing', () => {
    expect(allRows({ rows: new Float32Array(4), which: Uint16Array.of(0, 2) }, 2)).toBeNull()
  })
})

describe('byte planes', () => {
  it('hold the first bytes first, and give back every bit', () => {
    const values = new Float32Array(Uint32Array.of(0x04030201, 0x08070605).buffer)
    expect([...bytePlanes(values)]).toEqual([1, 5, 2, 6, 3, 7, 4, 8])
    fc.assert(
      fc.property(floats({ maxLength: 20 }), (any) => {
        expect(bits(fromBytePlanes(bytePlanes(any)))).toEqual(bits(any))
      }),
      { seed: 6, numRuns: 100 },
    )
    expect(fromBytePlanes(new Uint8Array(3))).toBeNull()
  })
})
