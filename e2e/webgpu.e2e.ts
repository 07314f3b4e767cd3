import { type Browser, expect, type Page, test } from 'playwright/test'
import { chooseFile, setNumber, untilFinished, watchErrors } from './workbench.ts'

const ROWS = Array.from(
  { length: 240 },
  (_, i) => `u${i % 12},i${(i * 5) % 9},${i},s${i % 2},g${i % 3},${(i * 7) % 11 < 5 ? 1 : 0}`,
)

async function chooseWebgpu(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Backend:/ }).click()
  await page.getByRole('menuitem', { name: /WebGPU/ }).click()
  await expect(page.locator('[data-backend="webgpu"]')).toBeVisible()
}

/** Trains one group with one seed on a tiny upload; gives its test AUC as the runs table says it. */
async function trained(page: Page, backend: 'wasm' | 'webgpu'): Promise<number> {
  await page.getByRole('link', { name: 'Lab', exact: true }).click()
  await page.getByRole('button', { name: 'Training' }).click()
  await setNumber(page, 'Batch size', 64)
  await setNumber(page, 'Epochs at most', 1)
  await setNumber(page, 'Evaluations per epoch', 1)
  await page.getByRole('combobox', { name: 'Compare' }).click()
  await page.getByRole('option', { name: 'This draft alone' }).click()
  // Each key takes the last seed away.
  for (const _ of [3, 2]) await page.getByRole('combobox', { name: 'Seeds' }).press('Backspace')
  // Not before all is set: the draft is compiled as it stands whenever it changes, which takes such an adapter long.
  if (backend === 'webgpu') await chooseWebgpu(page)
  await page.getByRole('button', { name: 'Run 1', exact: true }).click()
  await untilFinished(page, 380_000)
  await page.getByRole('link', { name: 'Compare' }).click()
  await page.getByRole('tab', { name: 'Runs' }).click()
  const table = page.getByTestId('runs')
  const rows = table.locator('[data-run]:visible').filter({ hasText: 'finished' })
  await expect(rows).toHaveCount(1)
  const text = await rows.innerText()
  await rows.first().getByRole('button', { expanded: false }).first().click()
  await expect(table.getByText(`${backend}, compiled`).first()).toBeVisible()
  return Number(/\s(\.\d{4})\s/.exec(text)?.[1] ?? Number.NaN)
}

async function opened(browser: Browser): Promise<Page> {
  const page = await browser.newPage()
  await page.goto('/#/data')
  await expect(page.locator('[data-backend="wasm"]')).toBeVisible()
  await chooseFile(page, 'tiny.csv', `user_id,item_id,ts,scene,gender,click\n${ROWS.join('\n')}\n`)
  // Its own draft replaces the sample's once it is read: what is set before that would go with the old one.
  await expect(page.getByRole('banner')).toContainText('tiny.csv · 240 rows')
  return page
}

/** WebGPU on a software adapter: never chosen by itself, selectable by hand, and it trains to what WASM trains to. */
test('WebGPU trains end to end on a software adapter chosen by hand', async ({ browser }) => {
  test.setTimeout(400_000)
  const page = await opened(browser)
  const errors = watchErrors(page)
  const onWebgpu = await trained(page, 'webgpu')
  expect(errors).toEqual([])
  await page.close()

  const onWasm = await trained(await opened(browser), 'wasm')
  expect(onWasm).toBeGreaterThan(0)
  expect(onWasm).toBeLessThan(1)
  // Two orders of the same sums: logits agree to rounding, so at most a few pairs of the 36 test rows change places.
  expect(Math.abs(onWasm - onWebgpu)).toBeLessThan(0.03)
})
