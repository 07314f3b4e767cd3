import { describe, expect, it } from 'vitest'
import { sampleConfig } from '../../../experiment/defaults.ts'
import { SCENE_CONFLICT } from '../../../run/events.ts'
import { asOf } from '../../../run/history.ts'
import { queuedRun, type Run, reduceRun } from '../../../run/run.ts'
import { conflictSpreads, gateCourse, gateSpreads, ownGroup, spreadOf } from './seeds.ts'

/** Two observed rows, one a scene; the first scene's gate is (g, 1 − g, 0), the second's (1 − g, 0, g). */
function runWith(seed: number, gates: readonly number[], cosine: number): Run {
  const observed = {
    ...{ sceneIds: Int32Array.of(0, 1), sceneNames: ['click', 'breathing'], deciles: Uint8Array.of(1, 2) },
    ...{ fields: [], plainFields: [] },
  }
  const first = reduceRun(queuedRun(`r${seed}`, { ...sampleConfig(), seed }), {
    type: 'observing',
    rows: observed,
  })
  const told = gates.reduce((run, g, i) => {
    const values = Float32Array.of(g, 1 - g, 0, 1 - g, 0, g)
    return ['gate', 'contribution'].reduce(
      (before, tap) =>
        reduceRun(before, {
          type: 'snapshot',
          step: i + 1,
          tap: `scene-routing/${tap}`,
          shape: [2, 3],
          values,
        }),
      run,
    )
  }, first)
  return reduceRun(told, {
    ...{ type: 'snapshot', step: 1, tap: SCENE_CONFLICT, shape: [2, 2] },
    values: Float32Array.of(1, cosine, cosine, 1),
  })
}

describe('what seeds agree on', () => {
  const runs = [runWith(1, [0.5, 0.75], -0.5), runWith(2, [0.25], 0.5), runWith(3, [0.5], 0)]

  it('is told by least, largest and the deviation with n − 1', () => {
    // −.5, .5, 0: mean 0, squares .25 + .25 over 2 = .25
    expect(conflictSpreads(runs)[0]?.[1]).toEqual({ seeds: 3, min: -0.5, max: 0.5, sd: 0.5 })
    expect(spreadOf([2])).toEqual({ seeds: 1, min: 2, max: 2, sd: null })
    expect(spreadOf([])).toBeNull()
  })
  it('is told of each gate and each contribution at the latest readings', () => {
    const spreads = gateSpreads(runs, ({ gate }) => gate)
    expect(spreads[0]?.[0]).toMatchObject({ seeds: 3, min: 0.25, max: 0.75 })
    expect(spreads[1]?.[1]).toMatchObject({ min: 0, max: 0 })
    expect(gateSpreads(runs, ({ contribution }) => contribution)[0]?.[1]).toMatchObject({
      min: 0.25,
      max: 0.75,
    })
  })
  it('is of the run’s own group', () => {
    const peers = runs.map((run, i) => ({ groupId: i === 2 ? 'other' : 'own', group: 'g', style: 0, run }))
    const of = (run: Run) => ownGroup(run, peers).map(({ id }) => id)
    expect(of(runs[0] as Run)).toEqual(['r1', 'r2'])
    expect(of(runWith(9, [0.5], 0))).toEqual(['r9'])
    // Looked at as it was at step 1, before its gate moved on: so are the others.
    const then = ownGroup(asOf(runs[0] as Run, 1), peers)
    expect(gateSpreads(then, ({ gate }) => gate)[0]?.[0]).toMatchObject({ min: 0.25, max: 0.5 })
  })
})

it('follows each gate over the readings that were kept', () => {
  expect(gateCourse(runWith(1, [0.5, 0.75], 0))).toEqual([
    [
      [0.5, 0.5, 0],
      [0.5, 0, 0.5],
    ],
    [
      [0.75, 0.25, 0],
      [0.25, 0, 0.75],
    ],
  ])
})
