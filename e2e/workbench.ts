import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Locator, type Page } from 'playwright/test'
import { SAMPLE_SHA256 } from '../src/core/data/synth.ts'

/** Waits until the queue says that everything it was given has ended. */
export async function untilFinished(page: Page, timeout = 200_000): Promise<void> {
  await expect(page.locator('footer')).toHaveAttribute('data-status', 'finished', { timeout })
}

/** The field of the Data screen that takes files: other screens have such fields too. */
export function fileField(page: Page): Locator {
  return page.getByLabel('CSV file', { exact: true })
}

/** Gives the Data screen a file by its dialog. */
export async function chooseFile(page: Page, name: string, text: string): Promise<void> {
  await fileField(page).setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) })
}

/** A step of the Data screen. */
export async function openTab(page: Page, name: string): Promise<void> {
  await page.getByRole('tab', { name: new RegExp(name) }).click()
}

/** Types a number into a setting's control. */
export async function setNumber(page: Page, label: string, value: number): Promise<void> {
  const field = page.getByLabel(label, { exact: true })
  await field.fill(String(value))
  await field.blur()
}

/** Whether the built-in sample that this browser generated has the bytes that every engine must make. */
export async function sampleOf(page: Page): Promise<boolean> {
  await page.goto('/#/data')
  const cell = page.getByRole('table').first().getByRole('code').first()
  await expect(cell).toBeVisible()
  return SAMPLE_SHA256.startsWith((await cell.textContent()) ?? 'nothing')
}

/**
 * What reads the page for faults, in one go: the page has no frames, so nothing has to be put together in a second page,
 * which takes as long again.
 */
export function axeOn(page: Page): AxeBuilder {
  expect(page.frames()).toHaveLength(1)
  return new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] })
}

/** Every failure that the page itself reports; a test asserts that it stays empty. */
export function watchErrors(page: Page): string[] {
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text())
  })
  return errors
}

/** Trains two groups × 3 seeds on the sample for one epoch: everything that a trained run shows is there. */
export async function trainBriefly(page: Page): Promise<void> {
  await page.goto('/#/lab')
  await page.getByRole('button', { name: 'Training' }).click()
  await setNumber(page, 'Epochs at most', 1)
  await page.getByRole('button', { name: /^Run \d+$/ }).click()
  await expect(page.locator('footer[data-status="running"]')).toBeVisible()
  await untilFinished(page)
}
