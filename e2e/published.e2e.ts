import { expect, test } from 'playwright/test'
import { kuailiveFiles, kuairandFiles, type PublishedFile } from '../src/testing/published.ts'
import { fileField, openTab, watchErrors } from './workbench.ts'

const asUpload = ({ name, text }: PublishedFile) => ({
  ...{ name, mimeType: 'text/csv', buffer: Buffer.from(text) },
})

test('a KuaiRand log trains with no click but Run', async ({ page }) => {
  const errors = watchErrors(page)
  await page.goto('/#/data')
  await fileField(page).setInputFiles(asUpload(kuairandFiles().joined))
  await expect(page.getByTestId('recognised')).toContainText('is_click differs by tab')
  await page.goto('/#/lab')
  await page.getByRole('button', { name: /^Run \d+$/ }).click()
  await expect(page.locator('footer')).toHaveAttribute('data-status', /running|finished/)
  expect(errors).toEqual([])
})

test('the files of KuaiLive are one dataset, and its mapping is kept as a file', async ({ page }) => {
  const errors = watchErrors(page)
  await page.goto('/#/data')
  await fileField(page).setInputFiles(kuailiveFiles().map(asUpload))
  const joins = page.getByTestId('joins')
  await expect(joins.getByRole('row')).toHaveCount(9)
  await expect(joins.getByRole('row', { name: /^user\.csv/ })).toContainText('500 of 500')
  await openTab(page, 'Columns')
  await expect(page.getByRole('combobox', { name: 'Role of streamer_id' })).toHaveValue(
    'item id (host, room)',
  )
  await expect(page.getByRole('checkbox', { name: 'user_age is unbiased' })).toBeChecked()

  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Save as template' }).click()
  const path = await (await download).path()
  await page.getByRole('checkbox', { name: 'user_age is unbiased' }).uncheck()
  await page.getByLabel('Template file').setInputFiles(path)
  await expect(page.getByText(/^Roles, tasks and split are those of/)).toBeVisible()
  await expect(page.getByRole('checkbox', { name: 'user_age is unbiased' })).toBeChecked()
  expect(errors).toEqual([])
})
