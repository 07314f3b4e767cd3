import { readFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { fileURLToPath } from 'node:url'
import { type Browser, expect, test } from 'playwright/test'
import { buildEngine, openBuilt } from '../e2e/engine/open.ts'
import type { Engine, Watched } from './import/page.ts'
import type { Reader } from './import/reader.worker.ts'
import { writeTable } from './import/table.ts'

declare const engine: Engine

const ROWS = Number(process.env.ROWS ?? 1_000_000)
const ROUNDS = Number(process.env.ROUNDS ?? 5)
const READERS: readonly Reader[] = ['ours', 'udsv', 'udsv, rows alone']
const PAGE = 'bench/import/page.ts'
const FILE = fileURLToPath(new URL(`../node_modules/.cache/bench-import-${ROWS}.csv`, import.meta.url))

const median = (list: readonly number[]): number =>
  [...list].sort((a, b) => a - b)[Math.floor((list.length - 1) / 2)] as number

/** Memory that the pages' processes hold, in MB. */
async function residentMemory(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession()
  const { processInfo } = await session.send('SystemInfo.getProcessInfo')
  await session.detach()
  let pages = 0
  for (const { id, type } of processInfo) {
    if (type !== 'renderer') continue
    const status = readFileSync(`/proc/${id}/status`, 'utf8')
    pages += Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024
  }
  return pages
}

/** The most that they held above what they began with, looked at twenty times a second. */
async function peakDuring<T>(
  browser: Browser,
  work: Promise<T>,
): Promise<{ readonly value: T; readonly peak: number }> {
  const before = await residentMemory(browser)
  let peak = before
  let isOver = false
  const watching = (async () => {
    while (!isOver) {
      peak = Math.max(peak, await residentMemory(browser))
      await new Promise((next) => setTimeout(next, 50))
    }
  })()
  const value = await work
  isOver = true
  await watching
  return { value, peak: peak - before }
}

/**
 * `npm run bench:import`: a CSV of 1,000,000 rows × 20 columns into typed columns, in a worker of a page, by our import
 * and by udsv with the same typing and encoding beside it, by turns. ROWS and ROUNDS make it smaller.
 */
test('import beside udsv', async ({ browser }) => {
  const bytes = writeTable(FILE, ROWS)
  await buildEngine(PAGE)
  const runs = new Map<Reader, { readonly watched: Watched; readonly peak: number }[]>()
  for (let round = 0; round < ROUNDS; round++) {
    for (const reader of READERS) {
      // A page of its own: what the one before had taken counts for nothing.
      const page = await browser.newPage({ baseURL: 'http://localhost:4317/' })
      await openBuilt(page, PAGE)
      await page.locator('input[type=file]').setInputFiles(FILE)
      const { value, peak } = await peakDuring(
        browser,
        page.evaluate((name) => engine.read(name), reader),
      )
      runs.set(reader, [...(runs.get(reader) ?? []), { watched: value, peak }])
      await page.close()
    }
  }
  console.log(
    `\n${ROWS} rows, ${(bytes / 1e6).toFixed(1)} MB, ${ROUNDS} rounds; ${cpus()[0]?.model} × ${cpus().length}, load ${loadavg()[0]?.toFixed(1)}`,
  )
  console.log(
    '| reader | s, median (least … most) | MB/s | rows | columns, MB | peak above the start, MB | above the columns, MB | longest frame, ms |',
  )
  console.log('| --- | --- | --- | --- | --- | --- | --- | --- |')
  for (const reader of READERS) {
    const all = runs.get(reader) ?? []
    const seconds = all.map(({ watched }) => watched.milliseconds / 1000)
    const columns = (all[0]?.watched.bytes ?? 0) / 2 ** 20
    const peak = median(all.map((one) => one.peak))
    const s = median(seconds)
    console.log(
      `| ${reader} | ${s.toFixed(2)} (${Math.min(...seconds).toFixed(2)} … ${Math.max(...seconds).toFixed(2)}) | ${(bytes / 1e6 / s).toFixed(1)} | ${all[0]?.watched.rows} | ${columns.toFixed(0)} | ${peak.toFixed(0)} | ${(peak - columns).toFixed(0)} | ${median(all.map(({ watched }) => watched.longestFrame)).toFixed(0)} |`,
    )
  }
  const ratios = (runs.get('ours') ?? []).map(
    ({ watched }, i) => watched.milliseconds / (runs.get('udsv')?.[i]?.watched.milliseconds ?? Number.NaN),
  )
  console.log(
    `ours ÷ udsv, of the same round: median ${median(ratios).toFixed(2)} (${ratios.map((one) => one.toFixed(2)).join(', ')})`,
  )
  for (const all of runs.values()) expect(all[0]?.watched.rows).toBe(ROWS)
})
