import { beforeAll, describe, expect, it } from 'vitest'
import { moduleWorld } from '../../testing/module-world.ts'
import type { EncodedDataset } from '../data/encoded.ts'
import { askedSlice } from '../metrics/asked-slice.ts'
import { stream } from '../rng.ts'
import { answerOf } from './answer.ts'
import { hexbins } from './hexbin.ts'
import type { RankAnswer, Scored } from './question.ts'

const WORLD: EncodedDataset = moduleWorld()
const TASKS = WORLD.tasks.length
const { test, valid } = WORLD.splits

/** Logits of every row of both splits, from those of the first two tasks. */
function scored(of: (i: number) => readonly [required: number, later: number]): Scored {
  const split = (rows: number): Float32Array =>
    Float32Array.from(Array.from({ length: rows }, (_, i) => [...of(i), 0]).flat())
  return { valid: split(valid.length), test: split(test.length) }
}
function asked(own: Scored, partner: Scored | null = null, task = 'longer') {
  const answer = answerOf({ kind: 'transition', task, slice: null }, WORLD, own, partner)
  if (!answer.ok) throw new Error(answer.error.map(({ code }) => code).join())
  if (answer.value.kind !== 'transition') throw new Error(answer.value.kind)
  return answer.value
}

describe('whether chained tasks agree', () => {
  const rng = stream(4, 'transition-test')
  const free = scored(() => [rng.normal(), rng.normal()])

  it('counts the rows where the later is likelier, as brute force does', () => {
    const { violations, rows } = asked(free)
    let [count, excess] = [0, 0]
    for (let i = 0; i < test.length; i++) {
      const p = (task: number): number => Math.fround(1 / (1 + Math.exp(-(free.test[i * TASKS + task] ?? 0))))
      if (p(1) > p(0)) [count, excess] = [count + 1, excess + p(1) - p(0)]
    }
    expect(count).toBeGreaterThan(0)
    expect(violations.count).toBe(count)
    expect(violations.share).toBe(count / rows)
    expect(violations.excess).toBeCloseTo(excess / count, 6)
    expect(violations.low).toBeLessThanOrEqual(violations.share)
    expect(violations.high).toBeGreaterThanOrEqual(violations.share)
  })

  it('finds none where p(later) is p(required) times something', () => {
    const chain = scored((i) => {
      const [p, given] = [0.1 + 0.05 * (i % 12), 0.3 + 0.02 * (i % 5)]
      return [Math.log(p / (1 - p)), Math.log((p * given) / (1 - p * given))]
    })
    const { violations } = asked(chain)
    expect(violations).toEqual({ count: 0, share: 0, excess: null, low: 0, high: 0 })
    // Beside a run that violates: less, by the same users.
    const beside = asked(chain, free).partner
    expect(beside?.share).toBe(asked(free).violations.share)
    expect(beside?.delta).toBe(-(beside?.share ?? Number.NaN))
    expect(beside?.high).toBeLessThanOrEqual(0)
  })

  it('reads the transition on rows where the required task happened, and the ratio as its prediction', () => {
    const given = 0.4
    const chain = scored(() => [0, Math.log((0.5 * given) / (1 - 0.5 * given))])
    const { reliability, required, positives } = asked(chain)
    const happened = [...test].filter((row) => WORLD.labels[row * TASKS] === 1)
    expect(required).toBe(happened.length)
    expect(positives).toBe(happened.filter((row) => WORLD.labels[row * TASKS + 1] === 1).length)
    expect(reliability).toHaveLength(1)
    expect(reliability[0]?.predicted).toBeCloseTo(given, 5)
    expect(reliability[0]?.observed).toBeCloseTo(positives / required, 9)
  })

  it('reads 0 where the required task is held impossible, as the later is', () => {
    // Below a logit of −104 a single-precision probability is 0.
    const never = scored(() => [-200, -200])
    const { reliability, violations } = asked(never)
    expect(reliability.map(({ predicted }) => predicted)).toEqual([0])
    expect(violations.count).toBe(0)
  })

  it('is not asked of a task that requires none', () => {
    expect(() => asked(free, null, 'long')).toThrow('ranking.noRequired')
  })
})

describe('hexagons', () => {
  it('hold every point once, each in the hexagon of the nearest centre', () => {
    const rng = stream(9, 'hexbin-test')
    const [x, y] = [0, 1].map(() => Float32Array.from({ length: 300 }, () => rng.uniform())) as [
      Float32Array,
      Float32Array,
    ]
    const {
      map: { cells, max, radius },
      ofPoint,
    } = hexbins(x, y)
    expect(cells.reduce((sum, { count }) => sum + count, 0)).toBe(300)
    expect(max).toBe(Math.max(...x, ...y))
    // Nobody is farther from the centre than a corner is, and no other hexagon's centre is nearer.
    const own = new Map<string, number>()
    for (const [i, a] of x.entries()) {
      const distances = cells.map((cell) => Math.hypot(cell.x - a, cell.y - (y[i] ?? 0)))
      const least = Math.min(...distances)
      expect(least).toBeLessThanOrEqual(radius * (1 + 1e-6))
      const key = String(distances.indexOf(least))
      expect(ofPoint[i]).toBe(distances.indexOf(least))
      own.set(key, (own.get(key) ?? 0) + 1)
    }
    expect(cells.map(({ count }) => count)).toEqual(cells.map((_, i) => own.get(String(i))))
  })
})

describe('whether probabilities can be believed', () => {
  let answer: Extract<RankAnswer, { readonly kind: 'calibration' }>
  const rng = stream(5, 'trust-test')
  const own = scored(() => [rng.normal(), rng.normal()])

  beforeAll(() => {
    const found = answerOf({ kind: 'calibration', task: 'long', slice: null }, WORLD, own, null)
    if (!found.ok || found.value.kind !== 'calibration') throw new Error('no answer')
    answer = found.value
  })

  it('has every row in its bins and in its histogram, and the mean of the labels', () => {
    for (const of of [answer.asIs, answer.isotonic]) {
      expect(of?.bins.reduce((sum, { rows }) => sum + rows, 0)).toBe(test.length)
      expect(of?.bins.reduce((sum, { positives }) => sum + positives, 0)).toBe(answer.positives)
    }
    expect(answer.histogram.counts.reduce((a, b) => a + b, 0)).toBe(test.length)
    const predicted = answer.asIs.bins.reduce((sum, { predicted: p, rows }) => sum + p * rows, 0)
    expect(answer.asIs.calibration).toBeCloseTo(predicted / answer.positives, 6)
  })

  it('takes the rows of one slice alone, and refuses one that is not there', () => {
    const scene = WORLD.sceneNames[1]
    const found = answerOf({ kind: 'calibration', task: 'long', slice: `scene=${scene}` }, WORLD, own, null)
    const rows = [...test].filter((row) => WORLD.sceneIds[row] === 1)
    expect(found.ok && found.value.kind === 'calibration' && found.value.rows).toBe(rows.length)
    expect(answerOf({ kind: 'calibration', task: 'long', slice: 'no=such' }, WORLD, own, null).ok).toBe(false)
    const made = askedSlice({ all: [{ kind: 'scene', scene: scene as string }] })
    const own2 = answerOf({ kind: 'calibration', task: 'long', ...made }, WORLD, own, null)
    if (!found.ok || !own2.ok) throw new Error('refused')
    expect(own2.value).toEqual({ ...found.value, slice: made.slice })
  })
})
