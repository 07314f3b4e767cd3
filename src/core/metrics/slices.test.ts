import { describe, expect, it } from 'vitest'
import { SAMPLE_SCHEMA } from '../../experiment/defaults.ts'
import { worldDataset } from '../../testing/datasets.ts'
import { encode } from '../data/encode.ts'
import { stream } from '../rng.ts'
import { auc } from './auc.ts'
import { userReplicates } from './bootstrap.ts'
import { gauc } from './gauc.ts'
import { metricsOn, slicedSplit, sliceMetrics, slicesOf, splitLabels } from './slices.ts'

const result = encode(await worldDataset({ rows: 4000, users: 400, hosts: 50 }), SAMPLE_SCHEMA, {
  kind: 'random',
  valid: 0.2,
  test: 0.4,
})
if (!result.ok) throw new Error('refused')
const { encoded } = result.value
const random = stream(1, 'scores')
const scores = Float32Array.from(encoded.splits.test, () => random.uniform())
const metrics = sliceMetrics(encoded, 'test', 0, scores, 'probability')
const rowsOf = (prefix: string): number =>
  metrics.filter(({ slice }) => slice?.startsWith(prefix)).reduce((sum, { rows }) => sum + rows, 0)

describe('sliceMetrics', () => {
  it('has scenes that add up to all rows, and deciles with unseen users too', () => {
    const all = encoded.splits.test.length
    expect(metrics[0]).toMatchObject({ slice: null, rows: all })
    expect(rowsOf('scene=')).toBe(all)
    expect(rowsOf('activity=D') + rowsOf('activity=unseen')).toBe(all)
  })

  it('equals AUC on the rows of the slice', () => {
    const labels = splitLabels(encoded, 'test', 0)
    for (const { slice, positions } of slicesOf(encoded, 'test')) {
      const pick = (values: Float32Array) => Float32Array.from(positions, (i) => values[i] as number)
      expect(metrics.find((m) => m.slice === slice)?.auc).toBe(auc(pick(labels), pick(scores)))
    }
  })

  it('equals GAUC on the rows of the slice, and cuts only the slices that are wanted', () => {
    const labels = splitLabels(encoded, 'test', 0)
    const users = Int32Array.from(encoded.splits.test, (row) => encoded.users[row] as number)
    for (const { slice, positions } of slicesOf(encoded, 'test')) {
      const pick = (values: Float32Array) => Float32Array.from(positions, (i) => values[i] as number)
      const own = gauc(
        pick(labels),
        pick(scores),
        Int32Array.from(positions, (i) => users[i] as number),
      )
      const found = metrics.find((m) => m.slice === slice)
      expect([found?.gauc, found?.gaucExcluded]).toEqual([own.gauc, own.excluded])
    }
    const some = metricsOn(
      slicedSplit(encoded, 'test', (slice) => slice === 'activity=low'),
      0,
      scores,
      'probability',
    )
    expect(some).toEqual(metrics.filter(({ slice }) => slice === 'activity=low'))
  })

  it('gives a ranking score no logloss and no calibration', () => {
    const ranking = sliceMetrics(encoded, 'test', 0, scores, 'ranking')
    expect(ranking.every((m) => m.logloss === null && m.calibration === null)).toBe(true)
    expect(ranking[0]?.auc).toBe(metrics[0]?.auc)
  })
})

describe('userReplicates', () => {
  const options = { replicates: 100, seed: 0 }
  const replicates = userReplicates(encoded, 'test', 0, scores, options)

  it('scatters around the AUC of the rows', () => {
    const values = Array.from(replicates.get('*') as Float32Array)
    const mean = values.reduce((a, b) => a + b, 0) / values.length
    expect(mean).toBeCloseTo(metrics[0]?.auc as number, 1)
    expect(new Set(values).size).toBeGreaterThan(90)
  })

  it('draws the same users for every score: equal scores give equal replicates, and a shift changes none', () => {
    const again = userReplicates(
      encoded,
      'test',
      0,
      scores.map((s) => s + 1),
      options,
    )
    expect(Array.from(again.get('*') as Float32Array)).toEqual(
      Array.from(replicates.get('*') as Float32Array),
    )
  })

  it('has one series for every slice that has metrics', () => {
    expect([...replicates.keys()]).toEqual(metrics.map(({ slice }) => slice ?? '*'))
  })
})
