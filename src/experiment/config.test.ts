import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyConfig } from '../testing/plans.ts'
import type { ExperimentConfig } from './config.ts'
import { sampleConfig } from './defaults.ts'
import { diffConfigs, groupName, settingsTable } from './diff.ts'
import { addOneIn, controls, leaveOneOut } from './groups.ts'
import { configHash, runHash } from './hash.ts'
import { migrate } from './migrate.ts'
import { parseExperiment } from './parse.ts'
import { patchBetween, patched } from './patch.ts'

const sample = sampleConfig()
const without = (id: keyof ExperimentConfig['modules']): ExperimentConfig => {
  const { [id]: _off, ...modules } = sample.modules
  return { ...sample, modules }
}
const trained = (change: Partial<ExperimentConfig['training']>): ExperimentConfig => ({
  ...sample,
  training: { ...sample.training, ...change },
})
const clustered = (change: object): ExperimentConfig =>
  ({
    ...sample,
    modules: { ...sample.modules, 'user-clusters': { ...sample.modules['user-clusters'], ...change } },
  }) as ExperimentConfig

/** Path and code of each issue. */
function refusals(input: unknown): string[] {
  const result = parseExperiment(input)
  return result.ok ? [] : result.error.map(({ path, code }) => `${path} ${code}`)
}

describe('parseExperiment', () => {
  it('gives back every config that it accepts', () => {
    fc.assert(
      fc.property(anyConfig, (config) => {
        expect(parseExperiment(JSON.parse(JSON.stringify(config)))).toEqual({ ok: true, value: config })
      }),
      { seed: 1, numRuns: 100 },
    )
  })

  it('fills what is left out by defaults', () => {
    const { schema, split, dataset } = sample
    const result = parseExperiment({ version: 1, dataset, schema, split })
    expect(result.ok && result.value.training.epochs).toBe(15)
    expect(result.ok && Object.keys(result.value.modules)).toEqual(['interactions'])
  })

  it.each([
    ['no object', 7, ['experiment experiment.expected']],
    ['an unknown key', { ...sample, colour: 1 }, ['experiment.colour experiment.unknownKey']],
    ['an unknown module', { ...sample, modules: { crystal: {} } }, ['modules.crystal experiment.unknownKey']],
    ['a batch too small', trained({ batchSize: 3 }), ['training.batchSize setting.int']],
    ['a fraction of an epoch', trained({ epochs: 1.5 }), ['training.epochs setting.int']],
    [
      'a rate that is text',
      { ...sample, training: { learningRate: '1' } },
      ['training.learningRate setting.float'],
    ],
    ['clusters beyond 64', clustered({ clusters: 65 }), ['modules.user-clusters.clusters setting.int']],
    ['a seed below 0', { ...sample, seed: -1 }, ['seed experiment.expected']],
    [
      'an unknown split',
      { ...sample, split: { kind: 'moon', column: 'ts' } },
      ['split.kind experiment.expected'],
    ],
    ['a newer version', { ...sample, version: 99 }, ['version experiment.newer']],
  ])('names the place and the fault of %s', (_, input, wanted) => {
    expect(refusals(input)).toEqual(wanted)
  })

  it('lists every fault at once', () => {
    expect(refusals({ ...sample, seed: -1, training: { batchSize: 3, epochs: 0 } })).toHaveLength(3)
  })
})

describe('migrate', () => {
  it('climbs the ladder one version at a time', () => {
    const steps = {
      1: (config: object) => ({ ...config, a: 1 }),
      2: (config: object) => ({ ...config, b: 'a' in config }),
    }
    expect(migrate({ version: 1 }, steps, 3)).toEqual({ ok: true, value: { version: 3, a: 1, b: true } })
    expect(migrate({ version: 3 }, steps, 3)).toEqual({ ok: true, value: { version: 3 } })
  })
})

describe('configHash', () => {
  it('does not see names, seeds or the order of keys, and sees every setting', () => {
    const turned = Object.fromEntries(Object.entries(sample).reverse()) as unknown as ExperimentConfig
    for (const same of [turned, { ...sample, name: 'other' }, { ...sample, seed: 9 }])
      expect(configHash(same)).toBe(configHash(sample))
    const others = [trained({ epochs: 3 }), without('prior-gate'), clustered({ temperature: 2 })]
    expect(new Set([sample, ...others].map(configHash)).size).toBe(4)
  })

  it('with the seed is the identity of a run', () => {
    expect(runHash({ ...sample, seed: 9 })).not.toBe(runHash(sample))
  })
})

