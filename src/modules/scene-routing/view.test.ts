import { describe, expect, it } from 'vitest'
import { defaultsOf } from '../../core/setting-spec.ts'
import { sampleConfig } from '../../experiment/defaults.ts'
import { SCENE_CONFLICT } from '../../run/events.ts'
import { queuedRun, reduceRun } from '../../run/run.ts'
import { sceneRouting } from './spec.ts'
import { branchesOf, collapse, conflictOf, gateRows, taskGates } from './view.ts'

const shape = [4, 3]
const observed = { sceneIds: Int32Array.from([0, 0, 1, 1]), sceneNames: ['click', 'breathing', 'absent'] }
const gate = { shape, values: Float32Array.from([0.6, 0.4, 0, 0.8, 0.2, 0, 0.9, 0, 0.1, 0.7, 0, 0.3]) }
const norms = (shared: number) => ({
  shape,
  values: Float32Array.from([3 * shared, 1, 0, shared, 1, 0, shared, 0, 9, shared, 0, 7]),
})

describe('gates by scene', () => {
  const rows = gateRows(gate, norms(1), observed)

  it('sum to 1, and leave other scenes’ branches at exactly 0', () => {
    for (const row of rows.slice(0, 2)) expect(row.gate?.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5)
    expect(rows[0]?.gate?.[2]).toBe(0)
    expect(rows[1]?.gate?.[1]).toBe(0)
  })
  it('match the hand-worked mean and entropy', () => {
    // click: shared (0.6 + 0.8)/2 = 0.7, private 0.3; H = −0.7 ln 0.7 − 0.3 ln 0.3 = 0.6109
    expect(rows[0]?.gate?.[0]).toBeCloseTo(0.7, 6)
    expect(rows[0]?.entropy).toBeCloseTo(0.6109, 4)
  })
  it('say nothing of a scene without rows', () => {
    expect(rows[2]).toEqual({
      scene: 'absent',
      rows: 0,
      gate: null,
      entropy: null,
      contribution: null,
      misleading: null,
    })
  })
})

describe('effective contributions', () => {
  it('sum to 1 and match the hand-worked example', () => {
    const [click, breathing] = gateRows(gate, norms(1), observed)
    // click: shared (3 + 1)/2 = 2, private (1 + 1)/2 = 1
    expect(click?.contribution?.map((share) => Number(share.toFixed(6)))).toEqual([0.666667, 0.333333, 0])
    expect(breathing?.contribution?.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9)
  })
  it('flag a branch whose gate is high while little of it arrives', () => {
    // breathing: gate .8 on shared, which contributes 1 of 9
    const [click, breathing] = gateRows(gate, norms(1), observed)
    expect(breathing?.misleading).toBe(0)
    expect(click?.misleading).toBeNull()
  })
  it('are null when nothing passes', () => {
    const nothing = { shape, values: new Float32Array(12) }
    expect(gateRows(gate, nothing, observed)[0]?.contribution).toBeNull()
  })
})

describe('collapse of experts', () => {
  const defaults = { ...defaultsOf(sceneRouting.settings), experts: 2, sceneExperts: 1 }
  const branches = branchesOf({ ...defaults, architecture: 'ple' }, ['click', 'breathing'])
  const scenes = { sceneIds: Int32Array.from([0, 0, 1, 1]), sceneNames: ['click', 'breathing'] }
  const snapshot = (rows: readonly (readonly number[])[]) => ({
    shape: [rows.length, rows[0]?.length ?? 0],
    values: Float32Array.from(rows.flat()),
  })

  it('knows the branches of PLE: shared experts, then each scene’s own', () => {
    expect(branches.map(({ kind, number, scene }) => [kind, number, scene])).toEqual([
      ['expert', 1, null],
      ['expert', 2, null],
      ['own', 1, 'click'],
      ['own', 1, 'breathing'],
    ])
  })

  it('names who takes a scene’s gate and who is silent on the rows that may use it', () => {
    const gate = snapshot([
      [0.95, 0.02, 0.03, 0],
      [0.93, 0.03, 0.04, 0],
      [0.3, 0.3, 0, 0.4],
      [0.3, 0.3, 0, 0.4],
    ])
    const silent = snapshot([
      [0.5, 1, 0.2, 0],
      [0.5, 1, 0.2, 0],
      [0.5, 0.9, 0, 0.95],
      [0.5, 0.9, 0, 0.95],
    ])
    // Expert 2: mean silence (1 + 1 + .9 + .9)/4 = .95; breathing's own .95 on its two rows, not halved by click's.
    expect(collapse(gate, silent, scenes, branches)).toEqual({
      seen: 4,
      rivals: 4,
      taking: [0],
      silent: [1, 3],
    })
  })

  it('finds nothing where gates are even, nor in a branch without rivals', () => {
    const even = snapshot(Array.from({ length: 4 }, () => [0.5, 0.5]))
    const alone = snapshot(Array.from({ length: 4 }, () => [1, 0]))
    const none = snapshot(Array.from({ length: 4 }, () => [0, 0]))
    const two = branchesOf({ ...defaults, architecture: 'mmoe' }, [])
    const clusters = branchesOf({ ...defaults, architecture: 'adapt-dhm', clusters: 2 }, [])
    expect(collapse(even, none, scenes, two)).toEqual({ seen: 2, rivals: 2, taking: [], silent: [] })
    expect(collapse(alone, none, scenes, clusters)).toEqual({ seen: 1, rivals: 0, taking: [], silent: [] })
  })
})

describe('gates of tasks', () => {
  it('are means over rows', () => {
    const values = Float32Array.from([0.2, 0.8, 0.5, 0.5, 0.4, 0.6, 1, 0])
    const [first, second] = taskGates({ shape: [2, 2, 2], values })
    expect(first?.map((x) => Number(x.toFixed(6)))).toEqual([0.3, 0.7])
    expect(second?.map((x) => Number(x.toFixed(6)))).toEqual([0.75, 0.25])
  })
})

describe('conflicts of scenes', () => {
  const run = queuedRun('a', sampleConfig())
  const rows = {
    ...{ sceneIds: new Int32Array(0), sceneNames: ['click', 'breathing', 'absent'] },
    ...{ deciles: new Uint8Array(0), fields: [], plainFields: [] },
  }
  const seen = (values: readonly number[]) =>
    reduceRun(reduceRun(run, { type: 'observing', rows }), {
      ...{ type: 'snapshot', step: 3, tap: SCENE_CONFLICT, shape: [3, 3] },
      values: Float32Array.from(values),
    })

  it('are unknown before the first snapshot, and of a scene without rows', () => {
    expect(conflictOf(run)).toBeNull()
    const found = conflictOf(
      seen([1, 0.5, Number.NaN, 0.5, 1, Number.NaN, Number.NaN, Number.NaN, Number.NaN]),
    )
    expect(found?.rows.map(({ cosines }) => cosines)).toEqual([
      [1, 0.5, null],
      [0.5, 1, null],
      [null, null, null],
    ])
    expect(found?.against).toEqual([])
  })

  it('name each pair that pulls against each other once, the strongest first', () => {
    const against = conflictOf(seen([1, -0.25, 0.5, -0.25, 1, -0.75, 0.5, -0.75, 1]))?.against
    expect(against).toEqual([
      { first: 'breathing', second: 'absent', cosine: -0.75 },
      { first: 'click', second: 'breathing', cosine: -0.25 },
    ])
  })
})
