import { describe, expect, it } from 'vitest'
import { stream } from '../core/rng.ts'
import { sampleConfig } from '../experiment/defaults.ts'
import { SIMULATED, simulatedGroups, simulatedRun } from '../testing/simulated-runs.ts'
import { type AdaptiveOptions, nextSeed } from './adaptive.ts'
import { compareGroups } from './compare.ts'
import type { GroupRuns } from './comparison.ts'
import { queuedRun } from './run.ts'

const SEEDS = [11, 12, 13, 14, 15, 16, 17, 18]
const options: AdaptiveOptions = { maxSeeds: 8, seeds: SEEDS }
const NOISE = Float64Array.from({ length: 50 }, (_, i) => (i % 2 === 0 ? 1e-5 : -1e-5))

/** A group with these test AUCs, on the plan's first seeds. */
const group = (groupId: string, values: readonly number[], noise = NOISE): GroupRuns => ({
  groupId,
  runs: values.map((value, i) => simulatedRun(groupId, SEEDS[i] as number, value, noise)),
})
const next = (groups: readonly GroupRuns[], change: Partial<AdaptiveOptions> = {}) =>
  nextSeed(groups, 'a', SIMULATED, { ...options, ...change })
const A = group('a', [0.7, 0.71, 0.72])
const FAR = group('far', [0.75, 0.7601, 0.7699])
const NEAR = group('near', [0.71, 0.7105, 0.722])
const NEARER = group('nearer', [0.71, 0.69, 0.73])

describe('the next seed', () => {
  it('first gives everybody three pairs, the baseline before its partner', () => {
    const groups = [group('a', []), group('b', []), group('c', [])]
    const order: string[] = []
    let left = groups
    for (let i = 0; i < 9; i++) {
      const found = next(left)
      expect(found).toMatchObject({ settled: false, reason: 'first-seeds' })
      const { groupId, seed } = found.next ?? { groupId: '', seed: 0 }
      order.push(`${groupId}${seed}`)
      left = left.map((one) =>
        one.groupId === groupId
          ? { ...one, runs: [...one.runs, simulatedRun(groupId, seed, 0.7, NOISE)] }
          : one,
      )
    }
    expect([...order].sort()).toEqual(
      ['a', 'b', 'c'].flatMap((id) => SEEDS.slice(0, 3).map((seed) => `${id}${seed}`)),
    )
    for (const [i, name] of order.entries()) {
      if (!name.startsWith('a')) expect(order.indexOf(`a${name.slice(1)}`)).toBeLessThan(i)
    }
  })

  it('goes where the verdict is least settled, and leaves alone what is settled', () => {
    const state = (id: string) =>
      compareGroups([A, FAR, NEAR, NEARER], 'a', SIMULATED, { adaptive: { maxSeeds: 8 } }).rows.find(
        ({ groupId }) => groupId === id,
      )?.state
    expect([state('far'), state('near'), state('nearer')]).toEqual(['better', 'not-enough', 'not-enough'])
    expect(next([A, FAR, NEAR, NEARER])).toEqual({
      settled: false,
      next: { groupId: 'a', seed: 14 },
      reason: 'least-settled',
    })
    const more = group('a', [0.7, 0.71, 0.72, 0.71])
    expect(next([more, FAR, NEAR, NEARER]).next).toEqual({ groupId: 'nearer', seed: 14 })
    expect(next([A, FAR])).toEqual({ settled: true, next: null, reason: 'settled' })
  })

  it('takes a run that waits for given', () => {
    const waiting = (one: GroupRuns): GroupRuns => ({
      ...one,
      runs: [...one.runs, queuedRun(`${one.groupId}|14`, { ...sampleConfig(), seed: 14 })],
    })
    expect(next([waiting(A), NEAR]).next).toEqual({ groupId: 'near', seed: 14 })
    expect(next([waiting(A), waiting(NEAR)]).next).toEqual({ groupId: 'a', seed: 15 })
  })

  it('ends with the budget and with the seeds', () => {
    expect(next([A, NEAR], { runsLeft: 0 })).toEqual({ settled: false, next: null, reason: 'budget-spent' })
    expect(next([A, NEAR], { maxSeeds: 3 })).toEqual({ settled: false, next: null, reason: 'seeds-spent' })
    expect(next([A, FAR], { runsLeft: 0 }).reason).toBe('settled')
  })

  it('does not spend seeds on what only more users, or no lost seed, would settle', () => {
    const loud = NOISE.map((z) => z * 2000)
    const groups = [A, group('b', [0.702, 0.7121, 0.722], loud)]
    expect(next(groups)).toEqual({ settled: false, next: null, reason: 'beyond-seeds' })
    const lost = {
      ...simulatedRun('far', 14, 0.1, NOISE),
      status: { kind: 'ended', reason: 'diverged', step: 5 } as const,
    }
    expect(next([A, { ...FAR, runs: [...FAR.runs, lost] }]).reason).toBe('beyond-seeds')
  })

  it('does not spend seeds on groups of other rows', () => {
    const elsewhere = NEAR.runs.map((run) => ({
      ...run,
      config: { ...run.config, split: { kind: 'random', valid: 0.1, test: 0.1 } as const },
    }))
    expect(next([A, { ...NEAR, runs: elsewhere }]).reason).toBe('beyond-seeds')
  })
})

describe('an adaptive comparison', () => {
  it('has wider intervals, larger p-values, and says so', () => {
    const world = simulatedGroups(
      stream(2, 'wide'),
      { a: 0, b: 0.002 },
      { seedDeviation: 0.003, userDeviation: 0.001 },
    )
    world.fill(5)
    const fixed = compareGroups(world.groups, 'a', SIMULATED)
    const wide = compareGroups(world.groups, 'a', SIMULATED, { adaptive: { maxSeeds: 10 } })
    const [a, b] = [fixed.rows[1], wide.rows[1]]
    expect(b?.delta).toBe(a?.delta)
    expect(b?.half).toBeGreaterThan(a?.half ?? 1)
    expect(b?.p).toBeGreaterThan(a?.p ?? 1)
    expect([a?.adaptive, b?.adaptive]).toEqual([false, true])
    expect([fixed.adaptive, wide.adaptive]).toEqual([null, { maxSeeds: 10 }])
    // Its p-value is below α exactly where its interval leaves 0 out.
    expect((b?.p ?? 1) < 0.05).toBe(Math.abs(b?.delta ?? 0) > (b?.half ?? 0))
  })
})
