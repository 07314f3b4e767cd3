import { beforeAll, describe, expect, it } from 'vitest'
import { metricText } from '../../../charts/format.ts'
import { encode } from '../../../core/data/encode.ts'
import { answerOf } from '../../../core/ranking/answer.ts'
import { hexbins } from '../../../core/ranking/hexbin.ts'
import type { Fusion, RankAnswer, RankQuestion } from '../../../core/ranking/question.ts'
import { SAMPLE_SCHEMA, sampleConfig } from '../../../experiment/defaults.ts'
import { queuedRun, type Run } from '../../../run/run.ts'
import type { RankState } from '../../../store/state.ts'
import { worldDataset } from '../../../testing/datasets.ts'
import type { NamedGroup } from '../../compare/view.ts'
import {
  answerFor,
  axesRows,
  canBeAsked,
  hexagonDigits,
  measureOf,
  partnersOf,
  rulesIn,
  searchPoints,
  slopeRows,
  sweepPoints,
} from './view.ts'

const FUSION: Fusion = { weights: [1, 1], form: 'product', lambda: 0.5, places: 2 }
const config = sampleConfig()
const REPORT = {
  metrics: [],
  roc: new Map(),
  violations: new Map(),
  sensitivity: [],
  interventions: [],
  replicates: new Map(),
}
const ended = (id: string, seed: number, change: Partial<Run> = {}): Run => ({
  ...queuedRun(id, { ...config, seed }),
  status: { kind: 'ended', reason: 'finished', step: 9 },
  attempt: `${id}#1`,
  report: REPORT,
  ...change,
})
const group = (id: string, runs: readonly Run[]): NamedGroup => ({ id, name: id, style: 0, config, runs })

