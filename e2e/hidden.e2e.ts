import { expect, test } from 'playwright/test'
import { ratesOf, trainingTab, until } from './hidden-tab.ts'

test('a hidden tab trains on, and what a frozen one missed is told', async ({ browser, baseURL }) => {
  const session = await browser.newBrowserCDPSession()
  const tab = await trainingTab(session, `${baseURL}#/lab`)
  const { visible, hidden } = await ratesOf(session, tab, 5)
  expect(visible).toBeGreaterThan(0)
  // The bench asks for 70 % over a minute; so short a look beside other work is not that sharp.
  expect(hidden / visible).toBeGreaterThan(0.4)

  await tab.freeze(true)
  await new Promise((wake) => setTimeout(wake, 8000))
  await tab.freeze(false)
  await until(
    tab,
    `/Paused by the browser 00:(0[2-9]|1)/.test(document.querySelector('[data-backend]').innerText)`,
  )
  await session.send('Target.closeTarget', { targetId: tab.id })
})
