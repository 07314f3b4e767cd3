import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { reviewPainted } from './review-painted.ts'

const PAINT = 'first-contentful-paint'
let paint: (name: string) => void = () => undefined
let isObserving = false

class FakeObserver {
  constructor(heard: (list: { getEntriesByName(name: string): string[] }) => void) {
    paint = (painted) => heard({ getEntriesByName: (name) => (name === painted ? [name] : []) })
  }
  observe(): void {
    isObserving = true
  }
  disconnect(): void {
    isObserving = false
  }
}

/** What is shown and when the wait was over, on a clock that the test moves. */
function begin(card: Promise<void>) {
  const seen = { isShown: false, isOver: false }
  const over = reviewPainted(card, () => {
    seen.isShown = true
  }).then(() => {
    seen.isOver = true
  })
  return { seen, over }
}

const NEVER = new Promise<void>(() => undefined)

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('PerformanceObserver', FakeObserver)
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('a page that was opened with a link', () => {
  it('is shown with its card, and is waited for until it is painted', async () => {
    const { seen, over } = begin(Promise.resolve())
    await vi.advanceTimersByTimeAsync(0)
    expect(seen).toEqual({ isShown: true, isOver: false })
    paint('first-paint')
    expect(isObserving).toBe(true)
    paint(PAINT)
    await over
    expect(isObserving).toBe(false)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('is shown where its card could not be fetched', async () => {
    const { seen } = begin(Promise.reject(new TypeError('no network')))
    await vi.advanceTimersByTimeAsync(0)
    expect(seen.isShown).toBe(true)
  })

  it('is shown within seconds though the request of its card never ends', async () => {
    const { seen, over } = begin(NEVER)
    await vi.advanceTimersByTimeAsync(0)
    expect(seen.isShown).toBe(false)
    await vi.advanceTimersByTimeAsync(3000)
    expect(seen).toEqual({ isShown: true, isOver: false })
    paint(PAINT)
    await over
  })

  it('is not waited for where nothing is painted, as on a hidden page', async () => {
    const { seen } = begin(Promise.resolve())
    await vi.advanceTimersByTimeAsync(1000)
    expect(seen.isOver).toBe(true)
    expect(isObserving).toBe(false)
  })
})
