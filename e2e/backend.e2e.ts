import { expect, type Page, test } from 'playwright/test'
import { watchErrors } from './workbench.ts'

const badge = (page: Page) => page.getByRole('button', { name: /^Backend:/ })

/** Opens the badge and gives what it says of this device. */
async function why(page: Page): Promise<string> {
  await badge(page).click()
  const text = await page.getByTestId('backend-why').innerText()
  await page.keyboard.press('Escape')
  return text
}

/** The measurements among it. */
const measured = (text: string): readonly string[] => text.match(/thread.*rows\/s/g) ?? []

test('a device is measured once, and what was measured is known on the next visit', async ({ page }) => {
  const errors = watchErrors(page)
  await page.goto('/')
  await expect(badge(page)).toHaveAttribute('data-measured', 'true')
  await expect(badge(page)).toHaveAttribute('data-backend', 'wasm')
  const first = await why(page)
  expect(first).toMatch(/WASM · 1 thread: \d+\.\d ms, [\d,]+ rows\/s/)
  expect(first).toMatch(/WebGPU/)
  expect(first).toMatch(/Relaxed arithmetic is/)

  // Two measurements never agree to the digit: equal numbers were remembered.
  await page.reload()
  await expect(badge(page)).toHaveAttribute('data-measured', 'true')
  expect(measured(await why(page))).toEqual(measured(first))

  await badge(page).click()
  await page.getByRole('menuitem', { name: 'Measure this device again' }).click()
  await expect(badge(page)).toHaveAttribute('data-measured', 'false')
  await expect(badge(page)).toHaveAttribute('data-measured', 'true')
  expect(measured(await why(page))).toHaveLength(measured(first).length)
  expect(measured(await why(page))).not.toEqual(measured(first))
  expect(errors).toEqual([])
})

test('a backend that was chosen by hand stays chosen, and a link offers it to the opener', async ({
  page,
  browser,
}) => {
  const errors = watchErrors(page)
  await page.goto('/#/lab')
  await expect(badge(page)).toHaveAttribute('data-measured', 'true')
  await badge(page).click()
  await page.getByRole('menuitem', { name: /^WASM/ }).click()
  await expect.poll(() => why(page)).toContain('Chosen by hand.')
  await page.reload()
  await expect(badge(page)).toHaveAttribute('data-backend', 'wasm')
  expect(await why(page)).toContain('Chosen by hand.')

  await page.getByRole('button', { name: 'Share' }).click()
  const link = await page.getByRole('textbox', { name: 'Link' }).inputValue()
  const context = await browser.newContext()
  const fresh = await context.newPage()
  await fresh.goto(link)
  const wish = fresh.getByRole('checkbox', { name: /Train on WASM/ })
  await expect(wish).not.toBeChecked()
  await fresh.getByRole('button', { name: 'Open in the Lab' }).click()
  await expect(badge(fresh)).toHaveAttribute('data-measured', 'true')
  expect(await why(fresh)).not.toContain('Chosen by hand.')
  await context.close()
  expect(errors).toEqual([])
})
