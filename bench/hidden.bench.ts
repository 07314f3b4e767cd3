import { expect, test } from 'playwright/test'
import { ratesOf, trainingTab } from '../e2e/hidden-tab.ts'

/** Seconds of each look. */
const LOOK = 60

test.use({
  launchOptions: async ({ launchOptions }, use) => {
    // What Playwright switches off by itself is what a person's browser does to hidden tabs.
    const kept = ['background-timer-throttling', 'backgrounding-occluded-windows', 'renderer-backgrounding']
    await use({ ...launchOptions, ignoreDefaultArgs: kept.map((name) => `--disable-${name}`) })
  },
})

test('a hidden tab trains at 70 % of the rate of a visible one at least, over a minute', async ({
  browser,
  baseURL,
}) => {
  const session = await browser.newBrowserCDPSession()
  const tab = await trainingTab(session, `${baseURL}#/lab`)
  const { visible, hidden } = await ratesOf(session, tab, LOOK)
  const share = hidden / visible
  console.log(
    `${visible.toFixed(1)} steps/s visible, ${hidden.toFixed(1)} hidden: ${(100 * share).toFixed(0)} %`,
  )
  expect(share).toBeGreaterThan(0.7)
})
