import { expect, type Page, test } from 'playwright/test'
import { HEADERS } from '../src/offline/headers.ts'
import { type Host, plainHost } from './host.ts'
import { chooseFile, openTab, setNumber, untilFinished, watchErrors } from './workbench.ts'

test.use({ serviceWorkers: 'allow' })

const HOSTILE = '<img src=x onerror="window.wasRun=1">'
const HEADER = `user_id,item_id,ts,"${HOSTILE.replaceAll('"', '""')}",click\n`
const rows = Array.from({ length: 1200 }, (_, i) => {
  const [user, item] = [i % 40, (i * 7) % 25]
  const click = (i * 2654435761) % 100 < (item % 3 === user % 3 ? 70 : 25) ? 1 : 0
  return `u${user},i${item},${1_700_000_000 + i},"${i % 2 === 0 ? HOSTILE.replaceAll('"', '""') : 'plain'}",${click}`
}).join('\n')

/** The page is served by what is kept on the device. */
async function untilKept(page: Page): Promise<void> {
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null)
}

/** Why a page or a worker does not get an answer from there; null when it gets one. */
const refusalOf = (address: string): Promise<string | null> =>
  fetch(address).then(
    () => null,
    (error: unknown) => String(error),
  )

async function trainAndShare(page: Page): Promise<void> {
  // The file's own draft takes the place of the sample's once it is read: what is run before that goes with the old one.
  await expect(page.getByRole('banner')).toContainText('1,200 rows')
  await page.getByRole('link', { name: 'Lab', exact: true }).click()
  await page.getByRole('button', { name: 'Training' }).click()
  await setNumber(page, 'Epochs at most', 1)
  await page.getByRole('button', { name: /^Run \d+$/ }).click()
  await untilFinished(page)
  await page.getByRole('link', { name: 'Compare' }).click()
  await expect(page.getByRole('table').filter({ hasText: 'counting floor' }).first()).toBeVisible()
  await page.getByRole('button', { name: 'Share' }).click()
  const fields = page.getByRole('dialog').locator('input, textarea')
  const texts = () => fields.evaluateAll((all) => all.map((one) => (one as HTMLInputElement).value).join(' '))
  await expect.poll(texts).toContain('#/x/1.')
}

test.describe('on a host that sends no headers', () => {
  let host: Host
  let other: Host
  test.beforeEach(async ({ page }) => {
    host = await plainHost()
    other = await plainHost()
    await page.goto(host.address)
    await untilKept(page)
  })
  test.afterEach(async () => {
    await host.close()
    await other.close()
  })

  /** The browser itself looks for a newer service worker some time after a page has loaded. */
  const askedSince = (before: number): readonly string[] =>
    host.asked.slice(before).filter((path) => path !== '/sw.js')

  test('a page works without a network after one visit: upload, training, comparing, sharing; no request is made', async ({
    page,
    context,
  }) => {
    const errors = watchErrors(page)
    // The host stays up: what got past the browser that is offline would be counted there.
    await context.setOffline(true)
    const before = host.asked.length
    await page.reload()
    await expect(page.getByRole('link', { name: 'Lab', exact: true })).toBeVisible()
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true)
    await page.getByRole('link', { name: 'Data', exact: true }).click()
    await chooseFile(page, `${HOSTILE}.csv`, `${HEADER}${rows}`)
    await openTab(page, 'Check')
    await trainAndShare(page)
    expect(askedSince(before)).toEqual([])
    // What a file says is text on every screen that shows it.
    expect(await page.locator('img[src="x"]').count()).toBe(0)
    expect(await page.evaluate(() => 'wasRun' in window)).toBe(false)
    expect(errors).toEqual([])
  })

  test('upload, training and sharing ask nobody for anything; a request from the page or its worker would be seen', async ({
    page,
  }) => {
    await page.reload()
    await page.waitForFunction(() => crossOriginIsolated)
    const requests: string[] = []
    page.context().on('request', (request) => {
      if (!request.url().startsWith(host.address)) requests.push(request.url())
    })
    const before = host.asked.length
    await page.getByRole('link', { name: 'Data', exact: true }).click()
    await chooseFile(page, 'own.csv', `${HEADER}${rows}`)
    await openTab(page, 'Check')
    await trainAndShare(page)
    expect(askedSince(before)).toEqual([])
    expect(requests).toEqual([])

    const [worker] = page.workers()
    if (worker === undefined) throw new Error('no worker trains')
    expect(await page.evaluate(refusalOf, './planted-in-page')).toBeNull()
    expect(await worker.evaluate(refusalOf, '../planted-in-worker')).toBeNull()
    expect(askedSince(before)).toEqual(['/planted-in-page', '/planted-in-worker'])
    // Elsewhere the policy stops both before anything leaves.
    expect(await page.evaluate(refusalOf, other.address)).toContain('Failed to fetch')
    expect(await worker.evaluate(refusalOf, other.address)).toContain('Failed to fetch')
    expect(other.asked).toEqual([])
    await fetch(`${other.address}from-a-test`)
    expect(other.asked).toEqual(['/from-a-test'])
  })

  test('a page has its policy on the first load', async ({ browser }) => {
    const context = await browser.newContext({ serviceWorkers: 'block' })
    const page = await context.newPage()
    await page.goto(host.address)
    expect(await page.evaluate(refusalOf, other.address)).toContain('Failed to fetch')
    expect(other.asked).toEqual([])
    await context.close()
  })

  test('a newer version is offered and never forced', async ({ page }) => {
    await page.evaluate(() => {
      ;(window as unknown as { mark: number }).mark = 1
    })
    host.after = '\n// newer'
    await page.evaluate(async () => {
      const registration = await navigator.serviceWorker.ready
      await registration.update()
    })
    const offer = page.getByTestId('update')
    await expect(offer).toBeVisible()
    expect(await page.evaluate(() => 'mark' in window)).toBe(true)
    await offer.getByRole('button').click()
    await page.waitForFunction(() => !('mark' in window))
    await expect(page.getByRole('link', { name: 'Lab', exact: true })).toBeVisible()
    await expect(offer).toHaveCount(0)
  })
})

test('our own server sends the headers with the page and with its worker, and they hold', async ({
  page,
}) => {
  const other = await plainHost()
  const sent: Promise<Record<string, string>>[] = []
  page.on('response', (response) => {
    if (/train\.worker|\/$/.test(response.url())) sent.push(response.allHeaders())
  })
  await page.goto('/')
  await expect(page.getByRole('link', { name: 'Lab', exact: true })).toBeVisible()
  await expect.poll(() => page.workers().length).toBeGreaterThan(0)
  const [worker] = page.workers()
  expect(await page.evaluate(refusalOf, other.address)).toContain('Failed to fetch')
  expect(await worker?.evaluate(refusalOf, other.address)).toContain('Failed to fetch')
  expect(other.asked).toEqual([])
  // In a task of its own: what a test evaluates is exempt from the policy.
  const evaluated = page.evaluate(
    () =>
      new Promise((resolve) =>
        setTimeout(() => {
          try {
            resolve(new Function('return 1')())
          } catch (error) {
            resolve(String(error))
          }
        }),
      ),
  )
  expect(await evaluated).toContain('EvalError')
  for (const headers of await Promise.all(sent))
    for (const [name, value] of Object.entries(HEADERS)) expect(headers[name.toLowerCase()]).toBe(value)
  expect(sent.length).toBeGreaterThanOrEqual(2)
  await other.close()
})
