import { expect, test } from 'playwright/test'
import { setNumber, untilFinished, watchErrors } from './workbench.ts'

test('every module is left out by one click and judged; a stop keeps what was reached', async ({ page }) => {
  const errors = watchErrors(page)
  await page.goto('/#/lab')
  await page.getByRole('button', { name: 'Training' }).click()
  await setNumber(page, 'Epochs at most', 1)
  // One click: the draft and each of its modules left out, three seeds each, to a verdict for every module.
  await expect(page.getByTestId('ablate')).toContainText('15 runs')
  await page.getByRole('button', { name: 'Ablate 4 modules' }).click()
  await expect(page.locator('footer[data-status="running"]')).toBeVisible()
  await untilFinished(page)
  const table = page.getByRole('table').filter({ hasText: 'counting floor' }).first()
  for (const module of ['Clusters', 'Priors', 'Scenes', 'Transition']) {
    await expect(table.getByRole('row').filter({ hasText: `− ${module}` })).toContainText(
      /worse|better|no practical difference|not enough evidence/,
    )
  }

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
  const reached = await page.locator('footer').textContent()
  await page.getByRole('button', { name: 'Train to the next evaluation' }).click()
  await expect(page.locator('footer')).not.toHaveText(reached ?? '')
  await page.getByRole('button', { name: 'Resume training' }).click()
  await page.getByRole('button', { name: 'Stop all' }).click()
  await untilFinished(page)
  await expect(page.getByRole('cell', { name: 'stopped', exact: true })).toHaveCount(1)
  expect(errors).toEqual([])
})
