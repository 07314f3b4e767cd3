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
