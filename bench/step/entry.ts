// One engine, one process: trains and prints how long its steps took, as JSON.
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { parseArgs } from 'node:util'
import * as tf from '@tensorflow/tfjs'
import { chooseBackend } from '../../src/cli/backend-node.ts'
import type { Kernels } from '../../src/compile/wasm/memory.ts'
import { compiledStepper } from '../../src/engine/compiled-stepper.ts'
import { eagerStepper } from '../../src/model/eager-stepper.ts'
import { dumpReference, dumpSample } from './dump.ts'
import { compiled, patched, type Step, stock } from './engines.ts'
import { layersModel } from './layers.ts'
import { layersSample } from './layers-sample.ts'
import { rowsOf } from './reference.ts'
import { type Sample, sampleOf, stepOf, stockSample } from './sample.ts'

const { values } = parseArgs({
  options: {
    model: { type: 'string', default: 'reference' },
    engine: { type: 'string', default: 'compiled' },
    kernels: { type: 'string', default: 'simd' },
    workers: { type: 'string', default: '1' },
    batch: { type: 'string', default: '1024' },
    seconds: { type: 'string', default: '3' },
    dump: { type: 'string' },
  },
})
const batch = Number(values.batch)
const [kernels, workers] = [values.kernels as Kernels, Number(values.workers)]
const ROWS = 20 * 4096
const isStock = values.engine === 'stock' || values.engine === 'layers'
if (isStock) await stockBackend()
else await chooseBackend('wasm')
const sample = values.model === 'sample' ? await sampleOf(batch) : null
if (values.dump !== undefined) {
  if (sample === null) dumpReference(values.dump, ROWS)
  else dumpSample(values.dump, sample)
  process.exit(0)
}

const times: number[] = []
let losses: number[] = []
const cpu = { user: 0, system: 0 }
if (values.engine === 'layers') {
  const trainOn = await (sample === null ? layersModel(rowsOf(ROWS), batch) : layersSample(sample))
  const warm = await trainOn(5)
  losses = [...warm.losses]
  const until = performance.now() + 1000 * Number(values.seconds)
  do times.push(...(await trainOn(5)).times)
  while (performance.now() < until)
} else {
  const step = sample === null ? referenceStep() : sampleStep(sample)
  for (let i = 0; i < 5; i++) losses.push(await step(i))
  const warm = isStock || values.engine === 'patched' ? 5 : 20
  for (let i = 5; i < warm; i++) await step(i)
  // Helpers start in their own time.
  await new Promise((resolve) => setTimeout(resolve, 300))
  const before = process.cpuUsage()
  const until = performance.now() + 1000 * Number(values.seconds)
  for (let i = warm; performance.now() < until || times.length < 5; i++) {
    const begun = performance.now()
    await step(i)
    times.push(performance.now() - begun)
  }
  Object.assign(cpu, process.cpuUsage(before))
}
times.sort((a, b) => a - b)
const at = (share: number): number => times[Math.floor(share * (times.length - 1))] as number
const perStep = (cpu.user + cpu.system) / 1000 / times.length
console.log(JSON.stringify({ median: at(0.5), least: at(0), cpu: perStep, steps: times.length, losses }))
process.exit(0)

function referenceStep(): Step {
  const rows = rowsOf(ROWS)
  if (values.engine === 'stock') return stock(rows, batch)
  if (values.engine === 'patched') return patched(rows, batch)
  return compiled(rows, batch, kernels, workers)
}

/** The product's default model on its built-in sample. */
function sampleStep(sample: Sample): Step {
  const { config, encoded, parts } = sample
  if (values.engine === 'stock') return stockSample(sample)
  const isCompiled = values.engine === 'compiled'
  return stepOf(
    isCompiled
      ? compiledStepper(config, encoded, parts, { kernels, workers })
      : eagerStepper(config, encoded, parts),
  )
}

/** tfjs-wasm as it comes, without our kernels. */
async function stockBackend(): Promise<void> {
  tf.enableProdMode()
  await import('@tensorflow/tfjs-core/dist/register_all_gradients')
  const wasm = await import('@tensorflow/tfjs-backend-wasm')
  wasm.setWasmPaths(`${dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'))}/`)
  if (!(await tf.setBackend('wasm'))) throw new Error('tfjs-wasm did not start')
}
