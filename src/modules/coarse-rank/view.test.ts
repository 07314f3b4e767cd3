import { describe, expect, it } from 'vitest'
import { defaultsOf } from '../../core/setting-spec.ts'
import { sampleConfig } from '../../experiment/defaults.ts'
import { queuedRun, reduceRun } from '../../run/run.ts'
import { coarseRank } from './spec.ts'
import { costOf, importances, studentFields } from './view.ts'

const { schema } = sampleConfig()
const defaults = defaultsOf(coarseRank.settings)

describe('the student’s fields', () => {
  it('are grouped by tower, priors only where a cross tower reads them', () => {
    expect(studentFields(schema, { towers: 'two' }).map(({ name }) => name)).toEqual([
      'scene',
      'gender',
      'age',
      'region',
      'host_id',
      'genre',
      'host_age',
    ])
    expect(studentFields(schema, { towers: 'three' }).at(-1)).toEqual({ name: 'same_age', tower: 'cross' })
  })
})

describe('the cost at these settings', () => {
  it('matches the hand-worked example of the sample', () => {
    // User 4·8 = 32 inputs: 32·32 + 32·16 = 1536. Item 3·8 = 24: 1280. 1536 + 100·16 = 3136.
    // 2816 weights and 96 biases of 4 bytes.
    expect(costOf(defaults, schema, 100)).toEqual({
      user: 1536,
      item: 1280,
      candidate: 16,
      request: 3136,
      parameters: 2912,
      bytes: 11648,
    })
  })

  it('counts the cross tower, halves and bytes', () => {
    // Cross 8·8 + 8 = 72 for each candidate.
    expect(costOf({ ...defaults, towers: 'three' }, schema, 100).candidate).toBe(88)
    // Halved: 4·4 = 16 inputs, [16, 8]: 256 + 128; items 12·16 + 128.
    expect(costOf({ ...defaults, half: true }, schema, 100)).toMatchObject({
      user: 384,
      item: 320,
      candidate: 8,
    })
    // 2816 weights of one byte, 96 biases of four.
    expect(costOf({ ...defaults, weights: 'int8' }, schema, 100).bytes).toBe(2816 + 384)
  })
})

describe('importances', () => {
  it('are mean gates, the largest first, and nothing before any was seen', () => {
    const config = { ...defaults, selection: 'se' } as const
    const run = queuedRun('r', sampleConfig())
    expect(importances(config, schema, run)).toBeNull()
    const values = Float32Array.of(0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.9, 0.3, 0.2, 0.3, 0.4, 0.5, 0.6, 0.9)
    const seen = reduceRun(run, {
      type: 'snapshot',
      step: 1,
      tap: 'coarse-rank/importance',
      shape: [2, 7],
      values,
    })
    const found = importances(config, schema, seen) ?? []
    expect(found[0]).toMatchObject({ name: 'host_age', tower: 'item' })
    expect(found.at(-1)?.value).toBeCloseTo(0.2, 6)
    expect(found).toHaveLength(7)
  })
})
