import { describe, expect, it } from 'vitest'
import { stream } from '../core/rng.ts'
import { SIMULATED, simulatedRun } from '../testing/simulated-runs.ts'
import { analyseFactorial, type FactorialGroup } from './factorial.ts'

const QUIET = Float64Array.from({ length: 50 }, (_, i) => (i % 2 === 0 ? 1e-6 : -1e-6))
const subsetsOf = (factors: readonly string[]): readonly (readonly string[])[] =>
  Array.from({ length: 2 ** factors.length }, (_, cell) => factors.filter((_, f) => (cell >> f) & 1))

/** One group for each subset, its AUCs given by seed. */
const groupsOf = (
  factors: readonly string[],
  aucOf: (on: readonly string[], seed: number) => number,
  seeds: number,
  noiseOf: (on: readonly string[]) => Float64Array = () => QUIET,
): FactorialGroup[] =>
  subsetsOf(factors).map((on) => {
    const noise = noiseOf(on)
    return {
      on,
      runs: Array.from({ length: seeds }, (_, seed) =>
        simulatedRun(on.join('+'), seed, aucOf(on, seed), noise),
      ),
    }
  })
const effectOf = (analysis: ReturnType<typeof analyseFactorial>, ...factors: string[]) =>
  analysis?.effects.find((row) => row.factors.join() === factors.join())

describe('a 2² plan', () => {
  it('matches the hand-worked case', () => {
    // neither .70, a .72, b .71, both .76. Main a: (.02 + .05)/2; main b: (.01 + .04)/2; a×b: .05 − .02.
    // Shapley is the mean over the two orders: a (.02 + .05)/2, b (.01 + .04)/2, and they sum to .06.
    const levels: Readonly<Record<string, number>> = { '': 0.7, a: 0.72, b: 0.71, 'a+b': 0.76 }
    const seeds = [0, 0.001, -0.001]
    const analysis = analyseFactorial(
      ['a', 'b'],
      groupsOf(['a', 'b'], (on, seed) => (levels[on.join('+')] ?? 0) + (seeds[seed] ?? 0), 3),
      SIMULATED,
    )
    expect(effectOf(analysis, 'a')?.delta).toBeCloseTo(0.035, 10)
    expect(effectOf(analysis, 'b')?.delta).toBeCloseTo(0.025, 10)
    expect(effectOf(analysis, 'a', 'b')?.delta).toBeCloseTo(0.03, 10)
    expect(analysis?.shares.map(({ delta }) => Number(delta.toFixed(10)))).toEqual([0.035, 0.025])
    expect(analysis?.whole.delta).toBeCloseTo(0.06, 10)
    // What a seed adds to all four cancels.
    expect(effectOf(analysis, 'a')?.seedHalf).toBeCloseTo(0, 9)
    expect(analysis).toMatchObject({ seeds: 3, lost: 0, compared: 3, rope: 0.001 })
    expect(effectOf(analysis, 'a', 'b')?.state).toBe('better')
  })
})

