import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pack } from '../core/pack.ts'
import type { Snapshot } from '../run/run.ts'
import { deflated } from './deflated.ts'
import { parseReadings, READINGS_VERSION, type Readings, readingsRecord } from './readings.ts'

/** Bits, in order: no NaN and no zero is taken for another. */
const told = ({ snapshots, history }: Readings) => {
  const one = ({ step, shape, values }: Snapshot) => ({
    ...{ step, shape },
    bits: Array.from(new Uint32Array(values.slice().buffer)),
  })
  return {
    snapshots: [...snapshots].map(([tap, own]) => [tap, one(own)]),
    history: [...history].map(([tap, own]) => [tap, own.map(one)]),
  }
}
async function again(readings: Readings): Promise<Readings> {
  const parsed = parseReadings(await readingsRecord(readings))
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error))
  return parsed.value
}
/** Rows of few kinds, of any bits. */
const reading = (step: number): fc.Arbitrary<Snapshot> =>
  fc
    .tuple(fc.nat(3), fc.nat(12), fc.uint32Array({ minLength: 6, maxLength: 6 }), fc.boolean())
    .map(([width, rows, words, isFlat]) => {
      const bits = Uint32Array.from(
        { length: rows * width },
        (_, at) => words[(Math.floor(at / width) % 2) * 3 + (at % width)] as number,
      )
      const shape = isFlat ? [rows * width] : [rows, width]
      return { step, shape, values: new Float32Array(bits.buffer) }
    })

describe('what a run recorded inside', () => {
  it('comes back bit by bit', async () => {
    const taps = fc.tuple(reading(10), reading(20), reading(30), reading(20))
    await fc.assert(
      fc.asyncProperty(taps, async ([a, b, c, d]) => {
        const readings = {
          // The latest is one that was read, the same in values of its own, another, and of a tap without a history.
          snapshots: new Map([
            ['of', b],
            ['copied', { ...c, values: c.values.slice() }],
            ['other', d],
            ['alone', a],
          ]),
          history: new Map([
            ['copied', [a, c]],
            ['of', [a, b]],
            ['other', [a, b]],
            ['none', []],
          ]),
        }
        expect(told(await again(readings))).toEqual(told(readings))
      }),
      { seed: 7, numRuns: 40 },
    )
  })

  it('takes the room of its distinct rows, and none for what is read twice', async () => {
    const noise = Float32Array.from({ length: 16 }, (_, at) => Math.fround(Math.sin(at + 1)))
    const values = Float32Array.from({ length: 1024 * 16 }, (_, at) => noise[at % 16] as number)
    const one = { step: 1, shape: [1024, 16], values }
    const bytes = await readingsRecord({
      snapshots: new Map([['t', one]]),
      history: new Map([['t', [one]]]),
    })
    expect(bytes.length).toBeLessThan(600)
    expect(values.byteLength).toBe(65_536)
    const back = await again({ snapshots: new Map([['t', one]]), history: new Map([['t', [one]]]) })
    expect(back.snapshots.get('t')).toBe(back.history.get('t')?.[0])
  })

  it.each([
    ['rows', { which: Uint16Array.of(0, 7) }],
    ['values', { shape: [3, 1] }],
    ['values, more than there is room for,', { shape: [2, 1e12] }],
    ['bytes', { planes: new Uint8Array(3) }],
  ])('is refused where its %s do not fit', async (_name, change) => {
    const own = { step: 1, shape: [2, 1], which: Uint16Array.of(0, 0), planes: new Uint8Array(4) }
    const record = async (one: object) => {
      const taps = new Map([['t', { readings: [one], latest: 0 }]])
      return pack({ version: READINGS_VERSION, taps: await deflated({ order: ['t'], taps }) })
    }
    expect(parseReadings(await record(own)).ok).toBe(true)
    const parsed = parseReadings(await record({ ...own, ...change }))
    expect(parsed.ok ? [] : parsed.error.map(({ path }) => path)).toEqual(['taps.t'])
  })

  it('takes no more room than it says', async () => {
    const { deflated: bytes } = await deflated(new Uint8Array(1 << 20))
    for (const length of [16, 2 ** 40])
      expect(parseReadings(pack({ version: 1, taps: { length, deflated: bytes } })).ok).toBe(false)
  })
})
