import { describe, expect, it } from 'vitest'
import { auc } from '../metrics/auc.ts'
import { stream } from '../rng.ts'
import { exposureOf, gini, rerankByExposure, smallHosts } from './exposure.ts'
import { fused, paretoFront, searchWeights } from './fusion.ts'
import { ndcg } from './ndcg.ts'
import { ranked, requestsOf } from './requests.ts'
import { ruleScores, tunedLift } from './rule.ts'
import { slopeOf } from './slope.ts'
import { residualUplift } from './uplift.ts'
import { wilson } from './wilson.ts'

const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z))

/** Scores, a rule that the score does not know, and labels of both. */
function world(seed: number, n: number, effect: number) {
  const rng = stream(seed, 'ranking-test')
  const logits = Float32Array.from({ length: n }, () => rng.normal() - 0.5)
  const rule = Uint8Array.from({ length: n }, () => (rng.uniform() < 0.3 ? 1 : 0))
  const truth = Float32Array.from(logits, (z, i) => z + effect * (rule[i] as number))
  const labels = Float32Array.from(truth, (z) => (rng.uniform() < sigmoid(z) ? 1 : 0))
  const users = Int32Array.from({ length: n }, () => rng.int(50))
  return { logits, rule, truth, labels, users, p: logits.map(sigmoid) }
}

describe('slope of the label on a score’s rank', () => {
  it.each([10, 57, 2000])('is 12π(1−π)(AUC−½)·n²/(n²−1) without ties, at n = %s', (n) => {
    const { logits, labels } = world(n, n, 0)
    const found = slopeOf(labels, logits)
    const wanted = (found?.scale ?? 0) * ((found?.auc ?? 0) - 0.5) * (n ** 2 / (n ** 2 - 1))
    expect(found?.slope).toBeCloseTo(wanted, 6)
  })

  it('is the identity within 1e-4 at the size of a test split, ties or not', () => {
    const { logits, labels } = world(2, 20_000, 0)
    const tied = logits.map((z) => Math.round(z * 200) / 200)
    for (const scores of [logits, tied]) {
      const found = slopeOf(labels, scores)
      const identity = (found?.scale ?? 0) * ((found?.auc ?? 0) - 0.5)
      expect(Math.abs((found?.slope ?? Number.NaN) - identity)).toBeLessThan(1e-4)
    }
  })

  it('matches the hand-worked example', () => {
    // r = 1/8, 3/8, 5/8, 7/8 with labels 0, 0, 1, 1: Σ(r−½)(y−½) = .5, Σ(r−½)² = .3125, slope 1.6; AUC 1.
    const found = slopeOf(Float32Array.of(0, 0, 1, 1), Float32Array.of(1, 2, 3, 4), 2)
    expect(found?.slope).toBeCloseTo(1.6, 10)
    expect(found?.bins.map(({ rate, rows }) => [rate, rows])).toEqual([
      [0, 2],
      [1, 2],
    ])
  })

  it('does not change under an increasing map, and has no value where there is no order', () => {
    const { logits, labels } = world(3, 300, 0)
    expect(
      slopeOf(
        labels,
        logits.map((z) => z ** 3),
      )?.slope,
    ).toBeCloseTo(slopeOf(labels, logits)?.slope ?? 0, 6)
    expect(
      slopeOf(
        labels.map(() => 1),
        logits,
      ),
    ).toBeNull()
    expect(
      slopeOf(
        labels,
        logits.map(() => 2),
      ),
    ).toBeNull()
  })

  it('has bins with Wilson’s interval', () => {
    // 8 of 10: centre (.8 + 3.8415/20)/(1.38415) = .7167, half .2268.
    const [low, high] = wilson(8, 10)
    expect([low.toFixed(3), high.toFixed(3)]).toEqual(['0.490', '0.943'])
    expect(wilson(0, 0)).toEqual([0, 1])
    expect(wilson(0, 5)[0]).toBe(0)
  })
})

