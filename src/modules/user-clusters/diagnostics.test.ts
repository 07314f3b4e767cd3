import { describe, expect, it } from 'vitest'
import { sampleConfig } from '../../experiment/defaults.ts'
import type { RunEvent } from '../../run/events.ts'
import { queuedRun, type Run, reduceRun } from '../../run/run.ts'
import { activityMix, alikeness, diagnosticsOf, motionOf, welchFloor } from './view/diagnostics.ts'

const snapshot = (step: number, tap: string, rows: readonly (readonly number[])[]): RunEvent => ({
  type: 'snapshot',
  step,
  tap: `user-clusters/${tap}`,
  shape: [rows.length, rows[0]?.length ?? 0],
  values: Float32Array.from(rows.flat()),
})
const fold = (events: readonly RunEvent[]): Run => events.reduce(reduceRun, queuedRun('a|1', sampleConfig()))
const observing = (planted: readonly number[] | null): RunEvent => ({
  type: 'observing',
  rows: {
    sceneIds: new Int32Array(4),
    sceneNames: ['feed'],
    deciles: Uint8Array.of(1, 10, 1, 10),
    fields: [],
    plainFields: [],
    ...(planted === null ? {} : { planted: Int32Array.from(planted) }),
  },
})
// Four users at 0, 2 and 10, 12 on a line, hard in clusters at 1 and 11; the third is used by nobody.
const LINE = [
  snapshot(10, 'query', [[0], [2], [10], [12]]),
  snapshot(10, 'centroids', [[1], [11], [100]]),
  snapshot(10, 'values', [
    [1, 0],
    [0, 1],
    [0, 0],
  ]),
  snapshot(10, 'assignment', [
    [1, 0, 0],
    [1, 0, 0],
    [0, 1, 0],
    [0, 1, 0],
  ]),
]

describe('the figures of a run', () => {
  it('are those of the hand-worked line', () => {
    const found = diagnosticsOf(fold([observing([0, 0, 1, 1]), ...LINE]))
    expect(found?.occupancy.effective).toBeCloseTo(2, 6)
    expect(found?.dead).toBeCloseTo(1 / 3, 9)
    expect(found?.radii).toEqual([1, 1, 0])
    expect(found?.radius).toBeCloseTo(1, 9)
    expect(found?.apart?.least).toBeCloseTo(10, 9)
    expect(found?.daviesBouldin).toBeCloseTo(0.2, 9)
    expect(found?.agreement?.nmi).toBeCloseTo(1, 9)
    // Each cluster holds one user of either level of activity, as the whole does.
    expect(found?.mix).toBeCloseTo(0, 9)
    expect(found?.silhouette).toBeNull()
  })
  it('know no agreement without planted groups, the silhouette at the end only, and nothing before a reading', () => {
    const ended: RunEvent = {
      type: 'ended',
      reason: 'finished',
      step: 10,
      bestStep: 10,
      seconds: 1,
      rowsPerSecond: 1,
    }
    expect(diagnosticsOf(fold([observing(null), ...LINE]))?.agreement).toBeNull()
    expect(diagnosticsOf(fold([observing(null), ...LINE, ended]))?.silhouette).toBeGreaterThan(0.7)
    expect(diagnosticsOf(fold([observing(null)]))).toBeNull()
  })
})

describe('the activity mix', () => {
  it('is 0 where clusters mix as the whole does and 1 bit less what halves share where they split it', () => {
    const deciles = Uint8Array.of(1, 1, 10, 10)
    expect(activityMix(Int32Array.of(0, 1, 0, 1), deciles)).toBeCloseTo(0, 12)
    // p = (1, 0), q = (½, ½): m = (¾, ¼), JSD = H(m) − ½ = 0.8113 − 0.5 bits.
    expect(activityMix(Int32Array.of(0, 0, 1, 1), deciles)).toBeCloseTo(0.3113, 4)
  })
})

describe('how alike the clusters’ values are', () => {
  it('is 1 on a line and the Welch floor for a simplex', () => {
    const points = (rows: readonly (readonly number[])[]) => ({
      rows: rows.length,
      width: rows[0]?.length ?? 0,
      values: Float32Array.from(rows.flat()),
    })
    expect(alikeness(points([[0], [1], [5]]))?.cosine).toBeCloseTo(1, 5)
    const simplex = alikeness(
      points([
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ]),
    )
    expect(simplex?.cosine).toBeCloseTo(0.5, 5)
    expect(simplex?.floor).toBeCloseTo(0.5, 9)
    expect(welchFloor(16, 8)).toBeCloseTo(0.258, 3)
  })
})

describe('movement', () => {
  it('is read from one evaluation to the next', () => {
    const run = fold([
      ...LINE,
      snapshot(20, 'assignment', [
        [0, 1, 0],
        [1, 0, 0],
        [0, 1, 0],
        [0, 1, 0],
      ]),
      snapshot(20, 'values', [
        [1, 0],
        [0, 0],
        [0, 0],
      ]),
    ])
    const motion = motionOf(run)
    expect(motion.values).toEqual([{ x: 20, y: Math.SQRT1_2 }])
    expect(motion.centroids).toEqual([])
    expect(motion.lastStep).toBe(20)
  })
})
