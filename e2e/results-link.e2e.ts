import { type Browser, expect, test } from 'playwright/test'
import { trainBriefly, untilFinished, watchErrors } from './workbench.ts'

/** Milliseconds within which an opened link shows its numbers. */
const SOON = 1500

/** Opens a link in a fresh profile that gets nothing that trains; how long its numbers took to be painted. */
async function openedBlocked(browser: Browser, link: string): Promise<number> {
  const context = await browser.newContext()
  const page = await context.newPage()
  const blocked: string[] = []
  page.on('requestfailed', (request) => blocked.push(request.url()))
  // By the browser itself: a route would send every request through the test.
  const session = await context.newCDPSession(page)
  await session.send('Network.enable')
  await session.send('Network.setBlockedURLs', { urls: ['*worker*', '*.wasm', '*/dist-*'] })
  await page.goto(link)
  const claimed = page.getByTestId('claimed')
  await expect(claimed.locator('tbody tr')).toHaveCount(2)
  const painted = await page.evaluate(() => performance.now())
  await expect(claimed).toContainText('AUC on test')
  await expect(claimed.getByText('claimed', { exact: true })).toHaveCount(2)
  await expect(page.getByTestId('review-card')).toContainText('2 groups × 3 seeds = 6 runs')
  await expect(page.getByTestId('needs')).toContainText('MiB')
  await expect(page.locator('footer')).toHaveAttribute('data-status', 'idle')
  // What was blocked is what trains, and it was asked for after the numbers stood there.
  await expect.poll(() => blocked.some((url) => url.includes('train.worker'))).toBe(true)
  await context.close()
  return painted
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

  // A machine that does something else for a moment is not the page's doing.
  const times: number[] = []
  while (times.length < 5 && Math.min(...times, Number.POSITIVE_INFINITY) > SOON) {
    times.push(await openedBlocked(browser, link))
  }
  expect(Math.min(...times)).toBeLessThanOrEqual(SOON)

  const context = await browser.newContext()
  const fresh = await context.newPage()
  const errors = watchErrors(fresh)
  await fresh.goto(link)
  await fresh.getByRole('button', { name: 'Open the results' }).click()
  await expect(fresh.getByTestId('claims')).toContainText('not trained here yet')
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
