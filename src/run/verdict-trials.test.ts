import { describe, expect, it } from 'vitest'
import { adaptiveTrials, fixedTrials } from '../testing/verdict-trials.ts'

// The full forms, with bounds as tight as 2,000 comparisons allow, are in `npm run bench:verdicts`.
const TRIALS = 500
/** More of 500 are called in one simulation of a thousand, where .05 are expected. */
const MOST_CALLED = 0.082
const scatter = { seedDeviation: 0.003, replicates: 100 }

describe('verdicts of simulated plans', () => {
  it.each([3, 5, 10])('of %i seeds without a difference are seldom better or worse', (seeds) => {
    const name = `null/${seeds}`
    const alone = fixedTrials(seeds, { ...scatter, userDeviation: 0, trials: TRIALS, delta: 0, name })
    expect(alone.called).toBeLessThan(MOST_CALLED)
    expect(alone.called).toBeGreaterThan(0.02)
    // The same data with z in place of t: with three seeds 19 in 100 are called.
    if (seeds === 3) expect(1 - alone.coveredByZ).toBeGreaterThan(2 * MOST_CALLED)
  })

  it.each([3, 5, 10])('of %i seeds have intervals that hold the true difference', (seeds) => {
    const userDeviation = 0.003 / Math.sqrt(seeds)
    const name = `coverage/${seeds}`
    const { covered } = fixedTrials(seeds, { ...scatter, userDeviation, trials: TRIALS, delta: 0.004, name })
    expect(covered).toBeGreaterThan(0.93)
    expect(covered).toBeLessThan(0.995)
  })
})

describe('verdicts that stop when settled', () => {
  const rules = { ...scatter, userDeviation: 0, trials: 150, delta: 0, name: 'adaptive' }

  it('are seldom false', () => {
    expect(adaptiveTrials(7, false, rules).called).toBeLessThan(0.082)
  }, 30_000)

  it('would often be false at the interval of a fixed plan', () => {
    expect(adaptiveTrials(7, true, rules).called).toBeGreaterThan(0.1)
  }, 30_000)

  it('find a large difference, with fewer seeds than they might have spent', () => {
    const { called, seeds } = adaptiveTrials(12, false, { ...rules, delta: 0.01, trials: 40 })
    expect(called).toBeGreaterThan(0.95)
    expect(seeds).toBeLessThan(9)
  }, 30_000)
})
