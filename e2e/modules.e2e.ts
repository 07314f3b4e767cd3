import { expect, test } from 'playwright/test'
import { setNumber, untilFinished, watchErrors } from './workbench.ts'

test('a module is switched off and compared; a stop keeps what was reached', async ({ page }) => {
  const errors = watchErrors(page)
  await page.goto('/#/lab')
  await page.getByRole('button', { name: 'Training' }).click()
  await setNumber(page, 'Epochs at most', 1)
  await page.getByRole('button', { name: 'Keep these groups while I edit' }).click()
  await page.getByRole('switch', { name: 'Scenes' }).click()
  await page.getByRole('button', { name: 'Add the draft as a group' }).click()
  await expect(page.getByTestId('plan-cost')).toContainText('3 × 3 seeds = 9')
  await page.getByRole('button', { name: /^Run \d+$/ }).click()
  await expect(page.locator('footer[data-status="running"]')).toBeVisible()
  await untilFinished(page)
  await page.getByRole('link', { name: 'Compare' }).click()
  await expect(page.getByRole('table').filter({ hasText: 'counting floor' }).first()).toContainText(
    '− Scenes',
  )

  // Changing a setting makes new runs; stopping one mid-way keeps its curve and its test.
  await page.getByRole('link', { name: 'Lab', exact: true }).click()
  await page.getByRole('button', { name: 'Training' }).click()
  await setNumber(page, 'Epochs at most', 100)
  await setNumber(page, 'Patience', 100)
  await setNumber(page, 'Learning rate', 0.0005)
  await page.getByRole('button', { name: 'Add the draft as a group' }).click()
  await page.getByRole('button', { name: /^Run \d+$/ }).click()
  await expect(page.locator('[data-run-status="running"]').first()).toBeVisible()
  await expect(page.locator('footer')).toContainText(/step (\d{2,})/)
  await page.getByRole('button', { name: 'Pause training' }).click()
  await expect(page.locator('footer[data-status="paused"]')).toBeVisible()
  await page.getByRole('button', { name: 'Resume training' }).click()
  await page.getByRole('button', { name: 'Stop all' }).click()
  await untilFinished(page)
  await expect(page.getByRole('cell', { name: 'stopped', exact: true })).toHaveCount(1)
  expect(errors).toEqual([])
})
