import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pack, unpack } from './pack.ts'

const leaf = fc.oneof(
  fc.double(),
  fc.string(),
  fc.boolean(),
  fc.constant(null),
  fc.float32Array({ maxLength: 5 }),
  fc.float64Array({ maxLength: 5 }),
  fc.int32Array({ maxLength: 5 }),
  fc.uint32Array({ maxLength: 5 }),
  fc.uint16Array({ maxLength: 5 }),
  fc.uint8Array({ maxLength: 9 }),
)
const key = fc.oneof(fc.constantFrom('$', '__proto__', 'a', ''), fc.string({ maxLength: 4 }))
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof({ maxDepth: 4 }, leaf, tie('list'), tie('map'), tie('record')),
  list: fc.array(tie('tree'), { maxLength: 4 }),
  map: fc.array(fc.tuple(key, tie('tree')), { maxLength: 4 }).map((pairs) => new Map(pairs)),
  record: fc.array(fc.tuple(key, tie('tree')), { maxLength: 4 }).map((pairs) => Object.fromEntries(pairs)),
}))

describe('packed data', () => {
  it('comes back as it was, numbers without a JSON form and keys of ill will included', () => {
    fc.assert(
      fc.property(tree, (value) => {
        expect(unpack(pack(value))).toEqual({ ok: true, value })
      }),
      { seed: 1, numRuns: 300 },
    )
  })

  it('gives no object a prototype of its own', () => {
    const back = unpack(pack(JSON.parse('{"__proto__": {"polluted": 1}, "constructor": {"prototype": {}}}')))
    const value = back.ok ? back.value : null
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
    expect(Object.keys(value as object)).toEqual(['__proto__', 'constructor'])
    expect('polluted' in (value as object)).toBe(false)
    expect('polluted' in {}).toBe(false)
  })

  it('copies its arrays: one that is read holds no other', () => {
    const back = unpack(pack({ large: new Float32Array(1000), small: new Float32Array(1) }))
    const { small } = (back.ok ? back.value : {}) as { readonly small: Float32Array }
    expect(small.buffer.byteLength).toBe(4)
  })

  it('reads bytes that were cut anywhere, or changed anywhere in the text, as damaged or as plain data', () => {
    const whole = pack({ a: [1, new Float32Array([1, 2, 3])], b: new Map([['c', new Uint8Array(3)]]) })
    for (let length = 0; length < whole.length; length++) {
      const cut = unpack(whole.subarray(0, length))
      // Zeros at the end belong to no array.
      if (length < whole.length - 5) expect(cut.ok).toBe(false)
    }
    const outcomes = { plain: 0, damaged: 0 }
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), (at, byte) => {
        const changed = whole.slice()
        changed[at] = byte
        const read = unpack(changed)
        outcomes[read.ok ? 'plain' : 'damaged']++
        // What is read can be kept again as it is.
        if (read.ok) expect(unpack(pack(read.value))).toEqual(read)
        else expect(read.error.map(({ code }) => code)).toEqual(['stored.damaged'])
      }),
      { seed: 2, numRuns: 500 },
    )
    expect(Math.min(outcomes.plain, outcomes.damaged)).toBeGreaterThan(50)
  })

  it('leaves out what is undefined, as JSON does', () => {
    expect(unpack(pack({ a: undefined, b: 1 }))).toEqual({ ok: true, value: { b: 1 } })
  })
})
