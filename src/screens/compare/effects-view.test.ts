import { describe, expect, it } from 'vitest'
import { sampleConfig } from '../../experiment/defaults.ts'
import { factorial } from '../../experiment/factorial.ts'
import { queuedRun, type Run, reduceRun } from '../../run/run.ts'
import { ended, STARTED, tested } from '../../testing/run-events.ts'
import { effectKinds, effectName, effectsOf, intervalText, shareOf } from './effects-view.ts'
import type { NamedGroup } from './view.ts'

const FACTORS = ['user-clusters', 'prior-gate'] as const
const SELECTION = { task: 'click', slice: null, metric: 'auc' } as const
const sample = sampleConfig()

/** Clusters adds .04, Priors .02, and both together .01 less than their sum; seeds move all alike. */
function groupsOf(seeds: readonly number[]): readonly NamedGroup[] {
  return factorial(sample, { kind: 'factorial', factors: [...FACTORS] }).map((config, i) => {
    const [a, b] = FACTORS.map((id) => (config.modules[id] === undefined ? 0 : 1))
    const auc = 0.6 + 0.04 * (a ?? 0) + 0.02 * (b ?? 0) - 0.01 * (a ?? 0) * (b ?? 0)
    const runs = seeds.map((seed): Run => {
      const run = queuedRun(`g${i}|${seed}`, { ...config, seed })
      return [STARTED, tested('click', auc + 0.001 * seed, 0.0001, `${i}/${seed}`), ended('finished')].reduce(
        reduceRun,
        run,
      )
    })
    return { id: `g${i}`, name: `g${i}`, style: i, config, runs }
  })
}

describe('the effects of a factorial plan', () => {
  it('are the planted ones, by module', () => {
    const groups = groupsOf([1, 2, 3])
    const analysis = effectsOf(groups, { seeds: [1, 2, 3] }, SELECTION)?.analysis
    if (analysis == null) throw new Error('no analysis')
    const { mains, pairs } = effectKinds(analysis)
    const found = [...mains, ...pairs].map(({ factors, delta }) => [effectName(factors), delta] as const)
    // On average over the other on and off: .04 − .01/2 and .02 − .01/2; beyond the sum −.01.
    for (const [name, delta] of [
      ['Clusters', 0.035],
      ['Priors', 0.015],
      ['Clusters × Priors', -0.01],
    ] as const) {
      expect(found.find(([one]) => one === name)?.[1]).toBeCloseTo(delta, 6)
    }
    // With two factors the shares are the main effects, and make up the whole: .05.
    const shares = analysis.shares.map(({ delta }) => shareOf(delta, analysis) ?? Number.NaN)
    expect(shares[0]).toBeCloseTo(0.035 / 0.05, 6)
    expect(shares[0] as number).toBeCloseTo(1 - (shares[1] as number), 9)
  })

  it('count the first seeds alone where seeds were spent on what was seen', () => {
    const seeds = [1, 2, 3, 4, 5]
    const groups = groupsOf(seeds)
    expect(effectsOf(groups, { seeds }, SELECTION)?.analysis?.seeds).toBe(5)
    expect(effectsOf(groups, { seeds, stopsEarly: true }, SELECTION)?.analysis?.seeds).toBe(3)
  })

  it('are none of other plans, and wait for a seed that every group has finished', () => {
    const groups = groupsOf([1, 2, 3])
    expect(effectsOf(groups.slice(0, 3), { seeds: [1, 2, 3] }, SELECTION)).toBeNull()
    const [first, ...rest] = groups as [NamedGroup, ...NamedGroup[]]
    const waits = [{ ...first, runs: [] }, ...rest]
    expect(effectsOf(waits, { seeds: [1, 2, 3] }, SELECTION)?.analysis).toBeNull()
  })

  it('are written with their interval where they have one', () => {
    expect(intervalText(0.0123, 0.002)).toBe('+.0123 [+.0103, +.0143]')
    expect(intervalText(-0.01, null)).toBe('−.0100')
  })
})
