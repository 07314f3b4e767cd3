import { describe, expect, it } from 'vitest'
import { sampleConfig } from '../../experiment/defaults.ts'
import { queuedRun, type Run } from '../../run/run.ts'
import { priorRows, sensitivityRows } from './view.ts'

const field = (
  name: string,
  roles: readonly string[],
  labels: readonly string[],
  ids: readonly number[],
) => ({
  name,
  roles,
  labels,
  ids: Int32Array.from(ids),
})
const queued = queuedRun('a', sampleConfig())
const run: Run = {
  ...queued,
  observed: {
    sceneIds: new Int32Array(5),
    sceneNames: ['all'],
    deciles: new Uint8Array(5),
    plainFields: [],
    fields: [
      field('genre', [], ['', 'a', 'b'], [1, 1, 1, 1, 1]),
      field('constant', ['prior'], ['', 'x'], [1, 1, 1, 1, 1]),
      field('same', ['prior'], ['', '0', '1'], [1, 1, 1, 2, 0]),
    ],
  },
  snapshots: new Map([
    ['prior-auxiliary/error', { step: 3, shape: [5, 1], values: Float32Array.of(0.1, 0.2, 0.3, 0.6, 0) }],
    ['prior-auxiliary/hit', { step: 3, shape: [5, 1], values: Float32Array.of(1, 1, 1, 0, 0) }],
  ]),
}

describe('rows of priors', () => {
  it('are none before the first snapshot', () => {
    expect(priorRows(queued, ['click'])).toEqual([])
    expect(sensitivityRows(queued)).toBeNull()
  })

  it('hold error and accuracy against what a constant reaches, over the rows that know the prior', () => {
    const [row, ...rest] = priorRows(run, ['click', 'gift'])
    expect(rest).toEqual([])
    // Four rows know it, three of them 0. Error (.1 + .2 + .3 + .6) / 4; entropy −¾ ln ¾ − ¼ ln ¼ = .5623351.
    expect(row).toMatchObject({ prior: 'same', rows: 4, accuracy: 0.75, common: 0.75 })
    expect(row?.error).toBeCloseTo(0.3, 6)
    expect(row?.entropy).toBeCloseTo(0.5623351, 6)
    expect(row?.explained).toBeCloseTo(1 - 0.3 / 0.5623351, 6)
    expect(row?.sensitivity).toEqual([null, null])
  })

  it('take each task’s sensitivity from the report', () => {
    const one = { prior: 'same', task: 'gift', mean: 0.04, values: 2, rows: 90 }
    const report = {
      metrics: [],
      roc: new Map(),
      violations: new Map(),
      sensitivity: [{ ...one, prior: 'other', mean: 9 }, one],
      interventions: [],
      replicates: new Map(),
    }
    const tested = { ...run, report }
    expect(priorRows(tested, ['click', 'gift'])[0]?.sensitivity).toEqual([null, 0.04])
    expect(sensitivityRows(tested)).toBe(90)
  })
})
