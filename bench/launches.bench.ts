import { cpus, loadavg } from 'node:os'
import { test } from 'playwright/test'
import { openEngine } from '../e2e/engine/open.ts'
import type { Engine, Outcome, Task } from './launches/page.ts'

declare const engine: Engine

const ENGINES: readonly (readonly [string, Task['engine'], number])[] = [
  ['compiled, 1 step a submission', 'compiled', 1],
  ['compiled, 16 steps a submission', 'compiled', 16],
  ['tfjs-webgpu, eager, with our kernels', 'eager', 1],
]
const median = (list: readonly number[]): number =>
  [...list].sort((a, b) => a - b)[Math.floor((list.length - 1) / 2)] as number

/**
 * `npm run bench:launches`: what a training step of the product's default model asks of WebGPU on the built-in sample,
 * compiled and by eager tfjs, counted in the same calls. Milliseconds of JavaScript are those of a step before it first
 * waits, medians of 5 repeats, with launches of no workgroups: a software adapter would take the processor from the
 * script. Those of the whole step are the adapter's, which is named. BATCH=1024 takes that batch alone.
 */
test('launches, uploads and JavaScript of a step', async ({ page }) => {
  const { BATCH } = process.env
  for (const batch of BATCH === undefined ? [1024, 4096] : [Number(BATCH)]) {
    const rows: [string, Outcome][] = []
    for (const [name, kind, perSubmission] of ENGINES) {
      await openEngine(page, 'bench/launches/page.ts')
      const isEager = kind === 'eager'
      const outcome = await page.evaluate((task) => engine.measured(task), {
        engine: kind,
        batch,
        perSubmission,
        counted: isEager ? 1 : 16,
        repeats: 5,
        steps: isEager ? 10 : 160,
      })
      rows.push([name, outcome])
    }
    const first = rows[0]?.[1]
    console.log(
      `\nbatch ${batch}; adapter ${first?.adapter}; ${cpus()[0]?.model} × ${cpus().length}, load ${loadavg()[0]?.toFixed(1)}`,
    )
    console.log(
      '| engine | launches | uploads | bytes uploaded | JavaScript ms, median (least … most) | MB of buffers | step ms | largest difference of 2 losses |',
    )
    console.log('| --- | --- | --- | --- | --- | --- | --- | --- |')
    for (const [name, one] of rows) {
      const off = Math.max(...one.losses.map((loss, i) => Math.abs(loss - (first?.losses[i] ?? Number.NaN))))
      const ms = `${median(one.script).toFixed(3)} (${Math.min(...one.script).toFixed(3)} … ${Math.max(...one.script).toFixed(3)})`
      console.log(
        `| ${name} | ${one.launches.toFixed(1)} | ${one.uploads.toFixed(2)} | ${Math.round(one.uploadedBytes)} | ${ms} | ${(one.heldBytes / 1e6).toFixed(1)} | ${one.wall.toFixed(0)} | ${off.toExponential(1)} |`,
      )
    }
  }
})
