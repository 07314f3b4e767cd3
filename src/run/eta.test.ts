import { describe, expect, it } from 'vitest'
import { stream } from '../core/rng.ts'
import { firstRange, type Left, type Timing, timeRange } from './eta.ts'

const run = (group: string, seconds: number, steps = 100): Timing => ({ group, seconds, steps })
const waits = (group: string, runs: number, step: number | null = null): Left => ({ group, runs, step })
const middle = (range: { readonly least: number; readonly most: number } | null): number =>
  range === null ? Number.NaN : Math.sqrt(range.least * range.most)

interface World {
  readonly groups: number
  readonly seeds: number
  /** Spread of the groups' costs, and of runs within a group, in logs. */
  readonly between: number
  readonly within: number
}

/** One queue, seed by seed: what the interval says when a share of its work is done, and whether the end lies inside. */
function played(world: World, share: number, random: ReturnType<typeof stream>) {
  const cost = Array.from({ length: world.groups }, () => Math.exp(world.between * random.normal()))
  const runs = Array.from({ length: world.seeds * world.groups }, (_, i) => {
    const g = i % world.groups
    // Early stopping ends a run somewhere; a step takes what it takes on a machine that does other things, too.
    const steps = Math.round(300 + 300 * random.uniform())
    const stepSeconds = 0.01 * (cost[g] as number) * Math.exp(world.within * random.normal())
    return { group: `g${g}`, steps, seconds: 0.4 + steps * stepSeconds }
  })
  const total = runs.reduce((sum, { seconds }) => sum + seconds, 0)
  let [spent, at] = [0, 0]
  while (spent + (runs[at]?.seconds ?? 0) < share * total) spent += runs[at++]?.seconds ?? 0
  // The run under way is as far as its share of time.
  const current = runs[at]
  if (current === undefined) throw new Error('nothing is under way')
  const inside = (share * total - spent) / current.seconds
  const left = Array.from({ length: world.groups }, (_, g) => ({
    group: `g${g}`,
    runs: runs.slice(at + 1).filter(({ group }) => group === `g${g}`).length,
    step: current.group === `g${g}` ? Math.floor(inside * current.steps) : null,
  }))
  return { range: timeRange(runs.slice(0, at), left), truth: (1 - share) * total }
}

describe('the time that is left', () => {
  it('holds the true end in at least 80 % of queues once 20 % of the work is done, and is no wider than it must be', () => {
    const random = stream(1, 'test/eta')
    for (const world of [
      { groups: 5, seeds: 3, between: 0.1, within: 0.05 },
      { groups: 5, seeds: 3, between: 0.3, within: 0.1 },
      { groups: 3, seeds: 5, between: 0.2, within: 0.2 },
      { groups: 8, seeds: 3, between: 0.2, within: 0.05 },
      { groups: 2, seeds: 10, between: 0.5, within: 0.1 },
    ]) {
      let [inside, width] = [0, 0]
      const trials = 300
      for (let i = 0; i < trials; i++) {
        const { range, truth } = played(world, 0.2, random)
        if (range === null) continue
        if (range.least <= truth && truth <= range.most) inside++
        width += range.most / range.least / trials
      }
      expect(inside / trials, JSON.stringify(world)).toBeGreaterThanOrEqual(0.8)
      expect(width, JSON.stringify(world)).toBeLessThan(4)
    }
  })

  it('narrows as work is done', () => {
    const random = stream(2, 'test/eta')
    const world = { groups: 4, seeds: 5, between: 0.3, within: 0.1 }
    const widthAt = (share: number): number => {
      const ratios = Array.from({ length: 100 }, () => {
        const { range, truth } = played(world, share, random)
        return range === null ? 0 : (range.most - range.least) / (truth / (1 - share))
      })
      return ratios.reduce((a, b) => a + b, 0) / ratios.length
    }
    const [early, late] = [widthAt(0.2), widthAt(0.8)]
    expect(late).toBeLessThan(early / 2)
  })

  it('is about the sum of the groups’ mean times', () => {
    const done = [run('a', 10), run('a', 10), run('b', 30), run('b', 30)]
    // Two runs of a, one of b: 2·10 + 30.
    expect(middle(timeRange(done, [waits('a', 2), waits('b', 1)]))).toBeCloseTo(50, 6)
    // A group that nothing is known of costs what the others do on average.
    expect(middle(timeRange(done, [waits('c', 1)]))).toBeCloseTo(20, 6)
    // Half the steps that its group had are behind the run under way.
    expect(middle(timeRange(done, [waits('b', 0, 50)]))).toBeCloseTo(15, 6)
  })

  it('is less sure of a group that none has ended of', () => {
    const done = [run('a', 10), run('a', 10), run('b', 10), run('b', 10)]
    const width = (left: Left): number => {
      const range = timeRange(done, [left])
      return range === null ? 0 : range.most / range.least
    }
    expect(width(waits('new', 3))).toBeGreaterThan(width(waits('a', 3)))
  })

  it('says nothing before a run has ended, and nothing is left of nothing', () => {
    expect(timeRange([], [waits('a', 3)])).toBeNull()
    expect(timeRange([run('a', 10)], [waits('a', 0)])).toEqual({ least: 0, most: 0 })
  })
})

describe('the time before any run', () => {
  it('goes from patience at the first evaluation to all epochs', () => {
    const training = { epochs: 15, evaluationsPerEpoch: 2, patience: 4 }
    // An epoch is 1 s: (1 + 4)/2 epochs to 15, a half more or less for the model; three runs.
    const range = firstRange(training, 1000, 1000, 3)
    expect(range.least).toBeCloseTo((3 * 2.5) / 1.5, 9)
    expect(range.most).toBeCloseTo(3 * 15 * 1.5, 9)
  })
})
