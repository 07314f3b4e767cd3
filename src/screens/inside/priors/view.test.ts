import { describe, expect, it } from 'vitest'
import type { HeldEffect } from '../../../core/inspect/question.ts'
import { sampleConfig } from '../../../experiment/defaults.ts'
import { queuedRun, type Run } from '../../../run/run.ts'
import { orderedEffects, seedDeltas, toldOf } from './view.ts'

const effect = (what: HeldEffect['what'], field: string, delta: number | null): HeldEffect => ({
  what,
  fields: [{ field, at: 1 }],
  auc: 0.7,
  delta,
  low: null,
  high: null,
})

describe('what holding weights is worth', () => {
  it('is told only where the interval leaves out 0', () => {
    expect(toldOf({ delta: -0.01, low: -0.02, high: -0.001 })).toBe('below')
    expect(toldOf({ delta: 0.01, low: 0.001, high: 0.02 })).toBe('above')
    expect(toldOf({ delta: -0.01, low: -0.02, high: 0 })).toBe('open')
    expect(toldOf({ delta: -0.01, low: null, high: null })).toBe('none')
    expect(toldOf({ delta: null, low: null, high: null })).toBe('none')
  })

  it('lists fields by what they lose, those held together last', () => {
    const given = [effect('field', 'a', 0.1), effect('all', '', -1), effect('field', 'b', -0.1)]
    expect(orderedEffects(given).map(({ what, fields }) => [what, fields[0]?.field])).toEqual([
      ['field', 'b'],
      ['field', 'a'],
      ['all', ''],
    ])
  })

  it('has a tick for each other seed, of the same task and slice, and only at 1', () => {
    const seeded = (id: string, delta: number): Run => ({
      ...queuedRun(id, sampleConfig()),
      report: {
        metrics: [],
        roc: new Map(),
        violations: new Map(),
        sensitivity: [],
        replicates: new Map(),
        interventions: [
          { module: 'prior-gate', name: 'neutral', task: 't', slice: null, rows: 9, auc: 0.6, delta },
          { module: 'prior-gate', name: 'neutral', task: 't', slice: 'scene=a', rows: 9, auc: 0.6, delta: 9 },
          { module: 'user-clusters', name: 'meanRead', task: 't', slice: null, rows: 9, auc: 0.6, delta: 8 },
        ],
      },
    })
    const [own, other] = [seeded('a', -0.1), seeded('b', -0.2)]
    const unfinished = queuedRun('c', sampleConfig())
    const about = { task: 't', slice: null, at: 'one' } as const
    expect(seedDeltas([own, other, unfinished], own, about)).toEqual([-0.2])
    expect(seedDeltas([own, other], own, { ...about, at: 'mean' })).toEqual([])
    expect(seedDeltas([own, other], own, { ...about, task: 'u' })).toEqual([])
  })
})