describe('a 2^k plan', () => {
  const factors = ['a', 'b', 'c', 'd']

  it('shares out the whole: Shapley shares sum to all on less all off', () => {
    const random = stream(4, 'shapley')
    for (let k = 1; k <= 5; k++) {
      const names = ['a', 'b', 'c', 'd', 'e'].slice(0, k)
      const analysis = analyseFactorial(
        names,
        groupsOf(names, () => 0.7 + 0.1 * random.uniform(), 2),
        SIMULATED,
      )
      const sum = analysis?.shares.reduce((total, { delta }) => total + delta, 0) ?? 0
      expect(sum).toBeCloseTo(analysis?.whole.delta ?? 9, 12)
      expect(analysis?.effects).toHaveLength(k + (k * (k - 1)) / 2)
    }
  })

  it('has Shapley shares that are the mean over all orders', () => {
    const random = stream(5, 'orders')
    const names = ['a', 'b', 'c']
    const values = new Map(subsetsOf(names).map((on) => [on.join('+'), 0.7 + 0.1 * random.uniform()]))
    const levelOf = (on: readonly string[]): number =>
      values.get(names.filter((name) => on.includes(name)).join('+')) ?? Number.NaN
    const analysis = analyseFactorial(names, groupsOf(names, levelOf, 2), SIMULATED)
    const orders = ['abc', 'acb', 'bac', 'bca', 'cab', 'cba'].map((order) => [...order])
    for (const { factor, delta } of analysis?.shares ?? []) {
      const added = orders.map((order) => {
        const before = order.slice(0, order.indexOf(factor))
        return levelOf([...before, factor]) - levelOf(before)
      })
      expect(delta).toBeCloseTo(added.reduce((a, b) => a + b, 0) / 6, 10)
    }
  })

  it('finds planted effects within its intervals and a planted interaction, in 50 trials', () => {
    const random = stream(6, 'planted')
    const main: Readonly<Record<string, number>> = { a: 0.02, b: 0.01, c: 0, d: -0.01 }
    const both = 0.012
    const [seedSd, userSd] = [0.003, 0.002]
    // Of a and b half of `both` is added to each main effect: it comes with the other factor, on in half of the groups.
    const truth: Readonly<Record<string, number>> = {
      ...main,
      a: 0.02 + both / 2,
      b: 0.01 + both / 2,
      'a,b': both,
    }
    let [inside, intervals, flagged] = [0, 0, 0]
    for (let trial = 0; trial < 50; trial++) {
      const off = new Map(subsetsOf(factors).map((on) => [on.join('+'), userSd * random.normal()]))
      const analysis = analyseFactorial(
        factors,
        groupsOf(
          factors,
          (on) =>
            0.7 +
            on.reduce((sum, name) => sum + (main[name] ?? 0), 0) +
            (on.includes('a') && on.includes('b') ? both : 0) +
            (off.get(on.join('+')) ?? 0) +
            seedSd * random.normal(),
          5,
          () => Float64Array.from({ length: 60 }, () => userSd * random.normal()),
        ),
        SIMULATED,
      )
      for (const { factors: names, delta, half } of analysis?.effects ?? []) {
        intervals++
        if (Math.abs(delta - (truth[names.join()] ?? 0)) <= (half ?? 0)) inside++
      }
      if (effectOf(analysis, 'a', 'b')?.state === 'better') flagged++
    }
    expect(intervals).toBe(500)
    expect(inside / intervals).toBeGreaterThanOrEqual(0.9)
    expect(flagged).toBeGreaterThanOrEqual(40)
  })

  it('counts only seeds that every group finished, and calls nothing where one was lost', () => {
    const groups = groupsOf(['a', 'b'], (on, seed) => 0.7 + 0.05 * on.length + 1e-4 * seed * seed, 4)
    const lost = groups.map((group, i) =>
      i === 1
        ? {
            ...group,
            runs: group.runs.map((run, seed) =>
              seed === 3
                ? { ...run, status: { kind: 'ended', reason: 'diverged', step: 1 } as const, report: null }
                : run,
            ),
          }
        : group,
    )
    expect(analyseFactorial(['a', 'b'], groups, SIMULATED)).toMatchObject({ seeds: 4, lost: 0 })
    const analysis = analyseFactorial(['a', 'b'], lost, SIMULATED)
    expect(analysis).toMatchObject({ seeds: 3, lost: 1 })
    expect(effectOf(analysis, 'a')?.state).toBe('not-enough')
    const two = groups.map((group) => ({ ...group, runs: group.runs.slice(0, 2) }))
    expect(effectOf(analyseFactorial(['a', 'b'], two, SIMULATED), 'a')).toMatchObject({
      state: 'too-few-seeds',
      half: null,
    })
  })

  it('has nothing to say while a combination is missing or unfinished', () => {
    const groups = groupsOf(['a', 'b'], () => 0.7, 3)
    expect(analyseFactorial(['a', 'b'], groups.slice(1), SIMULATED)).toBeNull()
    const waiting = groups.map((group, i) => (i === 2 ? { ...group, runs: [] } : group))
    expect(analyseFactorial(['a', 'b'], waiting, SIMULATED)).toBeNull()
    expect(() => analyseFactorial(['a', 'b', 'c', 'd', 'e', 'f'], [], SIMULATED)).toThrow()
  })
})
