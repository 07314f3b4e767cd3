import { expect, type Page, test } from 'playwright/test'
import type { Language } from '../src/core/language.ts'
import { pseudoText } from '../src/i18n/pseudo.ts'
import { axeOn, setNumber, untilFinished, watchErrors } from './workbench.ts'

/** Opens the Lab in a language as a returning person finds it: what was kept says so. */
async function openLab(page: Page, language: Language): Promise<void> {
  await page.goto('/#/lab')
  await page
    .getByRole('button', { name: 'Add the draft as a group' })
    .or(page.getByText('Seeds'))
    .first()
    .waitFor()
  await page.getByRole('button', { name: /^Theme/ }).click()
  await expect.poll(() => page.evaluate(() => localStorage.getItem('soundcheck'))).not.toBeNull()
  await page.evaluate((wanted) => {
    const kept = JSON.parse(localStorage.getItem('soundcheck') ?? '{}')
    // Written once the page is left: a page that is hidden writes its own state last.
    window.addEventListener('pagehide', () => {
      localStorage.setItem('soundcheck', JSON.stringify({ ...kept, theme: 'auto', language: wanted }))
      // The newer of this and of what IndexedDB holds is taken.
      localStorage.setItem('soundcheck.at', String(Date.now() + 1))
    })
  }, language)
  await page.reload()
  await expect(page.locator('html')).toHaveAttribute('lang', language)
}

/** What lies outside the page, or is cut without saying so. */
const misfits = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const name = (one: Element): string =>
      `${one.tagName} ${one.className} “${one.textContent?.slice(0, 60)}”`
    const hasText = (one: Element): boolean =>
      [...one.childNodes].some(
        (node) => node.nodeType === Node.TEXT_NODE && (node.textContent ?? '').trim() !== '',
      )
    const cut = [...document.querySelectorAll('body *')].filter((one) => {
      const { overflowX, textOverflow, visibility, clipPath } = getComputedStyle(one)
      const isHidden = visibility === 'hidden' || clipPath !== 'none' || one.clientWidth <= 1
      if (!hasText(one) || isHidden || textOverflow === 'ellipsis') return false
      return (overflowX === 'hidden' || overflowX === 'clip') && one.scrollWidth > one.clientWidth + 1
    })
    const { scrollWidth, clientWidth } = document.documentElement
    return [
      ...(scrollWidth > clientWidth ? [`the page is ${scrollWidth - clientWidth} px too wide`] : []),
      ...cut.map(name),
    ]
  })

const SCREENS = ['#/', '#/data', '#/lab', '#/compare']
const TABS = ['clusters', 'losses', 'priors', 'scenes', 'ranking', 'users']

test('texts two fifths longer fit every screen', async ({ page }) => {
  const errors = watchErrors(page)
  await openLab(page, 'en-XA')
  await page.getByRole('button', { name: pseudoText('Training') }).click()
  await setNumber(page, pseudoText('Epochs at most'), 1)
  await page.getByRole('button', { name: /^Rüñ \d+/ }).click()
  await untilFinished(page)
  for (const address of [...SCREENS, ...TABS.map((tab) => `#/inside/${tab}`)]) {
    await page.goto(`/${address}`)
    await expect(page.getByRole('main').getByRole('heading').first()).toBeVisible()
    expect.soft(await misfits(page), address).toEqual([])
  }
  await page.goto('/#/compare')
  await expect(page.getByRole('heading', { name: pseudoText('Compare'), exact: true })).toBeVisible()
  expect(errors).toEqual([])
})

test('the page changes to Chinese and back, and axe finds nothing there', async ({ page }) => {
  await page.goto('/#/lab')
  await page.getByRole('button', { name: /^中文/ }).click()
  // A hint on the button would stand outside the page's landmarks.
  await page.mouse.move(0, 0)
  await expect(page.getByRole('heading', { name: '实验室', exact: true })).toBeVisible()
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN')
  for (const address of SCREENS) {
    await page.goto(`/${address}`)
    await expect(page.getByRole('main').getByRole('heading').first()).toBeVisible()
    const { violations } = await axeOn(page).analyze()
    expect
      .soft(
        violations.map(({ id, nodes }) => [id, nodes.map(({ target }) => target.join(' '))]),
        address,
      )
      .toEqual([])
  }
  await page.goto('/#/lab')
  await page.getByRole('button', { name: /^EN/ }).click()
  await expect(page.getByRole('heading', { name: 'Lab', exact: true })).toBeVisible()
})
