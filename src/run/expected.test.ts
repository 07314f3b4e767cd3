import { describe, expect, it } from 'vitest'
import { stream } from '../core/rng.ts'
import { SIMULATED, simulatedGroups } from '../testing/simulated-runs.ts'
import { compareGroups } from './compare.ts'
import { detectableBefore, SAMPLE_SPREADS, spreadsOf } from './expected.ts'
import measured from './sample-spreads.json' with { type: 'json' }

describe('before a plan has run', () => {
  it('the sample’s spreads are those of its measured differences', () => {
    for (const { values, seedDeviation } of measured.differences) {
      expect(values).toHaveLength(measured.seeds.length)
      const mean = values.reduce((a, b) => a + b) / values.length
      const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
      expect(seedDeviation).toBeCloseTo(Math.sqrt(squares / (values.length - 1)), 12)
    }
    const own = measured.differences.map(({ seedDeviation }) => seedDeviation)
    expect(own).toContain(SAMPLE_SPREADS.seedDeviation)
    expect(SAMPLE_SPREADS.source).toBe('sample')
  })

  it('detects less with fewer seeds, more groups, and more looks; nothing below three seeds', () => {
    const plain = detectableBefore(SAMPLE_SPREADS, { seeds: 5, comparisons: 1 }) ?? 0
    expect(detectableBefore(SAMPLE_SPREADS, { seeds: 3, comparisons: 1 })).toBeGreaterThan(plain)
    expect(detectableBefore(SAMPLE_SPREADS, { seeds: 10, comparisons: 1 })).toBeLessThan(plain)
    expect(detectableBefore(SAMPLE_SPREADS, { seeds: 5, comparisons: 4 })).toBeGreaterThan(plain)
    const adaptive = { maxSeeds: 5 }
    expect(detectableBefore(SAMPLE_SPREADS, { seeds: 5, comparisons: 1, adaptive })).toBeGreaterThan(plain)
    expect(detectableBefore(SAMPLE_SPREADS, { seeds: 2, comparisons: 1 })).toBeNull()
  })

  it('says what it says afterwards, when the spreads are those that were seen', () => {
    const world = simulatedGroups(
      stream(1, 'expected'),
      { a: 0, b: 0.001 },
      { seedDeviation: 0.003, userDeviation: 0.002 },
    )
    world.fill(5)
    const spreads = spreadsOf(world.groups, 'a', SIMULATED)
    expect(spreads.source).toBe('runs')
    const after = compareGroups(world.groups, 'a', SIMULATED).rows[1]?.detectable ?? 0
    expect(detectableBefore(spreads, { seeds: 5, comparisons: 1 })).toBeCloseTo(after, 10)
    expect(spreadsOf([], 'a', SIMULATED)).toBe(SAMPLE_SPREADS)
  })
})
