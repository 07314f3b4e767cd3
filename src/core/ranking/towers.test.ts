import { describe, expect, it } from 'vitest'
import { towerCost, towerOf } from './towers.ts'

describe('the tower of a field', () => {
  const feature = (source: 'user' | 'item' | 'context', ...roles: ('prior' | 'position' | 'unbiased')[]) =>
    towerOf({ kind: 'feature', source, roles })

  it('follows its source; a prior is of user and item together', () => {
    expect([feature('user', 'unbiased'), feature('item'), feature('context')]).toEqual([
      'user',
      'item',
      'user',
    ])
    expect([feature('user', 'prior'), feature('context', 'prior')]).toEqual(['cross', 'cross'])
    expect(towerOf({ kind: 'item', source: 'item', roles: [] })).toBe('item')
    expect(towerOf({ kind: 'scene', source: 'context', roles: [] })).toBe('user')
  })

  it('is none for the user id and for a position', () => {
    expect(towerOf({ kind: 'user', source: 'user', roles: [] })).toBeNull()
    expect(feature('context', 'position')).toBeNull()
  })
})

describe('the cost of a request', () => {
  const sizes = { userInputs: 40, itemInputs: 24, crossInputs: 0, widths: [32, 16], crossUnits: 8, heads: 1 }

  it('matches the hand-worked example of two towers', () => {
    // User 40·32 + 32·16 = 1792; item 24·32 + 32·16 = 1280; candidate 16; request 1792 + 500·16 = 9792.
    // Parameters 1792 + 1280 and biases 2·(32 + 16) = 96.
    expect(towerCost(sizes, 500)).toEqual({
      user: 1792,
      item: 1280,
      candidate: 16,
      request: 9792,
      parameters: 3168,
    })
  })

  it('adds the cross tower to every candidate', () => {
    // Cross 16·8 + 8·1 = 136: candidate 16 + 136; request 1792 + 500·152. Parameters + 136 + biases 9.
    expect(towerCost({ ...sizes, crossInputs: 16 }, 500)).toMatchObject({
      candidate: 152,
      request: 77792,
      parameters: 3313,
    })
  })

  it('grows by the candidates alone, whatever the item tower costs', () => {
    const [one, many] = [1, 1001].map((n) => towerCost({ ...sizes, itemInputs: 10_000 }, n).request)
    expect((many as number) - (one as number)).toBe(16_000)
  })
})
