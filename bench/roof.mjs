// `npm run bench:roof`: what one thread of this machine can do in WebAssembly, and how near the reference step comes: the
// clock by a chain of dependent operations, products and sums in registers alone, bytes by a triad, products of matrices
// alone. The least of many bursts and steps, medians of those over rounds; `--rounds`, `--batch`, `--seconds` as named.
import { spawnSync } from 'node:child_process'
import { cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import asc from 'assemblyscript/asc'
import { build } from 'vite'

if (!process.execArgv.includes('--experimental-wasm-relaxed-simd')) {
  const words = ['--experimental-wasm-relaxed-simd', ...process.argv.slice(1)]
  process.exit(spawnSync(process.execPath, words, { stdio: 'inherit' }).status ?? 1)
}
const root = fileURLToPath(new URL('..', import.meta.url))
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    batch: { type: 'string', default: '1024' },
    seconds: { type: 'string', default: '2' },
  },
})

async function kernelsOf(features) {
  let binary = null
  const source = join(root, 'bench/roof/kernels.as.ts')
  const flags = '-O3 --runtime stub --importMemory --noAssert --initialMemory 2048 --outFile kernels.wasm'
  const { error, stderr } = await asc.main(
    [source, ...flags.split(' '), ...features.flatMap((name) => ['--enable', name])],
    { writeFile: (_, contents) => (binary = contents) },
  )
  if (error !== null || binary === null) throw new Error(`AssemblyScript: ${error?.message}\n${stderr}`)
  const memory = new WebAssembly.Memory({ initial: 2048 })
  new Float32Array(memory.buffer).fill(0.5)
  const abort = () => {
    throw new Error('a kernel aborted')
  }
  const { instance } = await WebAssembly.instantiate(binary, { env: { memory, abort } })
  return instance.exports
}
/** The least of many short bursts: a shared machine stops a long one. */
function seconds(run) {
  let least = Number.POSITIVE_INFINITY
  for (let burst = 0; burst < BURSTS; burst++) {
    const begun = performance.now()
    run()
    least = Math.min(least, performance.now() - begun)
  }
  return least / 1000
}
const median = (list) => [...list].sort((a, b) => a - b)[Math.floor((list.length - 1) / 2)]

const BURSTS = 40
const LOW = 65536
const TRIAD = 8 * 2 ** 20
/** Rows, inputs and outputs of products: of the reference step, and of the default model. */
const SHAPES = [
  [128, 192, 192],
  [128, 256, 192],
  [128, 72, 96],
  [128, 40, 40],
]
const FORMS = { SIMD: ['simd'], 'relaxed SIMD': ['simd', 'relaxed-simd'] }

/** What one round finds, by name. */
function measured(kernels) {
  const [turns, loops] = [1e6, 5e5]
  const found = {
    'clock, GHz': (4 * turns) / seconds(() => kernels.chain(turns, 3)) / 1e9,
    'registers, GFLOP/s': (96 * loops) / seconds(() => kernels.madds(loops, LOW)) / 1e9,
    'triad, GB/s':
      (12 * TRIAD) / seconds(() => kernels.triad(LOW, LOW + 4 * TRIAD, LOW + 8 * TRIAD, TRIAD)) / 1e9,
  }
  for (const [m, k, n] of SHAPES) {
    const [a, panels, c] = [LOW, LOW + 2 ** 20, LOW + 2 ** 21]
    kernels.pack(LOW + 2 ** 22, panels, k, n, 0)
    const count = Math.ceil(4e7 / (2 * m * k * n))
    const rate = (time) => (2 * m * k * n * count) / time / 1e9
    found[`product ${m} × ${k} × ${n}, GFLOP/s`] = rate(
      seconds(() => kernels.multiply(count, a, panels, c, m, k, n)),
    )
    // What the gradient of the same weights takes: the sum over rows.
    const scratch = LOW + 2 ** 23
    found[`its gradient ${k} × ${m} × ${n}, GFLOP/s`] = rate(
      seconds(() => kernels.turned(count, a, LOW + 2 ** 22, c, scratch, k, m, n)),
    )
  }
  return found
}

process.env.BENCH = 'step'
await build({ configFile: join(root, 'bench/vite.config.ts'), logLevel: 'error' })
/** Multiplications and additions of the reference step for a row, forward and backward. */
const STEP_FLOP = 2 * 3 * 184416
function step(kernels) {
  const entry = join(root, 'dist-bench/step/entry.js')
  const words = [entry, '--batch', values.batch, '--seconds', values.seconds, '--kernels', kernels]
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['--experimental-wasm-relaxed-simd', ...words],
    { encoding: 'utf8' },
  )
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(stdout.trim().split('\n').at(-1)).least
}

const results = new Map(Object.keys(FORMS).map((name) => [name, []]))
const built = new Map()
for (const [name, features] of Object.entries(FORMS)) built.set(name, await kernelsOf(features))
for (const kernels of built.values()) measured(kernels)
const load = loadavg()[0]
for (let round = 0; round < Number(values.rounds); round++) {
  for (const [name, kernels] of built) {
    const found = measured(kernels)
    const ms = step(name === 'SIMD' ? 'simd' : 'relaxed')
    const rate = (STEP_FLOP * Number(values.batch)) / ms / 1e6
    const roof = found['registers, GFLOP/s']
    const widest = found['product 128 × 192 × 192, GFLOP/s']
    results.get(name).push({
      ...found,
      'reference step, least ms': ms,
      'reference step, GFLOP/s': rate,
      'product 128 × 192 × 192 ÷ registers': widest / roof,
      'reference step ÷ registers': rate / roof,
    })
  }
}
console.log(
  `batch ${values.batch}, ${values.rounds} rounds; ${cpus()[0]?.model} × ${cpus().length}, load ${load.toFixed(1)} → ${loadavg()[0].toFixed(1)}`,
)
const names = [...results.keys()]
console.log(`| one thread, median | ${names.join(' | ')} |\n| --- |${' --- |'.repeat(names.length)}`)
for (const key of Object.keys(results.get('SIMD')[0])) {
  const row = names.map((name) => median(results.get(name).map((one) => one[key])).toFixed(2))
  console.log(`| ${key} | ${row.join(' | ')} |`)
}
