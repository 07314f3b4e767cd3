import { beforeAll, describe, expect, it } from 'vitest'
import { SAMPLE_SCHEMA } from '../../experiment/defaults.ts'
import { worldDataset } from '../../testing/datasets.ts'
import { encode } from '../data/encode.ts'
import type { EncodedDataset } from '../data/encoded.ts'
import type { Split } from '../data/schema.ts'
import { stream } from '../rng.ts'
import { answerOf } from './answer.ts'
import {
  type Fusion,
  LAMBDAS,
  type RankAnswer,
  type RankKind,
  type RankQuestion,
  type Scored,
} from './question.ts'

const logit = (p: number): number => Math.log(p / (1 - p))
const FUSION: Fusion = { weights: [1, 1], form: 'product', lambda: 0, places: 2 }

describe('answers about a run’s ranking', () => {
  let encoded: EncodedDataset
  let blind: Scored
  let knowing: Scored

  beforeAll(async () => {
    const dataset = await worldDataset({
      rows: 9000,
      users: 300,
      hosts: 40,
      priorAdds: 1.5,
      priorModulates: 0,
    })
    const split = { kind: 'random', valid: 0.25, test: 0.35 } as const
    const encoding = encode(dataset, SAMPLE_SCHEMA, split)
    if (!encoding.ok) throw new Error(JSON.stringify(encoding.error))
    encoded = encoding.value.encoded
    knowing = { valid: truths('valid', 0), test: truths('test', 0) }
    // The planted effect of the prior is taken out again: a score that does not know it.
    blind = { valid: truths('valid', 1.5), test: truths('test', 1.5) }
  })

  /** True logits [rows, T] of a split, less `off` where ages are the same. */
  function truths(split: Split, off: number): Float32Array {
    const tasks = encoded.tasks.length
    const same = encoded.fields.findIndex(({ name }) => name === 'same_age')
    const id = encoded.fields[same]?.labels.indexOf('1')
    return Float32Array.from(
      [...encoded.splits[split]].flatMap((row) =>
        encoded.tasks.map(
          (_, t) =>
            logit(encoded.truth?.[row * tasks + t] as number) -
            (encoded.ids[row * encoded.fields.length + same] === id ? off : 0),
        ),
      ),
    )
  }

  function ask<Kind extends RankKind>(
    question: RankQuestion & { readonly kind: Kind },
    scored = knowing,
    partner: Scored | null = null,
  ): Extract<RankAnswer, { readonly kind: Kind }> {
    const answer = answerOf(question, encoded, scored, partner)
    if (!answer.ok) throw new Error(JSON.stringify(answer.error))
    return answer.value as Extract<RankAnswer, { readonly kind: Kind }>
  }
  const slope = (scored: Scored, partner: Scored | null = null) =>
    ask({ kind: 'slope', task: 'watch_sec>10', rule: null, slice: null }, scored, partner)

  it('has the slope that the AUC implies, for each score, within an interval that holds it', () => {
    const { curves, rows } = slope(blind, knowing)
    expect(rows).toBe(encoded.splits.test.length)
    expect(curves.map(({ score }) => score)).toEqual(['model', 'rule', 'partner'])
    for (const { slope: found, low, high } of curves) {
      if (found === null) throw new Error('no slope')
      expect(found.slope).toBeCloseTo(found.scale * (found.auc - 0.5), 3)
      expect(low).toBeLessThan(found.slope)
      expect(high).toBeGreaterThan(found.slope)
      expect(found.bins.reduce((sum, bin) => sum + bin.rows, 0)).toBe(rows)
    }
  })

  it('finds the prior that a score misses, by rule, by curve and by test, and not where the score has it', () => {
    const { rule, lift, curves, uplifts } = slope(blind, knowing)
    expect(rule).toEqual({ field: 'same_age', value: '1' })
    expect(lift).toBeGreaterThan(0.9)
    const aucs = curves.map((curve) => curve.slope?.auc ?? 0)
    expect(aucs[1]).toBeGreaterThan((aucs[0] as number) + 0.01)
    const [missed, known] = uplifts
    expect(missed?.low).toBeGreaterThan(0.1)
    expect(missed?.uplift?.pValue).toBeLessThan(1e-6)
    expect(known).toMatchObject({ score: 'partner' })
    expect(known?.low).toBeLessThan(0)
    expect(known?.high).toBeGreaterThan(0)
    expect(known?.uplift?.pValue).toBeGreaterThan(0.001)
  })

  it('fuses to one goal alone as that goal ranks within its requests', () => {
    const { axes, read } = ask({ kind: 'fusion', fusion: { ...FUSION, weights: [0, 3] } })
    expect(read.by).toBe('user-day')
    expect(axes.consumer.tasks[1]?.gauc).toBeCloseTo(pairsWithin(1), 6)
    // Without a penalty a positive factor and the form change no order of a single goal.
    const sum = ask({ kind: 'fusion', fusion: { ...FUSION, weights: [0, 1], form: 'sum' } })
    expect(sum.axes.consumer.tasks[1]?.ndcg10).toBeCloseTo(axes.consumer.tasks[1]?.ndcg10 ?? 0, 3)
    expect(axes.platform.gift).toBeNull()
  })

  /** AUC within a request, weighted by its rows, pair by pair. */
  function pairsWithin(task: number): number {
    const tasks = encoded.tasks.length
    const { codes } = encoded.requests()
    const lists = new Map<number, { y: number; s: number }[]>()
    for (const [i, row] of encoded.splits.test.entries()) {
      const code = codes[row] as number
      const y = encoded.labels[row * tasks + task] as number
      lists.set(code, [...(lists.get(code) ?? []), { y, s: knowing.test[i * tasks + task] as number }])
    }
    let [sum, weight] = [0, 0]
    for (const list of lists.values()) {
      const pairs = list
        .filter(({ y }) => y === 1)
        .flatMap((a) => list.filter(({ y }) => y === 0).map((b) => a.s - b.s))
      if (pairs.length === 0) continue
      const wins = pairs.reduce((w, d) => w + (d > 0 ? 1 : d === 0 ? 0.5 : 0), 0)
      sum += (list.length * wins) / pairs.length
      weight += list.length
    }
    return sum / weight
  }

  it('counts what is shown: exposures by hand, watch and rates of the first places', () => {
    const one = ask({ kind: 'fusion', fusion: { ...FUSION, places: 100 } })
    // With a place for every row all is shown, whatever the order.
    const rows = [...encoded.splits.test]
    const watched = encoded.watch()?.values ?? new Float64Array()
    expect(one.read.contested).toBe(0)
    expect(one.axes.consumer.watch).toBeCloseTo(
      rows.reduce((a, row) => a + (watched[row] as number), 0) / rows.length,
      6,
    )
    expect(one.axes.consumer.tasks[0]?.observed).toBeCloseTo(
      rows.reduce((a, row) => a + (encoded.labels[row * 2] as number), 0) / rows.length,
      6,
    )
    const few = ask({ kind: 'fusion', fusion: FUSION })
    expect(few.axes.consumer.tasks[0]?.observed).toBeGreaterThan(one.axes.consumer.tasks[0]?.observed ?? 1)
  })

  it('spreads exposure as the penalty grows, at a price in NDCG, and begins with no penalty', () => {
    const { points } = ask({ kind: 'sweep', fusion: { ...FUSION, lambda: 9 } })
    expect(points.map(({ lambda }) => lambda)).toEqual(LAMBDAS)
    const ginis = points.map(({ axes }) => axes.producer?.gini ?? Number.NaN)
    for (let i = 1; i < ginis.length; i++) expect(ginis[i]).toBeLessThan((ginis[i - 1] as number) + 0.005)
    expect(ginis.at(-1)).toBeLessThan((ginis[0] as number) - 0.02)
    const ndcgs = points.map(({ axes }) => axes.consumer.tasks[0]?.ndcg10 ?? Number.NaN)
    expect(ndcgs.at(-1)).toBeLessThan(ndcgs[0] as number)
    expect(points[0]?.axes).toEqual(ask({ kind: 'fusion', fusion: FUSION }).axes)
    // Probabilities do not move with a re-ranking.
    expect(new Set(points.map(({ axes }) => axes.consumer.tasks[0]?.pcoc)).size).toBe(1)
  })

  it('chooses on validation among the draws, and tells test of each', () => {
    const fusion = { ...FUSION, weights: [1, 0.5] }
    const found = ask({ kind: 'search', fusion, utility: 'ndcg' })
    expect(found.trials).toHaveLength(2 + 200 + 1)
    const top = Math.max(...found.trials.map(({ utility }) => utility ?? 0))
    expect(found.trials[found.best ?? -1]?.utility).toBe(top)
    expect(found.trials.at(-1)?.weights).toEqual(fusion.weights)
    expect(found.trials.at(-1)?.test).toEqual(ask({ kind: 'fusion', fusion }).axes)
  }, 60_000)

  it.each<[string, RankQuestion, string]>([
    ['a task that is not there', { kind: 'slope', task: 'x', rule: null, slice: null }, 'ranking.noTask'],
    [
      'a value that the prior has not',
      { kind: 'slope', task: 'watch_sec>10', rule: { field: 'same_age', value: '7' }, slice: null },
      'ranking.noRule',
    ],
    ['a weight too few', { kind: 'fusion', fusion: { ...FUSION, weights: [1] } }, 'ranking.fusion'],
    ['a weight below 0', { kind: 'sweep', fusion: { ...FUSION, weights: [1, -1] } }, 'ranking.fusion'],
    ['no place', { kind: 'search', fusion: { ...FUSION, places: 0 }, utility: 'gauc' }, 'ranking.fusion'],
  ])('refuses %s', (_, question, code) => {
    const answer = answerOf(question, encoded, knowing, null)
    expect(answer.ok ? [] : answer.error.map((one) => one.code)).toEqual([code])
  })

  it('refuses to fuse where nothing says what was shown together', () => {
    const alone = {
      ...encoded,
      requests: () => ({ by: null, codes: new Int32Array(encoded.rowCount).fill(-1) }),
    }
    const answer = answerOf({ kind: 'fusion', fusion: FUSION }, alone, knowing, null)
    expect(answer.ok ? [] : answer.error.map((one) => one.code)).toEqual(['ranking.noRequests'])
  })

  it('answers the same question the same way, noise in the score or not', () => {
    const rng = stream(3, 'noise')
    const noisy = { ...knowing, test: knowing.test.map((z) => z + rng.normal()) }
    expect(slope(noisy)).toEqual(slope(noisy))
    expect(slope(noisy).curves[0]?.slope?.auc).toBeLessThan(slope(knowing).curves[0]?.slope?.auc ?? 0)
  })
})
