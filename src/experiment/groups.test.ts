import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defaultsOf } from '../core/setting-spec.ts'
import { MODULES } from '../modules/specs.ts'
import { anyConfig } from '../testing/plans.ts'
import type { ExperimentConfig } from './config.ts'
import { sampleConfig } from './defaults.ts'
import { diffConfigs, groupName } from './diff.ts'
import { addOneIn, controls, leaveOneOut } from './groups.ts'
import { configHash } from './hash.ts'
import { parseExperiment } from './parse.ts'

const sample = sampleConfig()
const onIn = ({ modules }: ExperimentConfig): readonly string[] => Object.keys(modules).sort()
const PRESETS = [leaveOneOut, addOneIn, controls]

describe('every set of groups made from a draft', () => {
  it('is of valid configs that no two share, and leaves the draft as it was', () => {
    fc.assert(
      fc.property(anyConfig, (draft) => {
        const before = JSON.stringify(draft)
        for (const preset of PRESETS) {
          const groups = preset(draft)
          for (const config of groups) expect(parseExperiment(config)).toEqual({ ok: true, value: config })
          if (preset !== controls) expect(new Set(groups.map(configHash)).size).toBe(groups.length)
        }
        expect(JSON.stringify(draft)).toBe(before)
      }),
      { seed: 1, numRuns: 60 },
    )
  })

  it('touches modules and what stands in for them, and no other setting', () => {
    for (const preset of PRESETS) {
      for (const config of preset(sample)) {
        for (const { path } of diffConfigs(sample, config))
          expect(path).toMatch(/^modules\.|^model\.\w+Field/)
      }
    }
  })
})

describe('adding one module at a time', () => {
  it('leaves out what the schema cannot feed', () => {
    const noScene = { ...sample, schema: { ...sample.schema, scene: null } }
    expect(addOneIn(noScene).map(onIn)).not.toContainEqual(['interactions', 'scene-routing'])
    const nothing = { ...sample.schema, user: null, scene: null, tasks: [], features: [] }
    expect(addOneIn({ ...sample, schema: nothing }).map(onIn)).toEqual([['interactions']])
  })

  it('sets a module as the draft does, or by its defaults', () => {
    const clusters = { ...defaultsOf(MODULES[0].settings), clusters: 32 }
    const draft = { ...sample, modules: { interactions: sample.modules.interactions } } as ExperimentConfig
    const set = { ...draft, modules: { ...draft.modules, 'user-clusters': clusters } }
    const found = (from: ExperimentConfig) =>
      addOneIn(from).find(({ modules }) => modules['user-clusters'] !== undefined)?.modules['user-clusters']
    expect(found(set)).toEqual(clusters)
    expect(found(draft)).toEqual(defaultsOf(MODULES[0].settings))
  })
})

describe('controls', () => {
  it('are the draft alone where no module makes a claim', () => {
    const bare = { ...sample, modules: { interactions: sample.modules.interactions } } as ExperimentConfig
    expect(controls(bare)).toEqual([bare])
  })

  it('shuffle the input of Clusters, draw clusters at random, and hand each module’s input to the model as plain fields', () => {
    expect(controls(sample).map((config) => groupName(sample, config))).toEqual([
      'Full model',
      'Clusters Shuffle input (control) = on',
      'Clusters Random clusters (control) = on',
      '− Clusters, Unbiased features as plain fields = on',
      '− Priors, Prior features as plain fields = on',
      '− Scenes',
    ])
  })
})

describe('a group’s name', () => {
  it('is that of the modules that are on where it differs in nothing', () => {
    const { 'user-clusters': clusters, 'scene-routing': scenes, interactions } = sample.modules
    const two = { ...sample, modules: { 'user-clusters': clusters, interactions, 'scene-routing': scenes } }
    expect(groupName(two as ExperimentConfig, two as ExperimentConfig)).toBe('Clusters + Scenes')
  })

  it('says toggles first, and cuts long values', () => {
    const filters = [{ column: 'scene', values: ['click', 'explore', 'follow'] }]
    const { 'prior-gate': _gate, ...modules } = sample.modules
    const other = { ...sample, modules, schema: { ...sample.schema, filters } }
    expect(groupName(sample, other)).toMatch(/^− Priors, Schema filters = \[\{"column":.{12}…$/)
  })

  it('is never empty', () => {
    fc.assert(
      fc.property(anyConfig, anyConfig, (base, other) => {
        expect(groupName(base, other)).not.toBe('')
      }),
      { seed: 2, numRuns: 60 },
    )
  })
})
