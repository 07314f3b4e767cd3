import { expect, test } from 'playwright/test'
import { sampleOf, untilFinished, watchErrors } from './workbench.ts'

test('a first visit trains two groups × 3 seeds on the sample and shows a verdict', async ({ page }) => {
  const errors = watchErrors(page)
  const requests: string[] = []
  await page.goto('/')
  await page.getByRole('button', { name: 'Compare two models now' }).click()
  await expect(page.locator('footer[data-status="running"]')).toBeVisible()
  page.on('request', (request) => requests.push(request.url()))
  await untilFinished(page)

  const table = page.getByRole('table').filter({ hasText: 'counting floor' }).first()
  await expect(table.getByRole('row').filter({ hasText: 'Full model' })).toContainText('baseline')
  const row = table.getByRole('row').filter({ hasText: '− Clusters' })
  await expect(row).toContainText(/worse|better|no practical difference|not enough evidence/)
  await expect(row).toContainText(/\[[−+.0-9]+, ?[−+.0-9]+\]/)
  await expect(table).toContainText('oracle ceiling')
  // The generator is pure: this Chromium made the bytes that Node makes.
  expect(await sampleOf(page)).toBe(true)
  // Training asks for nothing but the page's own files.
  expect(requests.filter((url) => !url.startsWith('http://localhost:'))).toEqual([])
  expect(errors).toEqual([])

  // The trainer still has the scores: a slice made now has a verdict of its own, like one that every run is read on.
  const main = page.getByRole('main')
  await page.goto('/#/compare')
  const lowCell = await row.getByRole('cell').nth(4).textContent()
  await page.getByRole('button', { name: 'New slice' }).click()
  await page.getByRole('textbox', { name: 'Name of the slice' }).fill('the least active')
  await page.getByRole('button', { name: 'Save slice' }).click()
  await expect(main.getByRole('figure').first()).toContainText('the least active')
  // D1 to D3 by hand are the rows of the column D1–D3.
  const delta = row.getByRole('cell').nth(2)
  await expect(delta).toContainText(/^[−+]?\.\d{4}/)
  expect(lowCell).toContain(/^[−+]?\.\d{4}/.exec((await delta.textContent()) ?? '')?.[0])
  await page.getByRole('tab', { name: 'Activity deciles' }).click()
  await expect(page.getByTestId('low-verdicts')).toContainText('D1–D3: Δ')
  await page.getByRole('tab', { name: 'Runs' }).click()
  const runs = page.getByTestId('runs').locator('[data-run]:visible')
  await expect(runs).toHaveCount(6)
  await page.getByLabel('Filter by group').fill('seed 2')
  await expect(runs).toHaveCount(2)
  await runs
    .first()
    .getByRole('button', { name: /^Delete/ })
    .click()
  await expect(runs).toHaveCount(1)
  await page.getByRole('button', { name: /^Undo: bring back/ }).click()
  await expect(runs).toHaveCount(2)
  // Back and forward step through tabs.
  await page.goBack()
  await expect(page.getByTestId('low-verdicts')).toBeVisible()
  expect(errors).toEqual([])

  for (const [tab, text] of [
    ['clusters', /map|grouped/i],
    ['losses', /task\/watch_sec>10/],
    ['priors', /weight/i],
    ['scenes', /click/],
  ] as const) {
    await page.goto(`/#/inside/${tab}`)
    await expect(page.getByRole('main')).toContainText(text)
    await expect(page.getByRole('main').locator('figure').first()).toBeVisible()
  }
  expect(errors).toEqual([])

  // The trainer still has the scores: a slope is what its AUC says, goals can be fused, and weights searched.
  await page.goto('/#/inside/ranking')
  const slopes = page.getByTestId('slopes')
  for (const score of ['model', 'rule']) {
    const own = slopes.locator(`[data-score="${score}"]`)
    await expect(own).toBeVisible()
    const slope = Number(await own.locator('[data-column="slope"]').textContent())
    const identity = Number(await own.locator('[data-column="identity"]').textContent())
    expect(slope).toBeGreaterThan(0)
    expect(Math.abs(slope - identity)).toBeLessThanOrEqual(0.002)
  }
  const gini = page.getByTestId('axes').locator('[data-measure="gini"]')
  await expect(gini).toContainText('.0000')
  await page.getByRole('slider', { name: 'Exposure penalty' }).press('End')
  await expect(gini).toContainText('−.')
  await page.getByRole('button', { name: 'Search weights' }).click()
  await expect(page.getByText(/have the highest mean NDCG@10 on validation/)).toBeVisible({ timeout: 60_000 })
  expect(errors).toEqual([])
})
