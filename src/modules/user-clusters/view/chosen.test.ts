import { describe, expect, it } from 'vitest'
import { chosenIn, foundOf, markedOf, noneOf, toggled, withDrawn } from './chosen.ts'

describe('what is chosen on the map', () => {
  const none = noneOf('first')
  it('grows by each lasso, a user counting once', () => {
    const once = withDrawn(none, [5, 2])
    expect(withDrawn(once, [3, 5]).drawn).toEqual([2, 3, 5])
    expect(withDrawn(once, [])).toEqual(once)
  })
  it('takes a cluster and gives it back', () => {
    const with1 = toggled(none, 'k1')
    expect(toggled(with1, 'k2').clusters).toEqual(['k1', 'k2'])
    expect(toggled(with1, 'k1')).toEqual(none)
  })
  it('is nothing in another execution: trained again, clusters and their numbers are others', () => {
    const own = toggled(withDrawn(none, [3]), 'k1')
    expect(chosenIn(own, 'first')).toEqual(own)
    expect(chosenIn(own, 'again')).toEqual(noneOf('again'))
    expect(chosenIn(own, null)).toEqual(noneOf(null))
  })
  it('leaves out clusters that are gone: what is left of them alone is nothing', () => {
    const both = toggled(toggled(none, 'k1'), 'new 1')
    expect(foundOf(both, ['k1', 'k2']).clusters).toEqual(['k1'])
    expect(foundOf(both, ['k2'])).toEqual(none)
    expect(foundOf(withDrawn(both, [3]), []).drawn).toEqual([3])
  })
  it('marks drawn users and all of a chosen cluster', () => {
    const keys = ['k1', 'k2', 'k1', 'k3']
    expect(markedOf(toggled(withDrawn(none, [3]), 'k1'), keys)).toEqual([0, 2, 3])
    expect(markedOf(none, keys)).toEqual([])
  })
})
