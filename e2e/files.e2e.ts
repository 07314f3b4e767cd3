import { readFile } from 'node:fs/promises'
import { type Download, expect, type Page, test } from 'playwright/test'
import { trainBriefly, watchErrors } from './workbench.ts'

async function downloaded(page: Page, act: () => Promise<void>): Promise<{ name: string; bytes: Buffer }> {
  const waiting: Promise<Download> = page.waitForEvent('download')
  await act()
  const download = await waiting
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) }
}

/** Drops a file on the window. */
async function drop(page: Page, { name, bytes }: { name: string; bytes: Buffer }): Promise<void> {
  const transfer = await page.evaluateHandle(
    ([own, text]) => {
      const data = new DataTransfer()
      data.items.add(new File([Uint8Array.from(atob(text), (c) => c.charCodeAt(0))], own))
      return data
    },
    [name, bytes.toString('base64')] as const,
  )
  for (const type of ['dragover', 'drop']) await page.dispatchEvent('body', type, { dataTransfer: transfer })
}

test('a chart, a run and the comparison leave as files; the picture and the file bring the comparison back', async ({
  page,
}) => {
  const errors = watchErrors(page)
  await trainBriefly(page)
  await page.goto('/#/compare')
  await page
    .getByRole('button', { name: /^More about/ })
    .first()
    .click()
  const picture = await downloaded(page, () =>
    page.getByRole('menuitem', { name: 'Picture, PNG, light' }).click(),
  )

  await page.getByRole('tab', { name: 'Runs' }).click()
  await page
    .getByTestId('runs')
    .getByRole('button', { name: /seed 1/ })
    .first()
    .click()
  const weights = await downloaded(page, () =>
    page.getByRole('button', { name: 'Weights for PyTorch, with test rows' }).click(),
  )
  expect(weights.name).toMatch(/-weights\.zip$/)
  for (const name of ['manifest.json', 'model.safetensors', 'vectors.safetensors', 'reload.py'])
    expect(weights.bytes.includes(name)).toBe(true)
  const onnx = await downloaded(page, () => page.getByRole('button', { name: 'ONNX model' }).click())
  expect(onnx.bytes.includes('Soundcheck')).toBe(true)
  await page.getByRole('button', { name: 'Take along' }).click()
  const file = await downloaded(page, () =>
    page.getByRole('menuitem', { name: 'The same with trained weights and test rows' }).click(),
  )
  expect(file.name).toBe('Sample.soundcheck')

  for (const own of [picture, file]) {
    await drop(page, own)
    const card = page.getByTestId('review-card')
    await expect(card).toContainText('2 groups × 3 seeds = 6 runs')
    await card.getByRole('button', { name: 'Not now' }).click()
    await expect(card).toHaveCount(0)
  }
  await drop(page, { name: 'other.soundcheck', bytes: Buffer.from('no archive') })
  await expect(page.getByRole('alert').first()).toContainText('cut or changed')
  expect(errors).toEqual([])
})
