import { describe, expect, it } from 'vitest'
import { keepOffline, type Offline } from './offline.ts'

/** A browser's side of it, as far as the page sees it. */
class Browser extends EventTarget {
  controller: ServiceWorker | null = null
  readonly registration = Object.assign(new EventTarget(), {
    installing: null as ServiceWorker | null,
    waiting: null as ServiceWorker | null,
  })
  readonly told: string[] = []
  reloads = 0
  offers: (() => void)[] = []

  worker(): ServiceWorker & { state: ServiceWorkerState } {
    const own = { state: 'installing', postMessage: (message: string) => this.told.push(message) }
    return Object.assign(new EventTarget(), own) as never
  }

  /** A version arrives and is kept. */
  arrives() {
    const worker = this.worker()
    this.registration.installing = worker
    this.registration.dispatchEvent(new Event('updatefound'))
    worker.state = 'installed'
    worker.dispatchEvent(new Event('statechange'))
    return worker
  }

  takesOver(worker: ServiceWorker): void {
    this.controller = worker
    this.dispatchEvent(new Event('controllerchange'))
  }

  async visit(isKept = true): Promise<void> {
    const container = Object.assign(this, {
      register: () => Promise.resolve(this.registration),
      getRegistration: () => Promise.resolve(isKept ? this.registration : undefined),
    }) as unknown as Offline
    await keepOffline(
      container,
      (take) => this.offers.push(take),
      () => this.reloads++,
    )
  }
}

describe('a page kept on the device', () => {
  it('is not reloaded when it is kept for the first time', async () => {
    const browser = new Browser()
    await browser.visit()
    browser.takesOver(browser.arrives())
    expect(browser.offers).toEqual([])
    expect(browser.reloads).toBe(0)
  })

  it('offers a newer version, and reloads once when a person takes it', async () => {
    const browser = new Browser()
    browser.controller = browser.worker()
    await browser.visit()
    const newer = browser.arrives()
    expect(browser.offers).toHaveLength(1)
    expect([browser.told, browser.reloads]).toEqual([[], 0])
    browser.offers[0]?.()
    expect(browser.told).toEqual(['take-over'])
    browser.takesOver(newer)
    browser.takesOver(newer)
    expect(browser.reloads).toBe(1)
  })

  it('offers a version that waits from an earlier visit', async () => {
    const browser = new Browser()
    browser.controller = browser.worker()
    browser.registration.waiting = browser.worker()
    await browser.visit()
    expect(browser.offers).toHaveLength(1)
  })

  it('goes on as it is when another page takes the newer version', async () => {
    const browser = new Browser()
    browser.controller = browser.worker()
    await browser.visit()
    browser.takesOver(browser.arrives())
    expect(browser.reloads).toBe(0)
  })

  it('goes on where nothing is kept', async () => {
    const browser = new Browser()
    await browser.visit(false)
    expect(browser.offers).toEqual([])
  })
})
