import { expect, type Page, test } from 'playwright/test'
import { setNumber } from '../e2e/workbench.ts'

/** How long each profile is watched. */
const SECONDS = 60

interface Watched {
  /** Milliseconds from one animation frame to the next. */
  readonly frames: readonly number[]
  /** Milliseconds of every main-thread task above 50. */
  readonly tasks: readonly number[]
  /** Times at which the curves were drawn anew. */
  readonly draws: readonly number[]
}

/** What the main thread does for a while: every frame, every long task, every drawing of the curves. */
const watched = (page: Page): Promise<Watched> =>
  page.evaluate(async (milliseconds) => {
    const frames: number[] = []
    const tasks: number[] = []
    const draws: number[] = []
    const observer = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) tasks.push(duration)
    })
    observer.observe({ type: 'longtask' })
    const curves = document.querySelector('figure[data-chart="C1"] .sc-plot')
    const changes = new MutationObserver(() => draws.push(performance.now()))
    if (curves !== null) {
      changes.observe(curves, { attributes: true, attributeFilter: ['d'], childList: true, subtree: true })
    }
    const until = performance.now() + milliseconds
    await new Promise<void>((done) => {
      let last = performance.now()
      const frame = (now: number) => {
        frames.push(now - last)
        last = now
        if (now < until) requestAnimationFrame(frame)
        else done()
      }
      requestAnimationFrame(frame)
    })
    observer.disconnect()
    changes.disconnect()
    return { frames, tasks, draws }
  }, SECONDS * 1000)

const quantile = (values: readonly number[], share: number): number =>
  [...values].sort((a, b) => a - b)[Math.floor(share * (values.length - 1))] ?? Number.NaN

/** Says what was watched in one line. */
async function told(page: Page, what: string): Promise<void> {
  const { frames, tasks, draws } = await watched(page)
  const trains = await page.locator('footer[data-status="running"]').isVisible()
  const backend = await page.locator('[data-backend]').first().getAttribute('data-backend')
  const f = (share: number) => `${quantile(frames, share).toFixed(1)} ms`
  const longest = tasks.length === 0 ? 'none above 50 ms' : `${Math.max(...tasks).toFixed(0)} ms`
  console.log(
    `${backend}, ${what}, ${await page.locator('main figure').count()} charts, ${SECONDS} s: frame p50 ${f(0.5)}, p95 ${f(0.95)}, p99 ${f(0.99)}; ` +
      `longest task ${longest} (${tasks.length} above 50 ms); ${(draws.length / SECONDS).toFixed(2)} drawings a second${trains ? '' : '; training ended before'}`,
  )
}

/** Runs the plan with a training of so many epochs, and opens Compare as soon as it has its charts. */
async function compared(page: Page, epochs: number, batch: number): Promise<void> {
  await page.getByRole('button', { name: 'Training' }).click()
  await setNumber(page, 'Epochs at most', epochs)
  await setNumber(page, 'Patience', 100)
  await setNumber(page, 'Batch size', batch)
  await page.getByRole('button', { name: /^Run \d+$/ }).click()
  await expect(page.locator('footer[data-status="running"]')).toBeVisible()
  await page.goto('/#/compare')
  await expect(page.locator('main figure').nth(4)).toBeVisible()
  await expect(page.locator('figure[data-chart="C1"] path.sc-line').first()).toBeVisible()
}

/**
 * `npm run bench:frames`: what training with five live charts leaves of the page's frames (B7, B8). Compare is open: the
 * verdicts, the curves, their differences, ROC and the settings. The second profile has the CPU slowed down four times.
 */
test('frames while a run trains', async ({ page }) => {
  await page.goto('/#/lab')
  await compared(page, 100, 128)
  const session = await page.context().newCDPSession(page)
  for (const rate of [1, 4]) {
    await session.send('Emulation.setCPUThrottlingRate', { rate })
    await told(page, `CPU ÷ ${rate}`)
  }
  await session.send('Emulation.setCPUThrottlingRate', { rate: 1 })
})

/** A factorial of three modules: charts appear, and one short run after another ends and changes every verdict. */
test('frames while runs end', async ({ page }) => {
  await page.goto('/#/lab')
  await page.getByRole('combobox', { name: 'Compare' }).click()
  await page.getByRole('option', { name: /Factorial/ }).click()
  await compared(page, 1, 256)
  await told(page, 'runs end')
})
