import { describe, expect, it } from 'vitest'
import { hashOfTab, TABS, tabOfHash } from './tabs.ts'

describe('the tab of an address', () => {
  it('is the one with the linked chart, else the one named, else the first', () => {
    expect(tabOfHash('#/compare?chart=C21&tab=runs')).toBe('deciles')
    expect(tabOfHash('#/compare?chart=C1&tab=runs')).toBe('runs')
    expect(tabOfHash('#/compare?tab=nothing')).toBe('roc')
    expect(tabOfHash('#/compare')).toBe('roc')
  })

  it('comes back from the address that it was given, with what else was there and no chart', () => {
    for (const tab of TABS) {
      const hash = hashOfTab('#/compare?chart=C21&x=step', tab)
      expect(tabOfHash(hash)).toBe(tab)
      expect(hash).toContain('x=step')
      expect(hash).not.toContain('chart')
    }
  })
})
