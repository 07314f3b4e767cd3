import { describe, expect, it } from 'vitest'
import { sampleConfig } from '../experiment/defaults.ts'
import { controls, leaveOneOut } from '../experiment/groups.ts'
import type { Comparison, VerdictState } from './comparison.ts'
import type { TestReport } from './report.ts'
import { queuedRun, type Run } from './run.ts'
import { readAblation, underminedBy } from './undermined.ts'

const sample = sampleConfig()
const groupsOf = (configs: readonly (typeof sample)[]) =>
  configs.map((config, i) => ({ id: `g${i}`, config }))
/** A comparison of which only the states matter here. */
const judged = (states: readonly VerdictState[]): Comparison =>
  ({ rows: states.map((state, i) => ({ groupId: `g${i}`, state })) }) as unknown as Comparison

describe('a claim', () => {
  it('is undermined by a control that is better or makes no difference, and by no other verdict', () => {
    const groups = groupsOf(controls(sample))
    const kinds = (state: VerdictState) =>
      underminedBy(groups, judged(['baseline', state, state, state, state, state])).map(
        ({ kind, module }) => `${kind} ${module}`,
      )
    const all = [
      'shuffled user-clusters',
      'frozen user-clusters',
      'plain user-clusters',
      'plain prior-gate',
      'plain scene-routing',
    ]
    expect(kinds('better')).toEqual(all)
    expect(kinds('no-difference')).toEqual(all)
    for (const state of ['worse', 'not-enough', 'too-few-seeds', 'no-value', 'unpaired'] as const) {
      expect(kinds(state)).toEqual([])
    }
  })

  it('is not touched by a group that is no control: leaving a module out, or another setting', () => {
    const plain = { ...sample, model: { ...sample.model, priorsAsFields: true } }
    // Left out, Scenes reads the scene as a plain field already: that group is its control.
    const others = leaveOneOut(sample).filter(({ modules }) => modules['scene-routing'] !== undefined)
    const groups = groupsOf([...others, plain])
    const states = groups.map((_, i): VerdictState => (i === 0 ? 'baseline' : 'no-difference'))
    expect(underminedBy(groups, judged(states))).toEqual([])
  })
})

describe('the read ablation', () => {
  const run = (seed: number, delta: number, status: Run['status']): Run => {
    const one = { module: 'user-clusters', name: 'meanRead', task: 'click', rows: 1000, auc: 0.7 }
    const interventions = [
      { ...one, slice: null, delta },
      { ...one, slice: 'scene=a', delta: 9 },
      { ...one, task: 'other', slice: null, delta: 9 },
    ]
    const report = { interventions } as unknown as TestReport
    return { ...queuedRun(`g|${seed}`, { ...sample, seed }), status, report }
  }
  const finished = { kind: 'ended', reason: 'finished', step: 9 } as const
  const of = (deltas: readonly number[]) =>
    readAblation(
      deltas.map((delta, i) => run(i, delta, finished)),
      'click',
      0.001,
    )

  it('has the mean and the t-interval over seeds', () => {
    // Mean −.02; deviation .01; t(.975, 2) = 4.303: 4.303 · .01/√3 = .02484.
    const found = of([-0.01, -0.02, -0.03])
    expect(found?.delta).toBeCloseTo(-0.02, 12)
    expect(found?.half).toBeCloseTo(0.02484, 5)
    expect(found?.seeds).toBe(3)
  })

  it('calls a read unused only where its loss is surely less than what counts', () => {
    expect(of([0, 0.0001, -0.0001])?.isUnused).toBe(true)
    expect(of([0.02, 0.021, 0.019])?.isUnused).toBe(true)
    expect(of([-0.02, -0.021, -0.019])?.isUnused).toBe(false)
    // Not known well enough.
    expect(of([0.01, -0.01, 0])?.isUnused).toBe(false)
  })

  it('says nothing below three finished seeds', () => {
    expect(of([0, 0])).toBeNull()
    const stopped = { kind: 'ended', reason: 'stopped', step: 9 } as const
    expect(
      readAblation(
        [0, 1, 2].map((seed) => run(seed, 0, stopped)),
        'click',
        0.001,
      ),
    ).toBeNull()
  })
})
