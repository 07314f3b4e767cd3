import { expect, test } from 'playwright/test'
import { chooseFile, setNumber, untilFinished, watchErrors } from './workbench.ts'

/** WebGPU on a software adapter: never chosen by itself, selectable by hand, and it trains. */
test('WebGPU trains end to end on a software adapter chosen by hand', async ({ page }) => {
  test.setTimeout(400_000)
  const errors = watchErrors(page)
  await page.goto('/#/data')
  await expect(page.locator('[data-backend="wasm"]')).toBeVisible()
  const rows = Array.from(
    { length: 240 },
    (_, i) => `u${i % 12},i${(i * 5) % 9},${i},s${i % 2},g${i % 3},${(i * 7) % 11 < 5 ? 1 : 0}`,
  )
  await chooseFile(page, 'tiny.csv', `user_id,item_id,ts,scene,gender,click\n${rows.join('\n')}\n`)
  await page.getByRole('button', { name: /^Backend:/ }).click()
  await page.getByRole('menuitem', { name: /WebGPU/ }).click()
  await expect(page.locator('[data-backend="webgpu"]')).toBeVisible()

  await page.getByRole('link', { name: 'Lab', exact: true }).click()
  await page.getByRole('button', { name: 'Training' }).click()
  await setNumber(page, 'Batch size', 64)
  await setNumber(page, 'Epochs at most', 1)
  await setNumber(page, 'Evaluations per epoch', 1)
  await page.getByRole('combobox', { name: 'Compare' }).click()
  await page.getByRole('option', { name: 'This draft alone' }).click()
  await page.getByRole('button', { name: /^Run \d+$/ }).click()
  await untilFinished(page, 380_000)
  await page.getByRole('link', { name: 'Compare' }).click()
  await page.getByRole('tab', { name: 'Runs' }).click()
  await expect(page.getByRole('row').filter({ hasText: 'webgpu, eager' }).first()).toContainText('finished')
  expect(errors).toEqual([])
})