describe('what the Ranking tab draws', () => {
  let answers: Readonly<Record<'slope' | 'fusion' | 'search' | 'sweep' | 'transfer', RankAnswer>>

  beforeAll(async () => {
    const dataset = await worldDataset({ rows: 1500, users: 60, hosts: 12 })
    const encoding = encode(dataset, SAMPLE_SCHEMA, { kind: 'random', valid: 0.3, test: 0.4 })
    if (!encoding.ok) throw new Error(JSON.stringify(encoding.error))
    const { encoded } = encoding.value
    const logits = (rows: Uint32Array) =>
      Float32Array.from([...rows].flatMap((row) => [0, 1].map((t) => encoded.truth?.[row * 2 + t] ?? 0)))
    const scored = {
      valid: logits(encoded.splits.valid),
      test: logits(encoded.splits.test),
      clusters: new Int32Array(encoded.splits.test.length),
    }
    const ask = (question: RankQuestion): RankAnswer => {
      const answer = answerOf(question, encoded, scored, scored)
      if (!answer.ok) throw new Error(JSON.stringify(answer.error))
      return answer.value
    }
    answers = {
      slope: ask({ kind: 'slope', task: 'watch_sec>10', rule: null, slice: null }),
      fusion: ask({ kind: 'fusion', fusion: FUSION }),
      search: ask({ kind: 'search', fusion: { ...FUSION, lambda: 0 }, utility: 'gauc' }),
      sweep: ask({ kind: 'sweep', fusion: FUSION }),
      transfer: ask({ kind: 'transfer', task: 'watch_sec>10' }),
    }
  }, 60_000)

  const answerOfKind = <Kind extends keyof typeof answers>(kind: Kind) => {
    const state: RankState = { kind: 'answered', attempt: 'a', partner: null, answer: answers[kind] }
    const answer = answerFor(state, kind, 'a')
    if (answer === null) throw new Error(`no answer of ${kind}`)
    return answer
  }

  it('is of this execution alone, the last answer while the next is awaited, and none of a refusal', () => {
    const about = { attempt: 'a', partner: null }
    const answer = answers.fusion
    expect(answerFor({ ...about, kind: 'answered', answer }, 'fusion', 'b')).toBeNull()
    expect(answerFor({ ...about, kind: 'asking', rankId: 'r', last: answer }, 'fusion', 'a')).toBe(answer)
    expect(answerFor({ ...about, kind: 'refused', issues: [] }, 'fusion', 'a')).toBeNull()
    expect(answerFor(undefined, 'fusion', 'a')).toBeNull()
  })

  it('asks runs that ended with numbers here, and lays beside them runs of the same rows and seed', () => {
    const own = ended('a', 2)
    expect(canBeAsked(own)).toBe(true)
    expect(canBeAsked(ended('a', 1, { attempt: null }))).toBe(false)
    expect(canBeAsked(ended('a', 1, { status: { kind: 'ended', reason: 'diverged', step: 1 } }))).toBe(false)
    const other = { ...config, seed: 2, split: { kind: 'random', valid: 0.2, test: 0.2 } as const }
    const groups = [
      group('a', [own]),
      group('b', [ended('b', 1), ended('b', 2)]),
      group('c', [ended('c', 2, { config: other })]),
      group('d', [queuedRun('d', { ...config, seed: 2 })]),
    ]
    const found = partnersOf(groups, { group: groups[0] as NamedGroup, run: own })
    expect(found.map(({ group: { id }, run }) => [id, run.config.seed])).toEqual([['b', 2]])
  })

  it('sets the slope beside what its AUC says, and divides both by the base rate’s scale', () => {
    const rows = slopeRows(answerOfKind('slope'))
    expect(rows.map(({ score }) => score)).toEqual(['model', 'rule', 'partner'])
    for (const row of rows) {
      expect(row.slope).toBeCloseTo(row.identity, 3)
      expect(row.normalised).toBeCloseTo(row.auc - 0.5, 3)
    }
    // One run beside itself: equal in everything.
    expect(rows[2]).toEqual({ ...rows[0], score: 'partner' })
    expect(rulesIn(answerOfKind('slope'))).toEqual([{ field: 'same_age', value: '1' }])
  })

  it.each([1, 0.01, 2e-5])('names each hexagon of probabilities up to %f by a centre of its own', (most) => {
    const places = Array.from({ length: 60 * 60 }, (_, at) => [at % 60, Math.floor(at / 60)] as const)
    const along = (axis: 0 | 1) => Float32Array.from(places, (place) => (place[axis] * most) / 59)
    const { map } = hexbins(along(0), along(1))
    expect(map.cells.length).toBeGreaterThan(600)
    const digits = hexagonDigits(map)
    const names = map.cells.map(({ x, y }) => `${metricText(x, digits)} ${metricText(y, digits)}`)
    expect(new Set(names).size).toBe(names.length)
  })

  it('draws a search as its trials, what nothing beats filled and the choice ringed', () => {
    const answer = answerOfKind('search')
    const points = searchPoints(answer, 'gini', 'ndcg|watch_sec>10')
    expect(points).toHaveLength(answer.trials.length)
    expect(points.filter(({ mark }) => mark === 'chosen').map(({ key }) => key)).toEqual([
      String(answer.best),
    ])
    for (const point of points.filter(({ mark }) => mark === 'front')) {
      // Less Gini is better.
      expect(points.some(({ x, y }) => (x < point.x && y >= point.y) || (x <= point.x && y > point.y))).toBe(
        false,
      )
    }
  })

  it('draws a sweep from no penalty on, and the change that the penalty makes', () => {
    const sweep = answerOfKind('sweep')
    const points = sweepPoints(sweep, 'gauc|watch_sec>10')
    expect(points[0]?.text).toBe('λ 0')
    expect(points.at(-1)?.x).toBeLessThan(points[0]?.x ?? 0)
    const base = sweep.points[0]?.axes ?? null
    const { axes } = answerOfKind('fusion')
    const rows = axesRows(axes, base)
    const gini = rows.find(({ measure }) => measure === 'gini')
    expect(gini?.value).toBe(measureOf(axes, 'gini'))
    expect(gini?.value).toBeLessThan(gini?.base ?? 0)
    for (const { value, base: was } of rows.filter(({ measure }) => measure === 'pcoc'))
      expect(value).toBe(was)
    expect(rows.some(({ measure }) => measure.startsWith('gift'))).toBe(false)
    expect(axesRows({ ...axes, producer: null }, null).some(({ side }) => side === 'producer')).toBe(false)
  })
})
