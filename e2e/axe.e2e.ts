import { expect, type Page, test } from 'playwright/test'
import { axeOn, trainBriefly } from './workbench.ts'

type Scheme = 'light' | 'dark'

/** What axe finds on the page as it stands, each with where and what it is. Only contrast depends on the theme. */
async function faults(page: Page, where: string, scheme: Scheme, part = 'html'): Promise<string[]> {
  const axe = axeOn(page).include(part)
  // The head of a dialog is a `header`, and no banner while the page behind it is out of reach.
  if (part !== 'html') axe.disableRules(['landmark-no-duplicate-banner'])
  const { violations } = await (scheme === 'light' ? axe : axe.withRules(['color-contrast'])).analyze()
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(
      ({ target, failureSummary }) => `${where} ${scheme}: ${id} at ${target.join(' ')}: ${failureSummary}`,
    ),
  )
}

/** Every screen of the rail and every tab of Inside. */
async function routes(page: Page): Promise<readonly string[]> {
  const of = async (links: string) =>
    page.locator(links).evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''))
  await page.goto('/#/inside/clusters')
  await expect(page.getByRole('navigation', { name: 'What to look into' })).toBeVisible()
  const tabs = await of('main nav a')
  const screens = (await of('nav a')).filter((href) => !href.startsWith('#/inside'))
  return [...new Set([...screens, ...tabs])]
}

test('axe finds nothing on any screen, in light and dark', async ({ page }) => {
  test.setTimeout(600_000)
  await trainBriefly(page)
  const found: string[] = []
  const addresses = await routes(page)
  expect(addresses.length).toBeGreaterThan(7)
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    // The first frame of a new scheme may still have the ink of the one before.
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
    for (const address of addresses) {
      await page.goto(`/${address}`)
      await expect(page.getByRole('main').getByRole('heading').first()).toBeVisible()
      const tabs = page.getByRole('main').getByRole('tab')
      const count = await tabs.count()
      if (count === 0) found.push(...(await faults(page, address, colorScheme)))
      for (let index = 0; index < count; index++) {
        await tabs.nth(index).click()
        await expect(page.getByRole('tabpanel').first()).toBeVisible()
        found.push(...(await faults(page, `${address} tab ${index + 1}`, colorScheme)))
      }
    }
    await page.getByRole('button', { name: 'Share' }).click()
    await expect(page.getByRole('dialog')).toBeVisible()
    found.push(...(await faults(page, 'share', colorScheme, '[role=dialog]')))
    await page.keyboard.press('Escape')
    await page.goto('/#/compare')
    const curves = page.locator('figure[data-chart="C1"]')
    await curves.getByRole('button', { name: /^More about/ }).click()
    await expect(page.getByRole('menu')).toBeVisible()
    found.push(...(await faults(page, 'menu of a chart', colorScheme, '[role=menu]')))
    await page.getByRole('menuitem', { name: 'How it is computed' }).click()
    await expect(page.getByRole('dialog')).toBeVisible()
    found.push(...(await faults(page, 'card of a chart', colorScheme, '[role=dialog]')))
    await page.keyboard.press('Escape')
  }
  expect(found).toEqual([])
})
