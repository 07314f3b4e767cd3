import { expect, test } from 'playwright/test'
import { setNumber, untilFinished, watchErrors } from './workbench.ts'

test('a trained model is asked what its weights are worth, why a user gets these probabilities, and on users who were picked', async ({
  page,
}) => {
  const errors = watchErrors(page)
  await page.goto('/#/lab')
  await page.getByRole('button', { name: 'Training' }).click()
  await setNumber(page, 'Epochs at most', 1)
  await page.getByRole('button', { name: /^Run \d+$/ }).click()
  await untilFinished(page)

  await page.goto('/#/inside/priors')
  const worth = page.getByRole('figure', { name: 'What is the re-weighting alone worth?' })
  await expect(worth.getByRole('row', { name: /all at 1/ })).toBeVisible()
  await worth.getByRole('checkbox').first().check()
  await worth.getByRole('checkbox').nth(1).check()
  await expect(worth.getByRole('row', { name: /together: / })).toBeVisible()

  await page.goto('/#/inside/users')
  const scope = page.getByRole('figure', { name: 'Why does this user get these probabilities?' })
  const station = (name: string) => scope.locator(`[data-station="${name}"]`)
  await expect(station('probabilities')).toContainText('watch_sec>10')
  const distances = (await station('distances').textContent()) ?? ''
  const genre = scope.getByLabel('genre')
  const was = await genre.inputValue()
  await genre.selectOption(was === '2' ? '1' : '2')
  await expect(station('probabilities').locator('[data-moved]').first()).toBeVisible()
  // A feature that nobody is clustered by moves nobody between clusters.
  expect(await station('distances').textContent()).toBe(distances)
  await scope.getByRole('button', { name: 'Step back' }).click()
  await expect(genre).toHaveValue(was)
  await expect(scope.locator('[data-moved]')).toHaveCount(0)

  // Found by the file's own id, which the address never holds.
  const user = (await scope.locator('strong').first().textContent()) ?? ''
  await scope.getByLabel('User id, as in the file').fill(user)
  await scope.getByRole('button', { name: 'Find' }).click()
  await expect(scope.locator('strong').first()).toHaveText(user)
  expect(page.url()).not.toContain(user)

  // A bin of rank is a slice: the charts beside it are then of as many rows as the list says.
  await page.goto('/#/inside/ranking')
  const rank = page.getByRole('figure', { name: 'Does a rule or another run see what this run misses?' })
  const bins = rank.getByLabel('Bin', { exact: true })
  await bins.selectOption({ index: 20 })
  const [count = ''] = /\d+ rows/.exec((await bins.locator('option:checked').textContent()) ?? '') ?? []
  await rank.getByRole('button', { name: /^Look at .*: rank .* as a slice$/ }).click()
  const believed = page.getByRole('figure', { name: 'Can the probability be believed?' })
  await expect(believed).toContainText(`: rank .95 to 1.00 of the score: Full model, seed 1 · ${count}`)
  await expect(rank).toContainText(count)
  await page.getByRole('button', { name: /^Remove .*: rank/ }).click()
  await expect(page.getByLabel('Slice', { exact: true }).first()).toHaveValue('')

  // Users who were picked on one screen are looked at on the others, by the name of the run that told them apart.
  await page.goto('/#/inside/clusters')
  const map = page.getByRole('figure', { name: 'Who is grouped with whom?' })
  await map.getByRole('button', { name: 'Add cluster k1 to the slice' }).click()
  await map.getByRole('button', { name: 'Lasso' }).click()
  await map.getByTestId('lasso').hover({ position: { x: 20, y: 20 } })
  await page.mouse.down()
  const { width = 0, height = 0 } = (await map.getByTestId('lasso').boundingBox()) ?? {}
  await map.getByTestId('lasso').hover({ position: { x: width - 20, y: 20 } })
  await map.getByTestId('lasso').hover({ position: { x: width - 20, y: height / 2 } })
  await map.getByTestId('lasso').hover({ position: { x: 20, y: height / 2 } })
  await page.mouse.up()
  await map.getByRole('button', { name: 'Keep as a slice' }).click()
  await page.getByRole('link', { name: 'Neutralise on it' }).click()
  const slice = /k1 \+ \d+ users of the map: .*, seed 1/
  await expect(
    page.getByRole('status').filter({ hasText: /[\d,]+ test rows · [\d,]+ positives/ }),
  ).toBeVisible()
  await expect(worth).toContainText(slice)
  await page.goto('/#/compare')
  await expect(page.getByRole('figure', { name: 'What did each module buy?' })).toContainText(slice)
  await page.getByRole('button', { name: /^Remove k1/ }).click()
  await expect(page.getByLabel('Slice')).toHaveValue('')
  expect(errors).toEqual([])
})
