import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, type Page, test } from 'playwright/test'
import { untilFinished } from '../e2e/workbench.ts'
import { encodeLink } from '../src/experiment/link.ts'
import { parseExperiment } from '../src/experiment/parse.ts'

const FILE =
  process.env.KUAIRAND ??
  fileURLToPath(new URL('../../shared/data/kuairand-pure/kuairand-pure-2weeks.csv.gz', import.meta.url))

/**
 * `npm run bench:kuairand`: two weeks of KuaiRand-Pure through the page, as a person would: a link with the recipe of
 * docs/experiment.md, the file by its dialog, one group × one seed, on one thread and on all. Prints rows, floors, rows
 * a second, seconds of an epoch, and the trained group's test AUC. On a software adapter one epoch takes hours: WebGPU
 * takes part where a real adapter measured fastest. The file is not part of the project: KUAIRAND names it.
 */
for (const threads of ['one', 'all'] as const) {
  test(`KuaiRand goes through the page on ${threads === 'one' ? 'one thread' : 'what measured fastest'}`, async ({
    page,
  }) => {
    if (threads === 'one') await onOneThread(page)
    await throughThePage(page)
  })
}

/** Lets the page know of this device that one thread of WASM is fastest. */
async function onOneThread(page: Page): Promise<void> {
  await page.goto('/')
  await expect(page.locator('[data-measured="true"]')).toBeVisible()
  await page.evaluate(() => {
    const kept = JSON.parse(localStorage.getItem('soundcheck.device') ?? '')
    const measured = kept.probe.measured.filter(
      (one: { backend: string; threads: number }) => one.backend === 'wasm' && one.threads === 1,
    )
    localStorage.setItem('soundcheck.device', JSON.stringify({ ...kept, probe: { ...kept.probe, measured } }))
  })
}

async function throughThePage(page: Page): Promise<void> {
  if (!existsSync(FILE)) throw new Error(`no file ${FILE}: name it by KUAIRAND`)
  const example: unknown = JSON.parse(
    readFileSync(fileURLToPath(new URL('../docs/examples/kuairand.json', import.meta.url)), 'utf8'),
  )
  const config = parseExperiment(example)
  if (!config.ok) throw new Error(JSON.stringify(config.error))
  const hash = encodeLink({
    seeds: [1],
    groups: [{ id: 'g1', label: null, style: 0, config: config.value }],
  })
  console.log(`recipe link: ${hash.length} characters`)
  await page.goto(`/${hash}`)
  await page.reload()
  await page.getByRole('button', { name: 'Open in the Lab' }).click()
  await page.getByRole('link', { name: 'Data', exact: true }).click()
  const began = performance.now()
  const seconds = (): string => `${((performance.now() - began) / 1000).toFixed(1)} s`
  await page.locator('input[type=file]').first().setInputFiles(FILE)
  await expect(page.getByRole('main')).toContainText('228,329', { timeout: 300_000 })
  console.log(`read after ${seconds()}`)
  await page.getByRole('tab', { name: /Split/ }).click()
  const floors = page.getByTestId('floors')
  await expect(floors).toContainText('.7239', { timeout: 300_000 })
  await expect(floors).toContainText('.7685')
  console.log(`floors after ${seconds()}:\n${await floors.innerText()}`)
  console.log(await page.getByTestId('parts').innerText())
  await page.getByRole('link', { name: 'Lab', exact: true }).click()
  await page.getByRole('button', { name: /^Run \d+$/ }).click()
  await expect(page.locator('footer[data-status="running"]')).toBeVisible({ timeout: 120_000 })
  await untilFinished(page, 1_700_000)
  console.log(`trained after ${seconds()}`)
  await page.getByRole('link', { name: 'Compare', exact: true }).click()
  await page.getByRole('tab', { name: 'Runs' }).click()
  const run = page.getByRole('row').filter({ hasText: 'compiled' })
  console.log(
    `epochs at most: ${config.value.training.epochs}; ${(await run.innerText()).replace(/\s+/g, ' ')}`,
  )
  await page.getByRole('tab').first().click()
  for (const { id } of config.value.schema.tasks) {
    await page.getByRole('combobox', { name: 'Task' }).selectOption(id)
    const table = page.getByRole('table').filter({ hasText: 'counting floor' }).first()
    console.log(`${id}: ${(await table.innerText()).replace(/\s+/g, ' ')}`)
  }
}
