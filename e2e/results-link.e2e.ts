import { type Browser, expect, test } from 'playwright/test'
import { trainBriefly, untilFinished, watchErrors } from './workbench.ts'

/**
 * Milliseconds within which an opened link shows its numbers, of the page's own time on the processor: what a busy machine
 * does beside it is not the page's doing.
 */
const SOON = 1500

const firstPaint = (): number =>
  performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.POSITIVE_INFINITY

/** Opens a link in a fresh profile that gets nothing that trains; what it took until its numbers were painted. */
async function openedBlocked(browser: Browser, link: string): Promise<number> {
  const context = await browser.newContext()
  const page = await context.newPage()
  // By the page and the browser themselves: a route would send every request through the test.
  await page.addInitScript(() => {
    const asked: number[] = []
    Reflect.set(window, 'asked', asked)
    const observer = new MutationObserver(() => {
      if (document.querySelector('[data-testid="claimed"] tbody tr') === null) return
      observer.disconnect()
      requestAnimationFrame(() => setTimeout(() => Reflect.set(window, 'painted', performance.now())))
    })
    observer.observe(document, { childList: true, subtree: true })
    window.Worker = class extends EventTarget {
      onerror: ((event: ErrorEvent) => void) | null = null
      constructor() {
        super()
        asked.push(performance.now())
        setTimeout(() => this.onerror?.(new ErrorEvent('error', { message: 'blocked' })))
      }
      postMessage() {}
      terminate() {}
    } as unknown as typeof Worker
  })
  const session = await context.newCDPSession(page)
  await session.send('Network.enable')
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  await session.send('Network.setBlockedURLs', { urls: ['*worker*', '*.wasm', '*/dist-*'] })
  await page.goto(link)
  const claimed = page.getByTestId('claimed')
  await expect(claimed.locator('tbody tr')).toHaveCount(2)
  await expect.poll(() => page.evaluate(() => Reflect.get(window, 'painted') ?? 0)).toBeGreaterThan(0)
  const { metrics } = await session.send('Performance.getMetrics')
  const seconds = metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.POSITIVE_INFINITY
  await expect(claimed).toContainText('AUC on test')
  await expect(claimed.getByText('claimed', { exact: true })).toHaveCount(2)
  await expect(page.getByTestId('review-card')).toContainText('2 groups × 3 seeds = 6 runs')
  await expect(page.getByTestId('needs')).toContainText('MiB')
  await expect(page.locator('footer')).toHaveAttribute('data-status', 'idle')
  // The card was fetched beside the page's own script.
  await expect(page.locator('link[data-early][href*="ReviewCard"]')).toHaveCount(1)
  // What trains was asked for once the numbers stood there.
  const asked = () => page.evaluate(() => (Reflect.get(window, 'asked') as readonly number[])[0] ?? 0)
  await expect.poll(asked).toBeGreaterThan(0)
  expect(await asked()).toBeGreaterThan(await page.evaluate(firstPaint))
  await context.close()
  return 1000 * seconds
}

test('results travel in a link, are seen before anything that trains is there, and are verified', async ({
  page,
  browser,
}) => {
  await trainBriefly(page)
  await page.keyboard.press('s')
  const link = await page.getByRole('textbox', { name: 'Link', exact: true }).inputValue()
  expect(link.length).toBeLessThanOrEqual(2000)
  await expect(page.getByTestId('link-size')).toContainText('survives everywhere')
  await page.getByRole('button', { name: 'QR' }).click()
  await expect(page.getByRole('img', { name: 'QR code of the link' })).toBeVisible()
  await page.getByRole('button', { name: 'See everything' }).click()
  await page.getByRole('button', { name: 'Take out: curves' }).click()
  const shorter = await page.getByRole('textbox', { name: 'Link', exact: true }).inputValue()
  expect(shorter.length).toBeLessThan(link.length)

  expect(await openedBlocked(browser, link)).toBeLessThanOrEqual(SOON)

  const context = await browser.newContext()
  const fresh = await context.newPage()
  const errors = watchErrors(fresh)
  await fresh.goto(link)
  await fresh.getByRole('button', { name: 'Open the results' }).click()
  await expect(fresh.getByTestId('claims')).toContainText('no run here to hold it against yet')
  await fresh.getByRole('button', { name: 'Verify: train 6 runs' }).click()
  await untilFinished(fresh)
  const outcome = fresh.getByTestId('outcome')
  await expect(outcome).toHaveAttribute('data-waiting', '0')
  await expect(outcome).toHaveAttribute('data-differs', '0')
  await expect(outcome).toContainText('Here: wasm, compiled, Soundcheck')
  await expect(fresh.locator('[data-stamp="reproduced"]')).toHaveCount(6)
  expect(errors).toEqual([])
  await context.close()
})