describe('residual uplift of a rule', () => {
  it('finds a signal that the score misses, and none where the score has it', () => {
    const { labels, p, truth, rule } = world(4, 20_000, 1)
    const missed = residualUplift(labels, p, rule, 'probability')
    const known = residualUplift(labels, truth.map(sigmoid), rule, 'probability')
    expect(missed?.uplift).toBeGreaterThan(0.15)
    expect(missed?.pValue).toBeLessThan(1e-6)
    expect(Math.abs(known?.uplift ?? 1)).toBeLessThan(0.03)
    expect(known?.pValue).toBeGreaterThan(0.01)
  })

  it('is rejected at the nominal rate where there is nothing', () => {
    let rejected = 0
    for (let seed = 0; seed < 200; seed++) {
      const { labels, p, rule } = world(1000 + seed, 600, 0)
      if ((residualUplift(labels, p, rule, 'probability')?.pValue ?? 1) < 0.05) rejected++
    }
    // Binomial(200, .05): 3 to 19 covers 99.8 %.
    expect(rejected).toBeGreaterThanOrEqual(2)
    expect(rejected).toBeLessThanOrEqual(20)
  })

  it('matches the hand-worked example, and has no value where a side has ten rows or fewer', () => {
    // One value of the score, so one bin: 12 rows of rule 1 with 9 positives, 20 of rule 0 with 5.
    const rule = Uint8Array.from({ length: 32 }, (_, i) => (i < 12 ? 1 : 0))
    const labels = Float32Array.from({ length: 32 }, (_, i) => (i < 9 || (i >= 12 && i < 17) ? 1 : 0))
    const flat = new Float32Array(32).fill(0.5)
    expect(residualUplift(labels, flat, rule, 'ranking')?.uplift).toBeCloseTo(9 / 12 - 5 / 20, 10)
    // U = Σ(x−.375)(y−.5) = 12·.625·(.75−.5) + 20·(−.375)(.25−.5) = 3.75; V = .25·(12·.625² + 20·.375²) = 1.875.
    expect(residualUplift(labels, flat, rule, 'probability')?.chiSquared).toBeCloseTo(3.75 ** 2 / 1.875, 6)
    expect(
      residualUplift(
        labels,
        flat,
        Uint8Array.from(rule, (x, i) => (i < 10 ? x : 0)),
        'ranking',
      ),
    ).toBeNull()
  })

  it('counts a row twice by weight 2 as by being there twice', () => {
    const { labels, p, rule } = world(5, 800, 0.7)
    const twice = <T extends Float32Array | Uint8Array>(values: T, from: (v: number[]) => T): T =>
      from([...values, ...values])
    const weighed = residualUplift(labels, p, rule, 'ranking', new Float32Array(800).fill(2))
    const doubled = residualUplift(
      twice(labels, (v) => Float32Array.from(v)),
      twice(p, (v) => Float32Array.from(v)),
      twice(rule, (v) => Uint8Array.from(v)),
      'ranking',
    )
    expect(weighed?.uplift).toBeCloseTo(doubled?.uplift ?? 0, 2)
  })
})

describe('a rule re-ranker', () => {
  it('finds the planted lift on the rows it is tuned on, and 0 for a rule that says nothing', () => {
    const { labels, logits, rule } = world(6, 20_000, 1)
    const lift = tunedLift(labels, logits, rule)
    expect(lift).toBeGreaterThan(0.7)
    expect(lift).toBeLessThan(1.3)
    expect(auc(labels, ruleScores(logits, rule, lift))).toBeGreaterThan(auc(labels, logits) ?? 1)
    expect(tunedLift(new Float32Array(5).fill(1), new Float32Array(5), new Uint8Array(5))).toBe(0)
  })
})

describe('NDCG', () => {
  const requests = requestsOf(Int32Array.of(0, 0, 0, -1, 1, 1))

  it('matches the hand-worked example', () => {
    // Request 0: order by score puts rel 0, 1, 2: gains 0, 1, 3 → (1/1.585 + 3/2)/(3 + 1/1.585) = .5869; request 1 has
    // no gain and does not count; the row without a request neither.
    const value = ndcg([2, 1, 0, 9, 0, 0], [1, 2, 3, 9, 1, 2], requests, 3)
    expect(value).toBeCloseTo((1 / Math.log2(3) + 3 / 2) / (3 + 1 / Math.log2(3)), 10)
  })

  it('is 1 for the best order and what chance earns for a constant score', () => {
    expect(ndcg([2, 1, 0, 0, 0, 0], [3, 2, 1, 0, 0, 0], requests, 3)).toBeCloseTo(1, 12)
    // Mean gain 4/3 at each of three places.
    const discount = 1 + 1 / Math.log2(3) + 0.5
    const constant = ndcg([2, 1, 0, 0, 0, 0], [7, 7, 7, 7, 7, 7], requests, 3)
    expect(constant).toBeCloseTo(((4 / 3) * discount) / (3 + 1 / Math.log2(3)), 10)
    expect(ndcg([0, 0, 0, 0, 0, 0], [1, 2, 3, 4, 5, 6], requests, 3)).toBeNull()
  })
})

