import { expect, test } from 'playwright/test'
import { setNumber, watchErrors } from './workbench.ts'

test('a link opened in a fresh profile gives the same draft and trains nothing by itself', async ({
  page,
  browser,
}) => {
  await page.goto('/#/lab')
  await page.getByRole('button', { name: 'Settings of Clusters' }).click()
  await setNumber(page, 'Clusters K', 24)
  await page.getByRole('button', { name: 'Share' }).click()
  const link = await page.getByRole('textbox', { name: 'Link' }).inputValue()
  expect(link).toContain('#/x/1.')
  expect(link.length).toBeLessThan(600)
  await expect(page.getByTestId('link-size')).toContainText(String(link.length))

  const context = await browser.newContext()
  const fresh = await context.newPage()
  const errors = watchErrors(fresh)
  await fresh.goto(link)
  const card = fresh.getByTestId('review-card')
  await expect(card).toContainText('2 groups × 3 seeds = 6 runs')
  await expect(fresh.locator('footer')).toHaveAttribute('data-status', 'idle')
  await card.getByRole('button', { name: 'Open in the Lab' }).click()
  await fresh.getByRole('button', { name: 'Settings of Clusters' }).click()
  await expect(fresh.getByLabel('Clusters K', { exact: true })).toHaveValue('24')
  await expect(fresh.locator('footer')).toHaveAttribute('data-status', 'idle')
  // Shared again, it is the same link.
  await fresh.getByRole('button', { name: 'Share' }).click()
  await expect(fresh.getByRole('textbox', { name: 'Link' })).toHaveValue(link)
  expect(errors).toEqual([])

  const cut = await context.newPage()
  await cut.goto(link.slice(0, -9))
  await expect(cut.getByRole('alert').first()).toContainText('missing or changed')
  await context.close()
})
