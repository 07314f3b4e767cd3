import { describe, expect, it } from 'vitest'
import { claimable } from '../testing/claimable.ts'
import { claimsOf } from './claiming.ts'
import { openedLink } from './opened-link.ts'
import { resultLink } from './result-link.ts'

describe('a result link', () => {
  const source = claimable()
  const claims = claimsOf(source)
  if (claims === null) throw new Error('nothing to claim')

  it('of 6 groups × 5 seeds', () => {
    expect(source.plan.groups).toHaveLength(6)
    const made = resultLink({ plan: source.plan, claims, view: null })
    console.log(made.link.length, made.points, made.dropped, claims.cells.length)
    const opened = openedLink(made.link)
    console.log(opened.ok, opened.ok ? opened.value.claimed === null : opened.error)
  })
})
