import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ExperimentConfig } from '../experiment/config.ts'
import { sampleConfig } from '../experiment/defaults.ts'
import { configHash, runHash } from '../experiment/hash.ts'
import { queuedRun, type Run } from '../run/run.ts'
import { EMPTY_COMPARE_VIEW } from '../store/compare-view.ts'
import { initialState } from '../store/initial.ts'
import { wholeRun } from '../testing/whole-run.ts'
import { placed } from './placed.ts'

const config = (epochs: number, seed: number): ExperimentConfig => {
  const sample = sampleConfig()
  return { ...sample, seed, training: { ...sample.training, epochs } }
}
const run = (group: string, epochs: number, seed: number): Run =>
  wholeRun(`${group}|${seed}`, config(epochs, seed))
const { view } = initialState()
const here = (groups: readonly (readonly [string, number])[], runs: readonly Run[] = []) => ({
  plan: {
    groups: groups.map(([id, epochs], style) => ({ id, label: null, style, config: config(epochs, 1) })),
    seeds: [1, 2],
  },
  runs: new Map(runs.map((one) => [one.id, one] as const)),
  bin: [],
  replaced: new Map<string, Run>(),
  view: { ...view, compare: EMPTY_COMPARE_VIEW },
})
const ids = (runs: ReadonlyMap<string, Run>) =>
  [...runs].map(([id, { config: c }]) => [id, c.training.epochs])

describe('where stored runs come back', () => {
  it('is the group of the plan that has their config, whatever its id was', () => {
    expect(ids(placed([run('g7', 3, 1)], here([['g1', 3]])))).toEqual([['g1|1', 3]])
  })

  it('is their own id where the plan has no such group, and another where that is of another config', () => {
    expect(ids(placed([run('g7', 3, 1)], here([['g1', 4]])))).toEqual([['g7|1', 3]])
    expect(ids(placed([run('g1', 3, 1), run('g1', 3, 2)], here([['g1', 4]])))).toEqual([
      ['g2|1', 3],
      ['g2|2', 3],
    ])
  })

  it('leaves what is here already', () => {
    const mine = run('g1', 3, 1)
    const state = here([['g1', 3]], [mine])
    expect(placed([run('g7', 3, 1)], state)).toBe(state.runs)
  })

  it('is the place of the same run that was stopped or waits here, and not of one under way or to be trained anew', () => {
    const one = run('g1', 3, 1)
    const stopped: Run = { ...one, status: { kind: 'ended', reason: 'stopped', step: 3 } }
    const waiting = queuedRun(one.id, one.config)
    const stored = [run('g7', 3, 1)]
    const statusOf = (mine: Run, replaced = new Map<string, Run>()) =>
      placed(stored, { ...here([['g1', 3]], [mine]), replaced }).get('g1|1')?.status
    for (const mine of [stopped, waiting]) expect(statusOf(mine)).toEqual(one.status)
    const running: Run = { ...waiting, attempt: 'g1|1#1' }
    expect(statusOf(running)).toEqual(running.status)
    expect(statusOf(waiting, new Map([['g1|1', one]]))).toEqual(waiting.status)
  })

  it('is never under a group of another config, and loses none', () => {
    const some = fc.array(
      fc.tuple(
        fc.constantFrom('g1', 'g2', 'g3'),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 3 }),
      ),
      { maxLength: 12 },
    )
    const plan = fc.uniqueArray(fc.tuple(fc.constantFrom('g1', 'g2'), fc.integer({ min: 1, max: 4 })), {
      selector: ([, epochs]) => epochs,
      maxLength: 2,
    })
    fc.assert(
      fc.property(some, plan, (stored, groups) => {
        const unique = groups.filter(([id], i) => groups.findIndex(([other]) => other === id) === i)
        const all = stored.map(([group, epochs, seed]) => run(group, epochs, seed))
        const state = here(unique)
        const back = placed(all, state)
        const hashes = (runs: Iterable<Run>) => new Set([...runs].map((one) => runHash(one.config)))
        expect(hashes(back.values())).toEqual(hashes(all))
        const owners = new Map<string, string>(state.plan.groups.map((g) => [g.id, configHash(g.config)]))
        for (const [id, own] of back) {
          const group = id.slice(0, id.lastIndexOf('|'))
          const hash = configHash(own.config)
          expect(owners.get(group) ?? hash).toBe(hash)
          owners.set(group, hash)
        }
      }),
      { seed: 4, numRuns: 100 },
    )
  })
})
