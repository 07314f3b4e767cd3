import { describe, expect, it } from 'vitest'
import { sampleConfig } from '../experiment/defaults.ts'
import type { RunEvent } from '../run/events.ts'
import { queuedRun, type Run, reduceRun } from '../run/run.ts'
import { ended, STARTED } from '../testing/run-events.ts'
import { curveEnd, keptPoint, seedCurve } from './curves.ts'

const TASK = 'click'
const COUNT = 3000
const risen = (index: number): number => 0.5 + index / 10_000

/** A run that was evaluated every ten steps, each time a little better. */
function evaluated(...after: readonly RunEvent[]): Run {
  const of = { split: 'valid' as const, slice: null }
  const points = Array.from({ length: COUNT }, (_, index) => ({
    key: { ...of, metric: 'auc' as const, of: TASK },
    step: 10 * (index + 1),
    value: risen(index),
  }))
  return [STARTED, { type: 'metrics' as const, points }, ...after].reduce(
    reduceRun,
    queuedRun('a|1', sampleConfig()),
  )
}
const keptAt = (bestStep: number | null): RunEvent => ({
  type: 'ended',
  reason: 'finished',
  step: 10 * COUNT,
  bestStep,
  seconds: 1,
  rowsPerSecond: 1,
})

describe('where the kept weights of a run were reached', () => {
  it('is known at every evaluation, though the drawn line leaves most of them out', () => {
    const lost = Array.from({ length: 30 }, (_, i) => 1 + i * 97).filter((index) => {
      const run = evaluated(keptAt(10 * (index + 1)))
      const { points, best } = seedCurve(run, TASK, null)
      expect(best?.x).toBe(640 * (index + 1))
      expect(best?.y).toBeCloseTo(risen(index), 6)
      expect(keptPoint(run, TASK, null)).toEqual(best)
      return !points.some(({ x }) => x === best?.x)
    })
    expect(lost.length).toBeGreaterThan(5)
  })
  it('is nowhere while it trains, where none were kept, and on a slice without a curve', () => {
    expect(seedCurve(evaluated(), TASK, null).best).toBeNull()
    expect(seedCurve(evaluated(keptAt(null)), TASK, null).best).toBeNull()
    expect(seedCurve(evaluated(keptAt(15)), TASK, null).best).toBeNull()
    expect(keptPoint(evaluated(keptAt(10)), TASK, 'scene=a')).toBeNull()
  })
})

describe('a curve', () => {
  const STATES: readonly (readonly [string, Run, boolean])[] = [
    ['waits', queuedRun('a|1', sampleConfig()), false],
    ['trains', evaluated(), true],
    ['rests', evaluated({ type: 'paused', step: 10 * COUNT }), true],
    ['has finished', evaluated(keptAt(10 * 1501)), false],
    ['was stopped', evaluated(ended('stopped')), false],
    ['diverged', evaluated(ended('diverged')), false],
    ['kept no weights', evaluated(keptAt(null)), false],
    ['failed', evaluated({ type: 'failed', code: 'x', detail: '' }), false],
  ]
  it.each(STATES)('of a run that %s', (_, run, grows) => {
    const seed = seedCurve(run, TASK, null)
    expect(seed.grows).toBe(grows)
    const last = seed.points.at(-1)?.x ?? 1
    const end = curveEnd([{ id: 'a', name: 'a', style: 0, band: [], seeds: [seed] }])
    if (grows) expect(end).toBeGreaterThan(last)
    else expect(end).toBe(last)
  })
})