describe('a patch', () => {
  it('between two configs turns the first into the second', () => {
    fc.assert(
      fc.property(anyConfig, anyConfig, (a, b) => {
        const back = parseExperiment(JSON.parse(JSON.stringify(patched(a, patchBetween(a, b)))))
        expect(back).toEqual({ ok: true, value: b })
      }),
      { seed: 2, numRuns: 100 },
    )
  })

  it('between equal configs is empty', () => {
    expect(patchBetween(sample, sampleConfig())).toEqual({})
  })
})

describe('diffConfigs', () => {
  it('of a config with itself is empty, seeds and names aside', () => {
    fc.assert(
      fc.property(anyConfig, (config) => {
        expect(diffConfigs(config, { ...config, seed: 5, name: 'x' })).toEqual([])
      }),
      { seed: 3, numRuns: 30 },
    )
  })

  it('names exactly what changed', () => {
    expect(diffConfigs(sample, trained({ batchSize: 256 }))).toEqual([
      { path: 'training.batchSize', label: 'Batch size', base: '512', other: '256' },
    ])
    const off = diffConfigs(sample, without('scene-routing')).map(({ path }) => path)
    expect(off[0]).toBe('modules.scene-routing')
    expect(off.every((path) => path.startsWith('modules.scene-routing'))).toBe(true)
  })

  it('is turned round by turning it round', () => {
    fc.assert(
      fc.property(anyConfig, anyConfig, (a, b) => {
        const turned = diffConfigs(b, a).map(({ path, base, other }) => `${path} ${other} ${base}`)
        const plain = diffConfigs(a, b).map(({ path, base, other }) => `${path} ${base} ${other}`)
        expect(new Set(turned)).toEqual(new Set(plain))
      }),
      { seed: 4, numRuns: 30 },
    )
  })

  it('rests on a table with one row per setting', () => {
    const rows = settingsTable([sample, without('prior-gate')])
    expect(new Set(rows.map(({ path }) => path)).size).toBe(rows.length)
    expect(rows.find(({ path }) => path === 'modules.prior-gate')?.values).toEqual(['on', null])
  })
})

describe('groupName', () => {
  it('says what differs from the baseline, or what is on', () => {
    expect(groupName(sample, sample)).toBe('Full model')
    expect(groupName(sample, without('user-clusters'))).toBe('− Clusters')
    expect(groupName(without('user-clusters'), sample)).toBe('+ Clusters')
    expect(groupName(sample, clustered({ clusters: 32 }))).toBe('Clusters K = 32')
    const bare = { ...sample, modules: { interactions: sample.modules.interactions } } as ExperimentConfig
    expect(groupName(bare, bare)).toBe('Base model')
    expect(groupName(sample, trained({ batchSize: 256, epochs: 2, patience: 1, learningRate: 0.1 }))).toMatch(
      /and 2 more$/,
    )
  })
})

describe('plans made from a draft', () => {
  const optional = Object.keys(sample.modules).length - 1

  it('leave out one module at a time, the draft first', () => {
    const configs = leaveOneOut(sample)
    expect(configs[0]).toEqual(sample)
    expect(configs).toHaveLength(optional + 1)
    for (const config of configs.slice(1)) {
      expect(Object.keys(config.modules)).toHaveLength(optional)
    }
  })

  it('add one module at a time to a model without any', () => {
    const [bare, ...added] = addOneIn(sample)
    expect(Object.keys(bare?.modules ?? {})).toEqual(['interactions'])
    expect(added.length).toBeGreaterThanOrEqual(optional)
    for (const config of added) expect(Object.keys(config.modules)).toHaveLength(2)
  })

  it('put each module beside the control that its claim must survive', () => {
    const names = controls(sample).map((config) => groupName(sample, config))
    expect(names).toHaveLength(6)
    expect(new Set(names).size).toBe(6)
  })
})
