import { readFileSync } from 'node:fs'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { expect, test } from 'playwright/test'
import { chooseFile, fileField, openTab, untilFinished, watchErrors } from './workbench.ts'

const HEADER = 'user_id,item_id,ts,scene,gender,genre,click\n'
/** Rows whose click depends on genre and gender. */
function rows(count: number): string {
  return Array.from({ length: count }, (_, i) => {
    const [user, item] = [i % 40, (i * 7) % 25]
    const [gender, genre] = [user % 2, item % 3]
    const click = (i * 2654435761) % 100 < (gender === genre % 2 ? 70 : 25) ? 1 : 0
    return `u${user},i${item},${1_700_000_000 + i},${i % 4 === 0 ? 'feed' : 'room'},${gender === 0 ? 'f' : 'm'},g${genre},${click}`
  }).join('\n')
}

test('the line of a faulty CSV is named, then a good one trains', async ({ page }) => {
  const errors = watchErrors(page)
  await page.goto('/#/data')
  await chooseFile(page, 'broken.csv', `${HEADER}u1,i1,1,feed,f,g0,1\nu2,"i2,2,feed,f,g1,0\n`)
  await expect(page.getByRole('alert').first()).toContainText('line 3')
  await expect(page.getByRole('alert').first()).toContainText('never closed')

  await chooseFile(page, 'twice.csv', 'a,b,a\n1,2,3\n')
  await expect(page.getByRole('alert').first()).toContainText('Two columns are called “a”')

  await chooseFile(page, 'good.csv', `${HEADER}${rows(1200)}\nu1,i1\n`)
  await expect(page.getByTestId('how-read')).toContainText('good.csv')
  const download = page.waitForEvent('download')
  await page.getByTestId('how-read').getByRole('button', { name: 'Download it as CSV' }).click()
  const path = await (await download).path()
  expect(readFileSync(path, 'utf8')).toMatch(/^row,column,value,rule,fix\r\n1202,,"u1,i1",cells,.*\r\n$/)
  await openTab(page, 'Check')
  await expect(page.getByText('1 row was left out on reading')).toBeVisible()
  await expect(page.getByText('Line 1202 has 2 cells, the header has 7.')).toBeVisible()
  await openTab(page, 'Columns')
  await expect(page.getByLabel('Role of user_id').first()).toHaveValue('user id')
  await expect(page.getByLabel('Role of scene').first()).toHaveValue('scene')
  await openTab(page, 'Split')
  await expect(page.getByTestId('floors')).toContainText('click')

  await page.getByRole('link', { name: 'Lab', exact: true }).click()
  await page.getByRole('button', { name: /^Run \d+$/ }).click()
  await untilFinished(page)
  await page.getByRole('link', { name: 'Compare' }).click()
  await expect(page.getByRole('table').filter({ hasText: 'counting floor' }).first()).toBeVisible()
  expect(errors).toEqual([])
})

test('a file is read whatever its format and encoding, and again in another', async ({ page }) => {
  const errors = watchErrors(page)
  await page.goto('/#/data')
  const upload = (name: string, bytes: Uint8Array | Buffer) =>
    fileField(page).setInputFiles({ name, mimeType: '', buffer: Buffer.from(bytes) })
  const how = page.getByTestId('how-read')
  const parquet = parquetWriteBuffer({
    columnData: [
      { name: 'user_id', data: ['u1', 'u2', 'u3'], type: 'STRING' },
      { name: 'click', data: [1, 0, 1], type: 'INT32' },
    ],
  })
  await upload('small.parquet', new Uint8Array(parquet))
  await expect(how).toContainText('small.parquet')
  await expect(how).toContainText('All 3 rows were read.')
  await expect(how.getByLabel('Encoding')).toHaveCount(0)

  // 北京 in GB18030.
  await upload(
    'cities.csv',
    Buffer.from([
      ...Buffer.from('user_id,city,click\nu1,'),
      0xb1,
      0xb1,
      0xbe,
      0xa9,
      ...Buffer.from(',1\nu2,x,0\n'),
    ]),
  )
  await expect(how.getByLabel('Encoding').first()).toHaveValue(/GB18030/)
  await openTab(page, 'Columns')
  await expect(page.getByText('北京').first()).toBeVisible()
  await openTab(page, 'File')
  await how.getByLabel('Encoding').first().click()
  await page.getByRole('option', { name: 'Windows-1252' }).click()
  await openTab(page, 'Columns')
  await expect(page.getByText('±±¾©').first()).toBeVisible()
  expect(errors).toEqual([])
})

test('the downloaded sample goes through the same import', async ({ page }) => {
  await page.goto('/#/data')
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download the sample as CSV' }).click()
  const path = await (await download).path()
  await fileField(page).setInputFiles(path)
  await expect(page.getByRole('table').first()).toContainText('19,981')
  await openTab(page, 'Split')
  // Its bytes are the sample's, so its truth is known too.
  await expect(page.getByTestId('floors')).toContainText('oracle ceiling')
})
