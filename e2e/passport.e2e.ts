import { expect, test } from 'playwright/test'
import { chooseFile, openTab, watchErrors } from './workbench.ts'

const HEADER = 'user_id,item_id,ts,scene,gender,genre,watch_sec,click,badge\n'
/** Rows of 60 users; `badge` repeats the click but for one row in fifty, and three rows come twice. */
function rows(count: number): string {
  const lines = Array.from({ length: count }, (_, i) => {
    const [user, item] = [(i * 13) % 60, (i * 7) % 25]
    const click = (i * 2654435761) % 100 < 40 ? 1 : 0
    const watch = click === 1 ? 5 + ((i * 31) % 60) : (i * 17) % 5
    const traits = [user % 2 === 0 ? 'f' : 'm', `g${item % 3}`]
    return `u${user},i${item},${1_700_000_000 + 60 * i},${i % 4 === 0 ? 'feed' : 'room'},${traits},${watch},${click},b${i % 50 === 0 ? 1 - click : click}`
  })
  return [...lines, ...lines.slice(10, 13)].join('\n')
}

test('the radar names a leak and copies, fixes are a list, and each is taken back', async ({ page }) => {
  const errors = watchErrors(page)
  await page.goto('/#/data')
  await chooseFile(page, 'dirty.csv', `${HEADER}${rows(2400)}\n`)
  await openTab(page, 'Check')
  const radar = page.getByTestId('passport')
  const leak = radar.locator('[data-rule="leak"]')
  await expect(leak).toContainText('“badge” alone ranks')
  await expect(leak).toHaveAttribute('data-severity', 'blocking')
  const copies = radar.locator('[data-rule="duplicates"]')
  await expect(copies).toContainText('3 rows are exact copies')
  await expect(copies).toContainText('lines 2402, 2403, 2404')

  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download row issues as CSV' }).click()
  expect((await download).suggestedFilename()).toBe('row-issues.csv')

  await page.getByRole('link', { name: 'Lab', exact: true }).click()
  await expect(page.getByRole('button', { name: /^Run \d+$/ })).toBeDisabled()
  await page.getByRole('link', { name: 'Data', exact: true }).click()
  await openTab(page, 'Check')

  await leak.getByRole('button', { name: /^mark as outcome/ }).click()
  await expect(leak).toHaveCount(0)
  await copies.getByRole('button', { name: /^drop the copies/ }).click()
  await expect(copies).toHaveCount(0)
  const fixes = page.getByTestId('fixes')
  await expect(fixes.getByRole('listitem')).toHaveCount(2)

  await fixes.getByRole('button', { name: /^Take back: badge is an outcome/ }).click()
  await expect(leak).toBeVisible()
  await expect(fixes.getByRole('listitem')).toHaveCount(1)
  await leak.getByRole('button', { name: /^keep/ }).click()
  await expect(leak).toContainText('kept')
  await page.getByRole('link', { name: 'Lab', exact: true }).click()
  await expect(page.getByRole('button', { name: /^Run \d+$/ })).toBeEnabled()
  expect(errors).toEqual([])
})

test('columns are shown before training, by skew, and sorted by any of their measures', async ({ page }) => {
  await page.goto('/#/data')
  await openTab(page, 'Check')
  await expect(page.getByTestId('passport')).toContainText('Nothing found')
  const table = page.locator('[data-chart="C24"] table')
  const isSorted = (name: RegExp, direction: string) =>
    expect(table.getByRole('columnheader', { name })).toHaveAttribute('aria-sort', direction)
  await expect(table.getByRole('row')).toHaveCount(12)
  await isSorted(/PSI/, 'descending')
  await table.getByRole('button', { name: 'Sort by column' }).click()
  await isSorted(/^Sort by column/, 'ascending')
  await expect(table.getByRole('row').nth(1)).toContainText('age')
})
