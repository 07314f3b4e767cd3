import { describe, expect, it } from 'vitest'
import { stream } from '../core/rng.ts'
import { MANNERS, mutated, outcomeOf } from '../testing/link-mutations.ts'
import { linksOfToday } from '../testing/links-of-today.ts'

/** `npm run bench:links` tries thirty times as many. */
const TRIALS = 1000
const HANG = 50

describe(`of ${TRIALS} changed links`, () => {
  const links = [...linksOfToday().values()]
  const random = stream(2026, 'mutated links')
  const outcomes = Array.from({ length: TRIALS }, (_, i) => {
    const manner = MANNERS[i % MANNERS.length] as (typeof MANNERS)[number]
    const from = links[random.int(links.length)] as string
    const link = mutated(from, manner, random)
    return { manner, link, ...outcomeOf(link, from, manner, () => performance.now()) }
  })

  it('each is refused with a reason, or says the same when it is shared again', () => {
    expect(outcomes.filter(({ fault }) => fault !== null).map(({ fault, link }) => [fault, link])).toEqual([])
  })

  it('none that was changed under a right check is refused only because it was changed', () => {
    for (const manner of ['json', 'block'] as const) {
      expect(outcomes.some((one) => one.manner === manner && one.isOpen)).toBe(true)
    }
  })

  it('none hangs', () => {
    const times = outcomes.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b)
    // Other programs may hold the processor for a moment; a link that hangs does so each time.
    const slow = outcomes.filter(({ milliseconds }) => milliseconds > HANG)
    const again = slow.map(
      ({ link, manner }) => outcomeOf(link, link, manner, () => performance.now()).milliseconds,
    )
    expect(again.filter((milliseconds) => milliseconds > HANG)).toEqual([])
    expect(times[Math.floor(TRIALS / 2)]).toBeLessThan(HANG / 5)
  })
})
