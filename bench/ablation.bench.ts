import { expect, type Page, test } from 'playwright/test'
import { untilFinished } from '../e2e/workbench.ts'

const MODULES = ['Clusters', 'Priors', 'Scenes', 'Transition']

async function chosen(page: Page, backend: 'wasm' | 'webgpu', name: RegExp): Promise<void> {
  await page.getByRole('button', { name: /^Backend:/ }).click()
  await page.getByRole('menuitem', { name }).click()
  await expect(page.locator(`[data-backend="${backend}"]`)).toBeVisible()
}

/**
 * `npm run bench:ablation`: seconds from the one click in the Lab to a verdict for each of four modules, left out one by
 * one over three seeds on the built-in sample: 15 runs, by backend. A browser without a GPU trains WebGPU in software.
 */
for (const [backend, name] of [
  ['wasm', /^WASM/],
  ['webgpu', /^WebGPU/],
] as const) {
  test(`ablation on ${backend}`, async ({ page }) => {
    await page.goto('/#/lab')
    await expect(page.locator('[data-backend]').first()).toBeVisible()
    await chosen(page, backend, name)
    const click = page.getByRole('button', { name: 'Ablate 4 modules' })
    await expect(click).toBeEnabled()
    const began = performance.now()
    await click.click()
    await expect(page.locator('footer[data-status="running"]')).toBeVisible()
    await untilFinished(page, 1_500_000)
    const table = page.getByRole('table').filter({ hasText: 'counting floor' }).first()
    for (const module of MODULES) {
      await expect(table.getByRole('row').filter({ hasText: `− ${module}` })).toContainText(
        /worse|better|no practical difference|not enough evidence/,
      )
    }
    const seconds = ((performance.now() - began) / 1000).toFixed(1)
    const detail = await page.locator('[data-backend]').first().innerText()
    console.log(`${detail}: 15 runs and 4 verdicts in ${seconds} s`)
    for (const module of MODULES) {
      const row = table.getByRole('row').filter({ hasText: `− ${module}` })
      console.log(`  ${(await row.innerText()).replace(/\s+/g, ' ')}`)
    }
  })
}
