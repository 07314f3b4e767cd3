import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SliceMetrics } from '../../core/metrics/slice-metrics.ts'
import { stream } from '../../core/rng.ts'
import { sampleConfig } from '../../experiment/defaults.ts'
import type { Plan } from '../../experiment/plan.ts'
import { compareGroups } from '../../run/compare.ts'
import type { VerdictRow } from '../../run/comparison.ts'
import { queuedRun, type Run } from '../../run/run.ts'
import { runKey } from '../../store/state.ts'
import { createWorkbench } from '../../store/workbench.ts'
import { fakeTrainer } from '../../testing/fake-trainer.ts'
import { rocGroups } from './curves-view.ts'
import { curveGroups, namedGroups, sceneRows } from './view.ts'

const config = sampleConfig()
const task = config.schema.tasks[0]?.id ?? ''
const SEEDS = [1, 2, 3, 4]
const IDS = ['g1', 'g2', 'g3', 'g4'] as const
const SELECTION = { task, slice: null, metric: 'auc' } as const

function run(id: string, seed: number, auc: number): Run {
  const rng = stream(seed, `users/${id}`)
  const on = (slice: string | null, value: number): SliceMetrics => ({
    split: 'test',
    task,
    slice,
    rows: 1000,
    positives: 300,
    users: 400,
    auc: value,
    gauc: value,
    gaucExcluded: 0.1,
    logloss: 0.5,
    calibration: 1,
  })
  const draws = (value: number) => Float32Array.from({ length: 60 }, () => value + 0.0005 * rng.normal())
  return {
    ...queuedRun(runKey(id, seed), { ...config, seed }),
    status: { kind: 'ended', reason: 'finished', step: 100 },
    seconds: 1 + 0.1 * seed,
    parameterCount: 100,
    report: {
      metrics: [on(null, auc), on('activity=low', auc - 0.05), on('scene=click', auc + 0.02)],
      roc: new Map([[task, { x: Float32Array.from([0, 1]), y: Float32Array.from([auc, 1]) }]]),
      violations: new Map(),
      sensitivity: [],
      interventions: [],
      replicates: new Map([
        [`${task}|*`, draws(auc)],
        [`${task}|activity=low`, draws(auc - 0.05)],
      ]),
    },
  }
}

const planOf = (ids: readonly string[]): Plan => ({
  seeds: SEEDS,
  groups: ids.map((id) => ({ id, label: null, style: 5 * IDS.indexOf(id as 'g1'), config })),
})
const verdicts = (ids: readonly string[], runs: ReadonlyMap<string, Run>) =>
  compareGroups(
    namedGroups(planOf(ids), runs).map((group) => ({ groupId: group.id, runs: group.runs })),
    'g1',
    SELECTION,
  )
/** What a row measures. The rest is judged: it may hang on how many differences Holm counts. */
const numbersOf = ({ state, aloneOnly, moreSeeds, moreUsers, detectable, low, ...numbers }: VerdictRow) => ({
  ...numbers,
  low: low === null ? null : { delta: low.delta, half: low.half },
})

const values = fc.array(fc.double({ min: 0.6, max: 0.8, noNaN: true }), { minLength: 16, maxLength: 16 })
const runsOf = (aucs: readonly number[]): ReadonlyMap<string, Run> =>
  new Map(
    IDS.flatMap((id, g) =>
      SEEDS.map((seed, s) => [runKey(id, seed), run(id, seed, aucs[g * SEEDS.length + s] ?? 0)] as const),
    ),
  )

describe('a group that is removed', () => {
  it('leaves every number of the others as it was; the count of Holm may fall, and with it what is judged', () => {
    fc.assert(
      fc.property(values, fc.constantFrom('g2', 'g3', 'g4'), (aucs, gone) => {
        const runs = runsOf(aucs)
        const left = IDS.filter((id) => id !== gone)
        const [before, after] = [verdicts(IDS, runs), verdicts(left, runs)]
        for (const row of after.rows) {
          const was = before.rows.find(({ groupId }) => groupId === row.groupId)
          if (was === undefined) throw new Error('a group came from nowhere')
          expect(numbersOf(row)).toEqual(numbersOf(was))
          // Fewer differences never take back a finding.
          if (was.state === 'better' || was.state === 'worse') expect(row.state).toBe(was.state)
        }
        // Two differences for each group that is compared: all rows and the low deciles.
        expect([before.compared, after.compared]).toEqual([6, 4])
        expect([after.rope, after.users]).toEqual([before.rope, before.users])
      }),
      { seed: 1, numRuns: 8 },
    )
  })

  it('leaves colour, curves and slices of the others as they were', () => {
    const runs = runsOf(Array.from({ length: 16 }, (_, i) => 0.7 + i / 1000))
    const all = namedGroups(planOf(IDS), runs)
    const left = namedGroups(planOf(['g1', 'g2', 'g4']), runs)
    for (const group of left) {
      const was = all.filter(({ id }) => id === group.id)
      expect([group]).toEqual(was)
      expect(curveGroups([group], task, null)).toEqual(curveGroups(was, task, null))
      expect(rocGroups([group], task)).toEqual(rocGroups(was, task))
    }
    const at = (groups: typeof all, id: string) =>
      sceneRows(groups, SELECTION, null).map((row) => row.means[groups.findIndex((g) => g.id === id)])
    for (const id of ['g1', 'g2', 'g4']) expect(at(left, id)).toEqual(at(all, id))
  })
})

describe('a group that is hidden', () => {
  it('stays in the plan that is compared, and so in Holm’s count; no group changes its colour', () => {
    const { port } = fakeTrainer()
    const { getState, actions, close } = createWorkbench(port)
    const { plan } = getState()
    const hidden = plan.groups[1]?.id ?? ''
    actions.hideGroup(hidden, true)
    expect([...getState().hiddenGroups]).toEqual([hidden])
    // What is compared is made of the plan and the runs: neither knows what is hidden.
    expect(getState().plan).toBe(plan)
    actions.removeGroup(hidden)
    expect(getState().plan.groups).toEqual(plan.groups.filter(({ id }) => id !== hidden))
    close()
  })
})
