import { expect, test } from 'playwright/test'
import { watchErrors } from './workbench.ts'

test('a world is generated from its settings and becomes the draft', async ({ page }) => {
  const errors = watchErrors(page)
  await page.goto('/#/data')
  const form = page.getByTestId('world-form')
  await form.getByLabel('World', { exact: true }).click()
  await page.getByRole('option', { name: 'D · Nested tasks' }).click()
  await form.getByLabel('Train rows').fill('500')
  await form.getByRole('button', { name: 'Generate and use' }).click()
  await expect(page.getByRole('banner')).toContainText('World D, nested tasks · 24,500 rows')
  expect(errors).toEqual([])
})

test('a claim opens as a plan on its own world', async ({ page }) => {
  const errors = watchErrors(page)
  await page.goto('/')
  const stories = page.getByTestId('stories')
  await stories.getByRole('button', { name: /^Show \d+ claims$/ }).click()
  await expect(stories.getByText('holds').first()).toBeVisible()
  await stories.getByRole('button', { name: 'Open P8 as a plan' }).click()
  const review = page.getByTestId('review-card')
  await expect(review).toContainText('World D, nested tasks')
  await review.getByRole('button', { name: 'Open in the Lab' }).click()
  await expect(page).toHaveURL(/#\/lab$/)
  await expect(page.getByRole('banner')).toContainText('World D, nested tasks')
  expect(errors).toEqual([])
})
