import { expect, test } from 'playwright/test'
import { untilFinished } from '../e2e/workbench.ts'

/**
 * `npm run bench:first-verdict`: seconds from opening the page to the first verdict of 2 groups × 3 seeds on the
 * built-in sample, and to the first curve, on WASM here; a machine with a GPU takes WebGPU by itself.
 */
test('time to the first verdict', async ({ page }) => {
  const began = performance.now()
  const seconds = (): string => `${((performance.now() - began) / 1000).toFixed(1)} s`
  await page.goto('/')
  await page.getByRole('button', { name: 'Compare two models now' }).click()
  await expect(page.locator('footer[data-status="running"]')).toBeVisible()
  const running = seconds()
  await untilFinished(page, 1_500_000)
  const finished = seconds()
  const backend = await page.locator('[data-backend]').first().getAttribute('data-backend')
  const row = page
    .getByRole('table')
    .filter({ hasText: 'counting floor' })
    .first()
    .getByRole('row')
    .filter({ hasText: '− Clusters' })
  const verdict = (await row.innerText()).replace(/\s+/g, ' ')
  console.log(`${backend}: training after ${running}, verdict after ${finished}: ${verdict}`)
})

/** Seconds from pressing Run to the first validation AUC on screen: after a moment of choosing, and at once. */
for (const [how, choosing] of [
  ['after four seconds of choosing', 4000],
  ['as soon as it can be pressed', 0],
] as const) {
  test(`time to the first validation AUC, ${how}`, async ({ page }) => {
    await page.goto('/#/lab')
    const run = page.getByRole('button', { name: /^Run \d+$/ })
    await expect(run).toBeEnabled()
    await page.waitForTimeout(choosing)
    const began = performance.now()
    await run.click()
    await expect(
      page
        .locator('[data-run-status]')
        .first()
        .getByText(/^0\.\d{4}$/),
    ).toBeVisible()
    const seconds = (performance.now() - began) / 1000
    const backend = await page.locator('[data-backend]').first().getAttribute('data-backend')
    console.log(`${backend}, Run pressed ${how}: first validation AUC after ${seconds.toFixed(2)} s`)
  })
}
