import { execFileSync } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium, expect, type Page, test } from 'playwright/test'
import { chooseFile, setNumber, trainBriefly, watchErrors } from './workbench.ts'

/** Rows whose click depends on genre and gender. */
function csv(count: number): string {
  const rows = Array.from({ length: count }, (_, i) => {
    const [user, item] = [i % 40, (i * 7) % 25]
    const [gender, genre] = [user % 2, item % 3]
    const click = (i * 2654435761) % 100 < (gender === genre % 2 ? 70 : 25) ? 1 : 0
    return `u${user},i${item},${1_700_000_000 + i},${gender === 0 ? 'f' : 'm'},g${genre},${click}`
  })
  return `user_id,item_id,ts,gender,genre,click\n${rows.join('\n')}\n`
}

/** What the device holds of runs on their way, read at once: how many records, and the steps of the checkpoints in them. */
const unfinishedOf = (page: Page): Promise<{ readonly runs: number; readonly steps: readonly number[] }> =>
  page.evaluate(async () => {
    const opened = indexedDB.open('soundcheck')
    await new Promise((resolve) => {
      opened.onsuccess = resolve
    })
    const asked = opened.result.transaction('unfinished').objectStore('unfinished').getAll()
    await new Promise((resolve) => {
      asked.onsuccess = resolve
    })
    opened.result.close()
    const records: readonly { readonly bytes: Uint8Array<ArrayBuffer> }[] = asked.result
    const texts = records.map(({ bytes }) => new TextDecoder('latin1').decode(bytes))
    const steps = texts.flatMap((text) => /"checkpoint":(\d+)/.exec(text)?.[1] ?? []).map(Number)
    return { runs: texts.length, steps }
  })

/**
 * Step of the checkpoint of the one run that has one, once the device holds exactly so many on their way: a run that has
 * just ended is not taken for the next.
 */
async function checkpointOf(page: Page, runs: number): Promise<number> {
  let step = Number.NaN
  const reading = async () => {
    const found = await unfinishedOf(page)
    step = found.steps[0] ?? Number.NaN
    return { runs: found.runs, checkpoints: found.steps.length }
  }
  await expect.poll(reading, { timeout: 60_000 }).toEqual({ runs, checkpoints: 1 })
  return step
}

/** The browser of a profile, all its processes, as a machine that loses power would end it. */
function kill(profile: string): void {
  const lines = execFileSync('ps', ['-axo', 'pid=,args='], { encoding: 'utf8' }).split('\n')
  const own = lines.filter((line) => line.includes(`--user-data-dir=${profile}`))
  expect(own.length).toBeGreaterThan(0)
  for (const line of own) process.kill(Number.parseInt(line, 10), 'SIGKILL')
}

test('a browser that is killed mid-run has its finished runs, its dataset and its last checkpoint when it is opened again', async ({
  baseURL,
}, { project }) => {
  const profile = await mkdtemp(join(tmpdir(), 'soundcheck-keep-'))
  const open = (): Promise<BrowserContext> =>
    chromium.launchPersistentContext(profile, {
      ...project.use.launchOptions,
      baseURL: baseURL ?? '',
      viewport: { width: 1280, height: 800 },
    })
  const first = await (await open()).newPage()
  await first.goto('/#/data')
  await chooseFile(first, 'shop.csv', csv(6000))
  await expect(first.getByRole('table').first()).toContainText('6,000')
  await first.getByRole('link', { name: 'Lab', exact: true }).click()
  await first.getByRole('button', { name: 'Training' }).click()
  await setNumber(first, 'Batch size', 64)
  await setNumber(first, 'Epochs at most', 60)
  await setNumber(first, 'Patience', 100)
  await first.getByRole('button', { name: /^Run \d+$/ }).click()
  await expect(first.locator('footer')).toContainText('1/6 runs', { timeout: 60_000 })
  const step = await checkpointOf(first, 5)
  kill(profile)

  const context = await open()
  const page = await context.newPage()
  const errors = watchErrors(page)
  await page.goto('/')
  const card = page.getByTestId('continue')
  await expect(card).toContainText('1 run has ended')
  await expect(card).toContainText('shop.csv')
  const kept = Number(/goes on from step (\d+)/.exec((await card.textContent()) ?? '')?.[1])
  expect(kept).toBeGreaterThanOrEqual(step)
  // Nothing trains by itself.
  await expect(page.locator('footer')).toHaveAttribute('data-status', 'finished')
  await card.getByRole('button', { name: 'Resume 5 unfinished runs' }).click()
  await expect(page.locator('footer')).toHaveAttribute('data-status', 'running')
  await page.getByRole('button', { name: 'Show all runs' }).click()
  const running = page.locator('[data-run-status="running"]')
  await expect(running).toBeVisible()
  const reached = Number(/(\d+) \/ \d+/.exec((await running.textContent()) ?? '')?.[1])
  expect(reached).toBeGreaterThanOrEqual(kept)
  await expect(page.locator('footer')).toContainText('2/6 runs', { timeout: 60_000 })

  // A page that is loaded again mid-run goes on likewise.
  await checkpointOf(page, 4)
  await page.reload()
  await page.locator('footer').getByRole('button', { name: 'Resume 4 unfinished runs' }).click()
  await expect(page.locator('footer')).toHaveAttribute('data-status', 'running')
  await page.getByRole('button', { name: 'Stop all' }).click()
  await page.getByRole('button', { name: 'Storage on this device' }).click()
  const storage = page.getByTestId('storage')
  await expect(storage).toContainText('shop.csv')
  await expect(storage).toContainText('are used by this page')
  expect(errors).toEqual([])
  await context.close()
  await rm(profile, { recursive: true, force: true })
})

test('two tabs share what is kept, and one of them trains', async ({ context }) => {
  const [a, b] = [await context.newPage(), await context.newPage()]
  await a.goto('/#/lab')
  await a.getByRole('button', { name: /^Run \d+$/ }).click()
  await expect(a.locator('footer[data-status="running"]')).toBeVisible()
  await b.goto('/#/lab')
  await expect(b.locator('footer')).toContainText('Another tab of Soundcheck trains')
  await a.getByRole('button', { name: 'Stop all' }).click()
  await expect(b.locator('footer')).not.toContainText('Another tab')
})

test('everything goes out as one file and comes back in another browser', async ({
  page,
  browser,
  baseURL,
}) => {
  await trainBriefly(page)
  await page.getByRole('button', { name: 'Storage on this device' }).click()
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export everything' }).click()
  const path = await (await download).path()

  const other = await (await browser.newContext({ baseURL: baseURL ?? '' })).newPage()
  await other.goto('/')
  await other.getByRole('button', { name: 'Storage on this device' }).click()
  await other.getByLabel('Archive to import').setInputFiles({
    name: 'all.soundcheck-archive',
    mimeType: 'application/zip',
    buffer: await readFile(path),
  })
  const archive = other.getByTestId('archive')
  await expect(archive).toContainText(/holds \d runs and 0 datasets/)
  await archive.getByRole('button', { name: 'Take it in' }).click()
  await expect(other.locator('footer')).toContainText(/\d\/6 runs/)
  // What is taken in is written run by run.
  const kept = other.getByRole('row', { name: /Runs that have ended/ }).getByRole('cell')
  await expect(kept.nth(1)).toHaveText('6')
  await other.reload()
  await expect(other.getByTestId('continue')).toContainText(/\d runs? ha/)
})
