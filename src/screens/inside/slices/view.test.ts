import { describe, expect, it } from 'vitest'
import type { SliceMetrics } from '../../../core/metrics/slice-metrics.ts'
import { type SliceSpec, sliceKey } from '../../../core/metrics/slice-spec.ts'
import { sampleConfig } from '../../../experiment/defaults.ts'
import { readingHash } from '../../../experiment/hash.ts'
import { queuedRun, type Run } from '../../../run/run.ts'
import type { SavedSlice } from '../../../store/compare-view.ts'
import { askedOf, lackOf, readableSlices, sharedSlices, slicesFor } from './view.ts'

const config = sampleConfig()
const users = (reading: string): SliceSpec => ({
  all: [{ kind: 'users', of: 'k3: full, seed 1', reading, users: [1, 2] }],
})
const OWN: SavedSlice = { name: 'k3', spec: users(readingHash(config)) }
const FOREIGN: SavedSlice = { name: 'k9', spec: users('another reading') }
const PLAIN: SavedSlice = { name: 'few', spec: { all: [{ kind: 'activity', from: 1, to: 2 }] } }
const ROWS: SavedSlice = {
  name: 'a bin',
  spec: { all: [{ kind: 'rows', of: 'a bin', reading: 'another reading', rows: [3] }] },
}
const SAVED = [OWN, FOREIGN, PLAIN, ROWS]

const metrics = (split: 'valid' | 'test', slice: string | null): SliceMetrics => ({
  ...{ split, task: 'click', slice, rows: 100, positives: 40, users: 50 },
  ...{ auc: 0.7, gauc: null, gaucExcluded: null, logloss: null, calibration: null },
})
const run: Run = {
  ...queuedRun('r', config),
  report: {
    metrics: [
      metrics('valid', 'scene=seen on validation alone'),
      ...[null, 'scene=click', 'activity=D3', 'activity=unseen', 'activity=low', sliceKey(FOREIGN.spec)].map(
        (slice) => metrics('test', slice),
      ),
    ],
    roc: new Map(),
    violations: new Map(),
    sensitivity: [],
    interventions: [],
    replicates: new Map(),
  },
}

describe('slices inside', () => {
  it('are those of the test report and those that people saved, users and rows only where they can be told', () => {
    expect(readableSlices(run, SAVED)).toEqual([OWN, PLAIN])
    expect(slicesFor(run, SAVED)).toEqual([
      ...[null, 'scene=click', 'activity=D3', 'activity=unseen', 'activity=low'],
      ...[sliceKey(OWN.spec), sliceKey(PLAIN.spec)],
    ])
  })

  it('leave out of the subject bar what Compare does not take', () => {
    expect(sharedSlices(run, [PLAIN])).toEqual([null, 'scene=click', 'activity=low', sliceKey(PLAIN.spec)])
  })

  it('bring along what they ask where a person made them', () => {
    expect(askedOf(sliceKey(OWN.spec), SAVED)).toEqual({ slice: sliceKey(OWN.spec), spec: OWN.spec })
    expect(askedOf('scene=click', SAVED)).toEqual({ slice: 'scene=click' })
    expect(askedOf(null, SAVED)).toEqual({ slice: null })
  })

  it('say that one class has no AUC, and that few rows or users have no verdict', () => {
    const counts = { rows: 400, positives: 100, users: 100 }
    expect(lackOf(counts)).toBeNull()
    expect(lackOf({ ...counts, positives: 0 })).toBe('oneClass')
    expect(lackOf({ ...counts, positives: 400 })).toBe('oneClass')
    expect(lackOf({ ...counts, positives: 29 })).toBe('thin')
    expect(lackOf({ ...counts, positives: 371 })).toBe('thin')
    expect(lackOf({ ...counts, users: 99 })).toBe('thin')
  })
})
