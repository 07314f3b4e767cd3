import { describe, expect, it } from 'vitest'
import { claimable } from '../testing/claimable.ts'
import { costOf } from './pairs.ts'
import { timeLeft } from './time.ts'

const { groups } = claimable()
const [base = [], own = []] = groups.map(({ runs }) => runs)
/** The same runs from a machine that takes a hundred times as long. */
const archived = (runs: typeof own) =>
  runs.map((run) => ({ ...run, seconds: 100 * (run.seconds ?? 0), origin: 'archive' as const }))

describe('times of runs that another machine may have trained', () => {
  it('say nothing of how long training takes here', () => {
    const waiting = own.map(({ config }) => config)
    const here = timeLeft(own, waiting)
    expect(here).not.toBeNull()
    expect(timeLeft([...own, ...archived(base)], waiting)).toEqual(here)
    expect(timeLeft(archived(own), waiting)).toBeNull()
  })

  it('are held against no time from here', () => {
    expect(costOf([...own, ...archived(own)], base)).toBe(costOf(own, base))
    expect(costOf(archived(own), base)).toBeNull()
  })
})