describe('exposure', () => {
  it('has Gini 0 when all hosts are equal and (n−1)/n when one has all', () => {
    expect(gini([4, 4, 4, 4])).toBeCloseTo(0, 12)
    expect(gini([0, 0, 0, 9])).toBeCloseTo(0.75, 12)
    expect(gini([0, 0])).toBe(0)
    // (2·1−3−1)·1 + (2·2−3−1)·2 + (2·3−3−1)·3 = −2 + 0 + 6 over 3·6.
    expect(gini([3, 1, 2])).toBeCloseTo(4 / 18, 12)
  })

  it('says how many hosts are seen, and what the small half gets', () => {
    const small = smallHosts([100, 1, 50, 2])
    expect([...small]).toEqual([0, 1, 0, 1])
    const spread = exposureOf(Float64Array.of(6, 2, 2, 0), small)
    expect(spread.coverage).toBe(0.75)
    expect(spread.smallHostShare).toBeCloseTo(0.2, 12)
    expect(exposureOf(Float64Array.of(3, 3, 3, 3), small).evenness).toBeCloseTo(1, 12)
  })

  it('is spread by the penalty: λ = 0 is the score’s order, Gini falls and coverage grows with λ', () => {
    const rng = stream(9, 'exposure-test')
    const n = 4000
    const hosts = Int32Array.from({ length: n }, () => Math.floor(40 * rng.uniform() ** 2))
    const scores = Float32Array.from(hosts, (host) => -0.05 * host + 0.3 * rng.normal())
    const requests = requestsOf(Int32Array.from({ length: n }, (_, i) => Math.floor(i / 10)))
    const orders = requests.map((rows) => ranked(rows, scores))
    const plain = rerankByExposure(scores, hosts, 40, orders, 10, 0)
    for (const rows of plain.shown) {
      const values = Array.from(rows, (row) => scores[row] as number)
      expect(values).toEqual([...values].sort((a, b) => b - a))
    }
    const ginis = [0, 0.1, 0.3, 1, 3].map((lambda) =>
      gini(rerankByExposure(scores, hosts, 40, orders, 3, lambda).exposures),
    )
    for (let i = 1; i < ginis.length; i++) expect(ginis[i]).toBeLessThanOrEqual(ginis[i - 1] as number)
    expect(ginis.at(-1)).toBeLessThan((ginis[0] as number) - 0.1)
  })

  it('matches the greedy choice worked by hand', () => {
    // Hosts A, A, B with scores 1, .9, .5 and λ = 1: A (1), then A is worth .9 − ln 2 = .207 against B .5.
    const result = rerankByExposure([1, 0.9, 0.5], Int32Array.of(0, 0, 1), 2, [Uint32Array.of(0, 1, 2)], 2, 1)
    expect([...(result.shown[0] ?? [])]).toEqual([0, 2])
    expect([...result.exposures]).toEqual([1, 1])
  })
})

describe('fusion of goals', () => {
  const p = Float32Array.of(0.5, 0.2, 0.25, 0.4)

  it('is a product of powers in logarithms, or a weighted sum', () => {
    const product = fused(p, [1, 2], 'product')
    expect(product[0]).toBeCloseTo(Math.log(0.5 * 0.2 ** 2), 5)
    expect(product[1]).toBeCloseTo(Math.log(0.25 * 0.4 ** 2), 5)
    expect([...fused(p, [1, 2], 'sum')].map((v) => Number(v.toFixed(5)))).toEqual([0.9, 1.05])
  })

  it('searches each goal alone and draws of one stream, the same each time', () => {
    const search = () => searchWeights(2, stream(1, 'fusion'), 30)
    const trials = search()
    expect(trials).toHaveLength(32)
    expect(trials.slice(0, 2)).toEqual([
      [1, 0],
      [0, 1],
    ])
    expect(search()).toEqual(trials)
    for (const weights of trials.slice(2)) {
      expect(weights[0]).toBe(1)
      expect(weights[1]).toBeGreaterThanOrEqual(1 / 8)
      expect(weights[1]).toBeLessThanOrEqual(8)
    }
  })

  it('has a front that nothing dominates and that dominates everything else', () => {
    const rng = stream(2, 'front')
    const points = Array.from({ length: 100 }, () => [rng.uniform(), rng.uniform()])
    const front = paretoFront(points)
    const beats = (a: number, b: number) =>
      a !== b && (points[a] as number[]).every((v, i) => v >= (points[b]?.[i] as number))
    expect(front.some((a) => front.some((b) => beats(a, b)))).toBe(false)
    for (const i of points.keys()) {
      if (!front.includes(i)) expect(front.some((a) => beats(a, i))).toBe(true)
    }
  })
})
