import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyConfig } from '../testing/plans.ts'
import { sampleConfig } from './defaults.ts'
import { diffConfigs, groupName } from './diff.ts'
import { designOf, factorial, factorsOf, MOST_FACTORS } from './factorial.ts'
import { configHash } from './hash.ts'
import { parseExperiment } from './parse.ts'
import { isWithin, LEAST_VALUES, MOST_VALUES, suggestedValues, sweepables, swept } from './sweep.ts'

const sample = sampleConfig()
const optional = factorsOf(sample)

describe('a sweep', () => {
  it('of any setting of any draft is of valid configs that differ from the draft in that setting alone', () => {
    fc.assert(
      fc.property(anyConfig, fc.nat(), (draft, pick) => {
        const all = sweepables(draft)
        const setting = all[pick % all.length]
        if (setting === undefined) throw new Error('a draft without settings')
        const values = suggestedValues(setting)
        const configs = swept(draft, { kind: 'sweep', path: setting.path, values })
        expect(configs[0]).toBe(draft)
        expect(configs).toHaveLength(new Set([...values, setting.value]).size)
        expect(new Set(configs.map(configHash)).size).toBe(configs.length)
        for (const config of configs.slice(1)) {
          expect(parseExperiment(config)).toEqual({ ok: true, value: config })
          expect(diffConfigs(draft, config).map(({ path }) => path)).toEqual([setting.path])
        }
      }),
      { seed: 1, numRuns: 30 },
    )
  })

  it('begins with two to eight values within the range, the draft’s own among them', () => {
    fc.assert(
      fc.property(anyConfig, (draft) => {
        for (const setting of sweepables(draft)) {
          const values = suggestedValues(setting)
          expect(values.length).toBeGreaterThanOrEqual(LEAST_VALUES)
          expect(values.length).toBeLessThanOrEqual(MOST_VALUES)
          expect(values).toContain(setting.value)
          expect(values.every((value) => isWithin(setting.spec, value))).toBe(true)
        }
      }),
      { seed: 2, numRuns: 10 },
    )
  })

  it('halves and doubles a number as far as its range goes', () => {
    const of = (path: string) => suggestedValues(sweepables(sample).find((one) => one.path === path) as never)
    expect(of('modules.user-clusters.clusters')).toEqual([4, 8, 16, 32, 64])
    expect(of('training.learningRate')).toEqual([0.0025, 0.005, 0.01, 0.02, 0.04])
    // 0.7 doubled is beyond 0.99.
    expect(of('model.idShrinkPerEpoch')).toEqual([0.175, 0.35, 0.7])
    expect(of('training.patience')).toEqual([1, 2, 4, 8, 16])
    // Nothing can be halved at 0: the ends of the range.
    expect(of('modules.user-clusters.topK')).toEqual([0, 64])
    expect(of('modules.user-clusters.mode')).toEqual(['e2e', 'ntm', 'ema'])
  })

  it('leaves out what is out of range, and is the draft alone where the setting is off', () => {
    const path = 'modules.user-clusters.clusters'
    expect(swept(sample, { kind: 'sweep', path, values: [16, 1, 4.5, 9999, 8] })).toHaveLength(2)
    const { 'user-clusters': _off, ...modules } = sample.modules
    const without = { ...sample, modules }
    expect(swept(without, { kind: 'sweep', path, values: [4, 8] })).toEqual([without])
  })
})

describe('a factorial', () => {
  it('holds every subset of its factors once, the draft first', () => {
    for (let k = 1; k <= optional.length; k++) {
      const factors = optional.slice(0, k)
      const configs = factorial(sample, { kind: 'factorial', factors })
      expect(configs[0]).toBe(sample)
      const subsets = configs.map(({ modules }) => factors.filter((id) => modules[id] !== undefined).join())
      expect(new Set(subsets).size).toBe(2 ** k)
      expect(configs).toHaveLength(2 ** k)
    }
  })

  it('takes five factors at most, and none that is off', () => {
    const all = factorial(sample, { kind: 'factorial', factors: ['debias', ...optional] })
    expect(all).toHaveLength(2 ** Math.min(optional.length, MOST_FACTORS))
  })

  it('gives each group a name of its own', () => {
    const configs = factorial(sample, { kind: 'factorial', factors: optional })
    const names = configs.map((config) => groupName(sample, config))
    expect(new Set(names).size).toBe(names.length)
  })
})

describe('the design of groups', () => {
  const factors = optional.slice(0, 3)
  const configs = factorial(sample, { kind: 'factorial', factors })

  it('finds the factors and, for every subset, its group, whatever the order and whatever else is there', () => {
    const other = { ...sample, training: { ...sample.training, epochs: 3 } }
    const shuffled = [configs[0], other, ...configs.slice(1).reverse()].flatMap((one) => one ?? [])
    const design = designOf(shuffled)
    expect(design?.factors).toEqual(factors)
    for (const [bits, cell] of (design?.cells ?? []).entries()) {
      const on = factors.filter((_id, i) => (bits & (1 << i)) !== 0)
      expect(factors.filter((id) => shuffled[cell]?.modules[id] !== undefined)).toEqual(on)
    }
    expect(design?.cells).toHaveLength(8)
  })

  it('is none while a cell is missing, of one factor, or of groups that differ otherwise', () => {
    expect(designOf(configs.slice(0, -1))).toBeNull()
    expect(designOf(factorial(sample, { kind: 'factorial', factors: factors.slice(0, 1) }))).toBeNull()
    expect(
      designOf(
        configs.map((config, i) =>
          i === 3 ? { ...config, split: { kind: 'random', valid: 0.1, test: 0.1 } } : config,
        ),
      ),
    ).toBeNull()
    expect(designOf([])).toBeNull()
  })
})
