import { expect, type Page } from 'playwright/test'

/** What a person does, by the names on the screen. */
export async function openLab(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Lab' }).click()
  await expect(page.getByRole('button', { name: /^Run/ })).toBeVisible()
}

export const queue = (page: Page) => page.getByRole('contentinfo')

/** Waits until the queue says that everything it was given has ended. */
export async function untilFinished(page: Page, timeout = 200_000): Promise<void> {
  await expect(queue(page)).toHaveAttribute('data-status', 'finished', { timeout })
}

/** Makes runs short: few epochs and one evaluation each. */
export async function shortenTraining(page: Page, epochs: number): Promise<void> {
  await page.getByRole('button', { name: 'Training' }).click()
  const field = page.getByLabel('Epochs at most')
  await field.fill(String(epochs))
  await field.blur()
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
