import { describe, expect, it } from 'vitest'
import type { ExperimentConfig } from '../../experiment/config.ts'
import { sampleConfig } from '../../experiment/defaults.ts'
import { ENGLISH_NAMES } from '../../experiment/diff.ts'
import { queuedRun, type Run, reduceRun } from '../../run/run.ts'
import { ended, STARTED } from '../../testing/run-events.ts'
import { sweptOf } from './sweep-view.ts'
import type { NamedGroup } from './view.ts'

const SELECTION = { task: 'click', slice: null } as const
const sample = sampleConfig()

/** A run whose kept weights, at step 20, have this validation AUC; later ones are lower. */
function ranTo(auc: number, config: ExperimentConfig, isWhole = true): Run {
  const points = [auc - 0.1, auc, auc - 0.05].map((value, i) => ({
    key: { split: 'valid' as const, metric: 'auc' as const, of: 'click', slice: null },
    step: 10 * (i + 1),
    value,
  }))
  const events = [STARTED, { type: 'metrics' as const, points }, ...(isWhole ? [ended('finished')] : [])]
  return events.reduce(reduceRun, queuedRun(`x|${config.seed}`, config))
}

function groupOf(style: number, config: ExperimentConfig, aucs: readonly number[]): NamedGroup {
  const runs = aucs.map((auc, i) => ranTo(auc, { ...config, seed: i + 1 }))
  return { id: `g${style}`, name: `g${style}`, style, config, runs }
}

const atRate = (learningRate: number): ExperimentConfig => ({
  ...sample,
  training: { ...sample.training, learningRate },
})

describe('the settings that vary', () => {
  const groups = [0.001, 0.004, 0.016].map((rate, i) =>
    groupOf(i, atRate(rate), [0.6 + i / 100, 0.62 + i / 100]),
  )

  it('are axes, and nothing else is', () => {
    const swept = sweptOf(groups, SELECTION, ENGLISH_NAMES)
    expect(swept?.axes.map(({ key }) => key)).toEqual(['training.learningRate'])
  })
  it('lie by logarithm where numbers span eightfold, evenly below', () => {
    expect(sweptOf(groups, SELECTION, ENGLISH_NAMES)?.groups.map(({ at }) => at[0])).toEqual([
      0,
      expect.closeTo(0.5, 9),
      1,
    ])
    const near = [0.001, 0.002, 0.004].map((rate, i) => groupOf(i, atRate(rate), [0.6]))
    expect(sweptOf(near, SELECTION, ENGLISH_NAMES)?.groups.map(({ at }) => at[0])).toEqual([
      0,
      expect.closeTo(1 / 3, 9),
      1,
    ])
  })
  it('are marked at the values that were tried', () => {
    const [axis] = sweptOf(groups, SELECTION, ENGLISH_NAMES)?.axes ?? []
    expect(axis?.ticks.map(({ text }) => text)).toEqual(['0.001', '0.004', '0.016'])
  })
  it('lie in order where they are no numbers, a module that is off among them', () => {
    const { 'prior-gate': _, ...others } = sample.modules
    const off = { ...sample, modules: others }
    const swept = sweptOf([...groups, groupOf(3, off, [0.6])], SELECTION, ENGLISH_NAMES)
    const gate = swept?.axes.findIndex(({ key }) => key === 'modules.prior-gate') ?? -1
    expect(swept?.axes[gate]?.ticks).toEqual([
      { at: 0.25, text: 'on' },
      { at: 0.75, text: null },
    ])
    expect(swept?.groups.map(({ at }) => at[gate])).toEqual([0.25, 0.25, 0.25, 0.75])
  })
  it('are not drawn for two groups, nor where none or more than six vary', () => {
    expect(sweptOf(groups.slice(0, 2), SELECTION, ENGLISH_NAMES)).toBeNull()
    expect(
      sweptOf(
        [0, 1, 2].map((i) => groupOf(i, sample, [0.6])),
        SELECTION,
        ENGLISH_NAMES,
      ),
    ).toBeNull()
  })
})

describe('a group of a sweep', () => {
  it('ends at the validation AUC of the kept weights, not the last; the mean of seeds with its t-interval', () => {
    const groups = [0.001, 0.002, 0.004].map((rate, i) =>
      groupOf(i, atRate(rate), i === 0 ? [0.6, 0.62] : [0.7]),
    )
    const [first, second] = sweptOf(groups, SELECTION, ENGLISH_NAMES)?.groups ?? []
    expect(first?.values).toEqual([expect.closeTo(0.6, 6), expect.closeTo(0.62, 6)])
    expect(first?.mean).toBeCloseTo(0.61, 6)
    // t at 1 degree is 12.706; the standard error of two values is half their distance.
    expect(first?.half).toBeCloseTo(12.706 * 0.01, 3)
    expect(second?.half).toBeNull()
  })
  it('counts every seed, however long its line is', () => {
    const groups = [0.001, 0.002, 0.004].map((rate, i) => {
      const config = atRate(rate)
      const points = Array.from({ length: 3000 }, (_, step) => ({
        key: { split: 'valid' as const, metric: 'auc' as const, of: 'click', slice: null },
        step,
        value: 0.6 + step / 10_000,
      }))
      const kept = [0, 21, 500, 1501, 2222, 2999].map((bestStep) =>
        [STARTED, { type: 'metrics' as const, points }, { ...ended('finished'), bestStep }].reduce(
          reduceRun,
          queuedRun(`x|${bestStep}`, config),
        ),
      )
      return { ...groupOf(i, config, []), runs: kept }
    })
    for (const { values } of sweptOf(groups, SELECTION, ENGLISH_NAMES)?.groups ?? []) {
      expect(values.map((value) => Number(value.toFixed(4)))).toEqual([
        0.6, 0.6021, 0.65, 0.7501, 0.8222, 0.8999,
      ])
    }
  })
  it('leaves out runs that have not finished', () => {
    const groups = [0.001, 0.002, 0.004].map((rate, i) => {
      const config = atRate(rate)
      const group = groupOf(i, config, [0.6])
      return { ...group, runs: [...group.runs, ranTo(0.9, { ...config, seed: 9 }, false)] }
    })
    for (const { values } of sweptOf(groups, SELECTION, ENGLISH_NAMES)?.groups ?? [])
      expect(values).toHaveLength(1)
  })
})
