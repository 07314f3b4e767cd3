import { describe, expect, it } from 'vitest'
import { markedOf, noneOf, toggled, withDrawn } from './chosen.ts'

describe('what is chosen on the map', () => {
  const none = noneOf('run')
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
  it('marks drawn users and all of a chosen cluster', () => {
    const keys = ['k1', 'k2', 'k1', 'k3']
    expect(markedOf(toggled(withDrawn(none, [3]), 'k1'), keys)).toEqual([0, 2, 3])
    expect(markedOf(none, keys)).toEqual([])
  })
})
