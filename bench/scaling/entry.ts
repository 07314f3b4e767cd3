// `npm run bench:scaling`: rows a second of the compiled step, one thread and two in turn, by rows, batch, fields and seeds
// one after another. All modules are on at their defaults; medians of bursts, ratios within pairs of bursts.
import { cpus, loadavg } from 'node:os'
import { chooseBackend } from '../../src/cli/backend-node.ts'
import type { EncodedDataset } from '../../src/core/data/encoded.ts'
import { compiledStepper } from '../../src/engine/compiled-stepper.ts'
import { sampleConfig } from '../../src/experiment/defaults.ts'
import { partsOf } from '../../src/modules/parts.ts'
import { rowsOf } from './rows.ts'

const BURSTS = 7
const BURST_MS = 200
const BASE = { rows: 100_000, batch: 1024, fields: 12 }
type Size = typeof BASE

const median = (list: readonly number[]): number =>
  [...list].sort((a, b) => a - b)[Math.floor((list.length - 1) / 2)] as number
const print = (...cells: (string | number)[]): void => console.log(`| ${cells.join(' | ')} |`)

function stepperOf(encoded: EncodedDataset, batchSize: number, seed: number, workers: number) {
  const sample = sampleConfig()
  const config = { ...sample, seed, training: { ...sample.training, batchSize } }
  return compiledStepper(config, encoded, partsOf(config.modules), { kernels: 'simd', workers })
}

async function measure(encoded: EncodedDataset, { rows, batch, fields }: Size): Promise<void> {
  const threads = [1, 2].map((workers) => {
    const begun = performance.now()
    const stepper = stepperOf(encoded, batch, 1, workers)
    return { stepper, setup: performance.now() - begun, step: 0, rates: [] as number[] }
  })
  // Helpers start in their own time.
  await new Promise((resolve) => setTimeout(resolve, 300))
  for (let burst = -1; burst < BURSTS; burst++) {
    for (const thread of threads) {
      const begun = performance.now()
      let count = 0
      while (performance.now() - begun < BURST_MS || count < 3) {
        await thread.stepper.steps(1, thread.step++)
        count++
      }
      const { steps } = await thread.stepper.losses()
      if (burst >= 0) thread.rates.push((1000 * steps * batch) / (performance.now() - begun))
    }
  }
  const [one, two] = threads.map(({ rates }) => rates) as [number[], number[]]
  const ratio = median(two.map((rate, i) => rate / (one[i] as number)))
  const setup = threads.map((thread) => thread.setup.toFixed(0)).join(' and ')
  print(
    rows,
    batch,
    fields,
    Math.round(median(one)),
    Math.round(median(two)),
    `${ratio.toFixed(2)} ×`,
    `${setup} ms`,
  )
  for (const { stepper } of threads) stepper.dispose()
}

/** Seeds one after the other, each with a program of its own. */
async function queued(encoded: EncodedDataset, seeds: number, steps: number): Promise<void> {
  for (const workers of [1, 2]) {
    const setups: number[] = []
    const begun = performance.now()
    for (let seed = 1; seed <= seeds; seed++) {
      const started = performance.now()
      const stepper = stepperOf(encoded, BASE.batch, 100 * workers + seed, workers)
      setups.push(performance.now() - started)
      await stepper.steps(steps, 0)
      await stepper.losses()
      stepper.dispose()
    }
    const total = performance.now() - begun
    const later = setups.length > 1 ? `${median(setups.slice(1)).toFixed(0)} ms` : '–'
    const rate = Math.round((1000 * seeds * steps * BASE.batch) / total)
    print(seeds, workers, `${(setups[0] as number).toFixed(0)} ms`, later, rate)
  }
}

await chooseBackend('wasm')
console.log(`${cpus()[0]?.model} × ${cpus().length}, load ${loadavg()[0]?.toFixed(1)}\n`)
print('rows', 'batch', 'fields', 'rows/s, 1 thread', '2 threads', '2 ÷ 1', 'setup')
print('---', '---', '---', '---', '---', '---', '---')
for (const rows of [20_000, 100_000, 1_000_000]) await measure(rowsOf(rows, BASE.fields), { ...BASE, rows })
const base = rowsOf(BASE.rows, BASE.fields)
for (const batch of [512, 2048, 4096, 16384]) await measure(base, { ...BASE, batch })
for (const fields of [8, 20, 40]) await measure(rowsOf(BASE.rows, fields), { ...BASE, fields })
console.log()
print('seeds queued', 'threads', 'first setup', 'later setups', 'rows/s, setup included')
print('---', '---', '---', '---', '---')
for (const seeds of [1, 3, 5]) await queued(base, seeds, 200)
console.log(`\nload ${loadavg()[0]?.toFixed(1)}`)
process.exit(0)
