import { describe, expect, it } from 'vitest'
import { WORLD_IDS } from '../core/data/worlds/settings.ts'
import { sampleConfig } from './defaults.ts'
import { without } from './groups.ts'
import { configHash } from './hash.ts'
import { decodePreset } from './preset-link.ts'

function planOf(body: string) {
  const decoded = decodePreset(`#/x/0.${body}`)
  if (!decoded.ok) throw new Error(JSON.stringify(decoded.error))
  return decoded.value.plan
}
function codesOf(body: string): readonly string[] {
  const decoded = decodePreset(`#/x/0.${body}`)
  return decoded.ok ? [] : decoded.error.map(({ code }) => code)
}
const SAMPLE = sampleConfig()

describe('a link that can be spoken', () => {
  it('names an experiment to start from', () => {
    expect(planOf('sample').groups.map(({ config }) => config)).toEqual([SAMPLE])
    expect(planOf('sample').seeds).toEqual([1, 2, 3])
    for (const world of WORLD_IDS) {
      expect(planOf(`world-${world}`).groups[0]?.config.dataset.kind).toBe('generated')
    }
  })

  it('holds what it changes against what it starts from', () => {
    const { groups } = planOf('sample~clusters.off')
    expect(groups.map(({ config }) => configHash(config))).toEqual([
      configHash(SAMPLE),
      configHash(without(SAMPLE, 'user-clusters')),
    ])
    expect(planOf('sample~user-clusters.off').groups).toEqual(groups)
  })

  it('changes settings of the model, the training and modules, and how many seeds', () => {
    const { groups, seeds } = planOf(
      'sample~clusters.clusters=32~training.learningRate=1e-3~model.tower=32,16~model.userId=off~seeds=5',
    )
    expect(groups[1]?.config).toEqual({
      ...SAMPLE,
      model: { ...SAMPLE.model, tower: [32, 16], userId: false },
      modules: { ...SAMPLE.modules, 'user-clusters': { ...SAMPLE.modules['user-clusters'], clusters: 32 } },
      training: { ...SAMPLE.training, learningRate: 0.001 },
    })
    expect(seeds).toEqual([1, 2, 3, 4, 5])
    expect(planOf('sample~seeds=2').groups).toHaveLength(1)
  })

  it.each([
    ['an experiment that there is not', 'karaoke', ['link.preset']],
    ['a module that there is not', 'sample~telepathy.off', ['link.change']],
    ['a setting that there is not', 'sample~clusters.aura=3', ['setting.unknown']],
    ['a prototype', 'sample~clusters.__proto__=3', ['setting.unknown']],
    ['a change that is none', 'sample~clusters', ['link.change']],
    ['no change', 'sample~', ['link.change']],
    ['a number that is none', 'sample~training.epochs=many', ['link.change']],
    ['a number out of its range', 'sample~training.epochs=900', ['setting.int']],
    ['a switch that is none', 'sample~model.userId=maybe', ['link.change']],
    ['a part that cannot be off', 'sample~interactions.off', ['link.required']],
    ['no seed', 'sample~seeds=0', ['setting.int']],
    ['more seeds than a plan has', 'sample~seeds=51', ['setting.int']],
    ['two faults at once', 'sample~a.off~b.off', ['link.change', 'link.change']],
    ['too much', `sample${'~clusters.off'.repeat(60)}`, ['link.tooLong']],
  ])('with %s says which', (_, body, codes) => {
    expect(codesOf(body)).toEqual(codes)
  })
})
