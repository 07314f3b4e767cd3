import { readFile } from 'node:fs/promises'
import { expect, type Locator, type Page, test } from 'playwright/test'
import { trainBriefly, watchErrors } from './workbench.ts'

const chartOf = (page: Page, id: string): Locator => page.locator(`figure[data-chart="${id}"]`)

/** What a chart's menu hands over as a file. */
async function taken(page: Page, chart: Locator, item: string): Promise<string> {
  await chart.getByRole('button', { name: /^More about/ }).click()
  const download = page.waitForEvent('download')
  await page.getByRole('menuitem', { name: item, exact: true }).click()
  return readFile(await (await download).path(), 'utf8')
}

const columnOf = (csv: string, column: number): number[] =>
  csv
    .trim()
    .split('\r\n')
    .slice(1)
    .map((line) => Number(line.split(',')[column]))

test('a chart is taken along: values, pictures in either theme, a link; and walked by keys', async ({
  page,
  context,
}) => {
  const errors = watchErrors(page)
  await trainBriefly(page)
  await page.goto('/#/compare')
  const curves = chartOf(page, 'C1')

  // The values are those that are drawn: four digits on the page, all of them in the file.
  const csv = await taken(page, curves, 'Values as CSV')
  await curves.focus()
  await page.keyboard.press('t')
  const cells = curves.getByRole('row').locator('td:nth-child(3)')
  const values = columnOf(csv, 2)
  await expect(cells).toHaveCount(values.length)
  const shown = await cells.allTextContents()
  for (const [index, text] of shown.entries()) {
    expect(Math.abs((values[index] ?? 0) - Number(`0${text}`))).toBeLessThanOrEqual(5.1e-5)
  }
  expect(values.some((value) => Math.abs(value * 1e4 - Math.round(value * 1e4)) > 1e-6)).toBe(true)
  await page.keyboard.press('t')

  // Text is text, every colour is written out, and the page's theme does not matter.
  for (const [item, surface] of [
    ['Picture, SVG, light', '#ffffff'],
    ['Picture, SVG, dark', '#1b1e23'],
  ] as const) {
    const svg = await taken(page, curves, item)
    const parsed = await page.evaluate((text) => {
      const read = new DOMParser().parseFromString(text, 'image/svg+xml')
      const texts = [...read.querySelectorAll('text')].map((one) => one.textContent ?? '')
      const lines = read.querySelectorAll('path[stroke]').length
      return { fault: read.querySelector('parsererror')?.textContent ?? null, texts, lines }
    }, svg)
    expect(parsed.fault).toBeNull()
    expect(parsed.lines).toBeGreaterThan(2)
    const words = parsed.texts.join(' ')
    expect(words).toContain('Which group learns better?')
    expect(words).toContain('On validation')
    expect(words).toContain('3 seeds (1, 2, 3)')
    expect(words).toMatch(/Soundcheck \d/)
    expect(parsed.texts).toContain('− Clusters')
    expect(svg.includes(`fill="${surface}"`), `${surface} behind the drawing`).toBe(true)
    expect(/var\(|color\(|currentcolor/i.exec(svg)).toBeNull()
  }
  const png = await taken(page, curves, 'Picture, PNG, dark')
  expect(png.slice(1, 4)).toBe('PNG')

  // Keys: a step says group, x and value.
  await curves.focus()
  await page.keyboard.press('ArrowDown')
  await expect(curves.locator('[aria-live]')).toContainText(
    /Full model · rows seen [\d,]+ · mean AUC \.\d{4}/,
  )
  await page.keyboard.press('e')
  await expect(page.getByRole('menu')).toBeVisible()
  await page.keyboard.press('Escape')

  // A link keeps how the curves are drawn.
  await page.getByRole('combobox', { name: 'Horizontal axis' }).selectOption('epoch')
  await page.getByRole('button', { name: 'Later half' }).click()
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await curves.getByRole('button', { name: /^More about/ }).click()
  await page.getByRole('menuitem', { name: 'Copy link to this chart' }).click()
  await expect(page.getByRole('menuitem', { name: 'Link copied' })).toBeVisible()
  await page.keyboard.press('Escape')
  const link = await page.evaluate(() => navigator.clipboard.readText())
  expect(link).toMatch(/#\/compare\?chart=C1&x=epoch&zoom=/)
  await page.getByRole('button', { name: 'All', exact: true }).click()
  await page.getByRole('combobox', { name: 'Horizontal axis' }).selectOption('time')
  await expect(curves).toContainText('seconds of training')
  await page.goto(`/#/lab`)
  await page.goto(link)
  await expect(curves).toHaveAttribute('data-linked', 'true')
  await expect(curves).toBeFocused()
  await expect(page.getByRole('combobox', { name: 'Horizontal axis' })).toHaveValue('epoch')
  await expect(page.getByRole('button', { name: 'All', exact: true })).toBeVisible()
  expect(errors).toEqual([])
})
