import { describe, expect, it } from 'vitest'
import { defaultsOf } from '../core/setting-spec.ts'
import { priorAuxiliary } from '../modules/prior-auxiliary/spec.ts'
import type { ExperimentConfig } from './config.ts'
import { sampleConfig } from './defaults.ts'
import { addOneIn, controls, leaveOneOut } from './groups.ts'
import { moduleObstacles, obstaclesOf } from './obstacles.ts'

const sample = sampleConfig()
const codesOf = (config: ExperimentConfig): string[] => obstaclesOf(config).map(({ code }) => code)
const defaults = defaultsOf(priorAuxiliary.settings)

/** The sample that predicts its priors back, and reads them only where this says. */
function predicting(
  variant: 'in+out' | 'out-only',
  { priorsAsFields = false, isGated = false }: { priorsAsFields?: boolean; isGated?: boolean } = {},
): ExperimentConfig {
  const { 'prior-gate': gate, ...rest } = sample.modules
  const modules = { ...rest, 'prior-auxiliary': { ...defaults, variant } }
  return {
    ...sample,
    model: { ...sample.model, priorsAsFields },
    modules: isGated && gate !== undefined ? { ...modules, 'prior-gate': gate } : modules,
  }
}

describe('what stands in the way of an experiment', () => {
  it('is nothing for the sample', () => {
    expect(obstaclesOf(sample)).toEqual([])
  })

  it('is what the schema lacks for modules that are on, and not for others', () => {
    const bare = { ...sample, schema: { ...sample.schema, features: [] } }
    expect(codesOf(bare)).toEqual(['user-clusters:noUnbiased', 'prior-gate:noPrior'])
    expect(moduleObstacles('prior-auxiliary', bare).map(({ code }) => code)).toEqual([
      'prior-auxiliary:noPrior',
    ])
  })

  it('is every reader of priors that are to be targets alone', () => {
    expect(codesOf(predicting('out-only'))).toEqual([])
    expect(codesOf(predicting('out-only', { priorsAsFields: true }))).toEqual(['prior-auxiliary:asFields'])
    expect(codesOf(predicting('out-only', { priorsAsFields: true, isGated: true }))).toEqual([
      'prior-auxiliary:asFields',
      'prior-auxiliary:gated',
    ])
    const alone = predicting('out-only')
    const features = alone.schema.features.map((feature) =>
      feature.column === 'age' ? { ...feature, roles: ['unbiased', 'prior'] as const } : feature,
    )
    const [issue] = obstaclesOf({ ...alone, schema: { ...alone.schema, features } })
    expect(issue).toMatchObject({ code: 'prior-auxiliary:clustered', params: { column: 'age' } })
  })

  it('is no reader of priors that are inputs too', () => {
    expect(codesOf(predicting('in+out', { priorsAsFields: true, isGated: true }))).toEqual([])
  })

  it('is nothing for any group made from a draft without obstacles', () => {
    for (const draft of [predicting('out-only'), predicting('in+out', { isGated: true })]) {
      for (const preset of [leaveOneOut, addOneIn, controls])
        for (const config of preset(draft)) expect(codesOf(config)).toEqual([])
    }
  })
})
