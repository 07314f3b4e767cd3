import { describe, expect, it } from 'vitest'
import { STAGES } from '../core/module-spec.ts'
import { defaultsOf } from '../core/setting-spec.ts'
import { partsOf } from './parts.ts'
import { MODULES } from './specs.ts'

const everything = Object.fromEntries(MODULES.map((spec) => [spec.id, defaultsOf(spec.settings)]))

describe('partsOf', () => {
  it('is what every model needs when nothing is on', () => {
    expect(partsOf({}).map(({ id }) => id)).toEqual(['interactions'])
  })

  it('holds each module that is on, in the order in which data flows', () => {
    const parts = partsOf(everything)
    expect(parts.map(({ id }) => id).sort()).toEqual(MODULES.map(({ id }) => id).sort())
    const stages = parts.map(({ stage }) => STAGES.indexOf(stage))
    expect(stages).toEqual([...stages].sort((a, b) => a - b))
  })

  it('weighs each loss term by the setting that the spec names', () => {
    const defaults = MODULES[0].settings
    const [clusters] = partsOf({
      'user-clusters': { ...defaultsOf(defaults), lambdaBalance: 0.5 },
    })
    expect(clusters?.lossWeights).toEqual({
      ...{ intra: 0.01, covariance: 0.01, variance: 0.01, balance: 0.5 },
      ...{ sharpness: 0, commitment: 0, dec: 0 },
    })
  })
})
