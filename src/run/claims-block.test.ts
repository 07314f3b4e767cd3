import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Claims, FATES, LEVELS } from './claims.ts'
import { decodeClaims, encodeClaims } from './claims-block.ts'

const TASKS = ['watch_sec>10', '点击']
const GROUPS = 3
const SEEDS = 4
const SHAPE = { groups: GROUPS, seeds: SEEDS, tasks: TASKS }
const per = <T>(count: number, value: fc.Arbitrary<T>) =>
  fc.array(value, { minLength: count, maxLength: count })
/** Numbers that a block holds as they are. */
const level = fc.integer({ min: 0, max: LEVELS }).map((steps) => steps / LEVELS)
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null })
const task = fc.constantFrom(...TASKS)
const count = fc.integer({ min: 0, max: 2 ** 31 })

const cell = fc.record({
  task,
  slice: maybe(fc.constantFrom('activity=low', 'scene=房间', 'scene=🎚')),
  metric: fc.constantFrom('auc' as const, 'gauc' as const),
  rows: count,
  positives: count,
  users: count,
  values: per(GROUPS, per(SEEDS, maybe(level))),
  errors: per(GROUPS - 1, maybe(level)).map((errors) => [null, ...errors]),
})
const half = (scale: number, most: number) => maybe(fc.integer({ min: 0, max: most }).map((h) => h / scale))
const curve = fc
  .array(fc.tuple(fc.nat(1e6), fc.integer({ min: 0, max: 1e4 }), half(1e4, 1e4)), { maxLength: 24 })
  .map((points) =>
    points.sort(([a], [b]) => a - b).map(([x, mean, own]) => ({ x, mean: mean / 1e4, half: own })),
  )
const decile = maybe(fc.record({ mean: level, half: half(1e3, 254) }))
const anyClaims: fc.Arbitrary<Claims> = fc.record({
  fates: per(GROUPS, per(SEEDS, fc.constantFrom(...FATES))),
  deleted: per(GROUPS, fc.nat(SEEDS)),
  cells: fc.array(cell, { maxLength: 6 }),
  curves: maybe(fc.record({ task, groups: per(GROUPS, curve) })),
  deciles: maybe(fc.record({ task, groups: per(GROUPS, per(10, decile)) })),
})

describe('the block of results', () => {
  it('gives back any claims that it can hold exactly', () => {
    fc.assert(
      fc.property(anyClaims, (claims) => {
        expect(decodeClaims(encodeClaims(claims, SHAPE), SHAPE)).toEqual(claims)
      }),
      { seed: 1, numRuns: 200 },
    )
  })

  it('is none when it is cut anywhere, or goes on', () => {
    fc.assert(
      fc.property(
        anyClaims,
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (claims, share) => {
          const bytes = encodeClaims(claims, SHAPE)
          expect(decodeClaims(bytes.subarray(0, Math.floor(share * bytes.length)), SHAPE)).toBeNull()
          expect(decodeClaims(Uint8Array.from([...bytes, 0]), SHAPE)).toBeNull()
        },
      ),
      { seed: 2, numRuns: 200 },
    )
  })

  it('never claims what no run can say, whatever its bytes', () => {
    fc.assert(
      fc.property(anyClaims, fc.nat(), fc.integer({ min: 1, max: 255 }), (claims, place, flip) => {
        const bytes = encodeClaims(claims, SHAPE)
        const at = place % bytes.length
        bytes[at] = (bytes[at] as number) ^ flip
        const read = decodeClaims(bytes, SHAPE)
        if (read === null) return
        const numbers = [
          ...read.cells.flatMap(({ values, errors }) => [...values.flat(), ...errors]),
          ...(read.curves?.groups.flat().map(({ mean }) => mean) ?? []),
          ...(read.deciles?.groups.flat().map((one) => one?.mean ?? null) ?? []),
        ]
        for (const value of numbers) expect(value === null || (value >= 0 && value <= 1)).toBe(true)
        expect(read.fates.flat().every((fate) => FATES.includes(fate))).toBe(true)
      }),
      { seed: 3, numRuns: 500 },
    )
  })

  it('rounds errors and half-widths up: nothing reads surer than it was', () => {
    const claims: Claims = {
      fates: Array.from({ length: GROUPS }, () => Array.from({ length: SEEDS }, () => 'finished' as const)),
      deleted: [0, 0, 0],
      cells: [
        {
          task: '点击',
          slice: null,
          metric: 'auc',
          rows: 100,
          positives: 40,
          users: 50,
          values: Array.from({ length: GROUPS }, () => [0.70001, 0.70002, 0.70003, 0.70004]),
          errors: [null, 1e-9, 0.001234567],
        },
      ],
      curves: { task: '点击', groups: [[{ x: 10, mean: 0.61237, half: 0.00001 }], [], []] },
      deciles: null,
    }
    const read = decodeClaims(encodeClaims(claims, SHAPE), SHAPE)
    const [, first, second] = read?.cells[0]?.errors ?? []
    expect(first).toBeGreaterThanOrEqual(1e-9)
    expect(second).toBeGreaterThanOrEqual(0.001234567)
    expect(second).toBeLessThan(0.001234567 + 1 / LEVELS)
    expect(read?.curves?.groups[0]).toEqual([{ x: 10, mean: 0.6124, half: 0.0001 }])
  })
})
