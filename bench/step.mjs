// `npm run bench:step`: milliseconds of a training step by engine, one process each, interleaved over rounds. Prints the
// median over rounds of each round's median, and ratios taken within rounds. An engine whose first losses are not ours is
// void. `--model sample` takes the product's default model; `--batch`, `--rounds`, `--seconds` as named; `--python` names a
// Python that has PyTorch.
import { spawnSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { build } from 'vite'

const root = fileURLToPath(new URL('..', import.meta.url))
const { values } = parseArgs({
  options: {
    model: { type: 'string', default: 'reference' },
    batch: { type: 'string', default: '1024' },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '3' },
    python: { type: 'string', default: 'python3' },
  },
})
process.env.BENCH = 'step'
await build({ configFile: join(root, 'bench/vite.config.ts'), logLevel: 'error' })
const entry = join(root, 'dist-bench/step/entry.js')
const data = mkdtempSync(join(tmpdir(), 'soundcheck-step-'))

function json(command, words, env = {}) {
  const result = spawnSync(command, words, { encoding: 'utf8', env: { ...process.env, ...env } })
  return result.status === 0
    ? JSON.parse(result.stdout.trim().split('\n').at(-1))
    : { error: result.stderr ?? '' }
}
const isReference = values.model === 'reference'
const shared = ['--model', values.model, '--batch', values.batch, '--seconds', values.seconds]
const node = (...words) =>
  json(process.execPath, ['--experimental-wasm-relaxed-simd', entry, ...shared, ...words])
const torch = (threads) =>
  json(
    values.python,
    [
      join(root, 'bench/peers', isReference ? 'step.py' : 'sample.py'),
      '--data',
      data,
      '--batch',
      values.batch,
      '--seconds',
      values.seconds,
      '--threads',
      threads,
    ],
    { OMP_NUM_THREADS: threads, OMP_WAIT_POLICY: 'PASSIVE' },
  )
const engines = {
  'tfjs-wasm, stock': () => node('--engine', 'stock'),
  'LayersModel.fit, stock': () => node('--engine', 'layers'),
  'tfjs-wasm, our kernels': () => node('--engine', isReference ? 'patched' : 'eager'),
  'compiled, SIMD, 1 thread': () => node('--engine', 'compiled'),
  'compiled, SIMD, 2 threads': () => node('--engine', 'compiled', '--workers', '2'),
  'compiled, relaxed, 1 thread': () => node('--engine', 'compiled', '--kernels', 'relaxed'),
  'compiled, relaxed, 2 threads': () =>
    node('--engine', 'compiled', '--kernels', 'relaxed', '--workers', '2'),
  'PyTorch CPU, 1 thread': () => torch('1'),
  'PyTorch CPU, 2 threads': () => torch('2'),
}
spawnSync(process.execPath, [entry, ...shared, '--dump', data], { stdio: 'inherit' })
const results = Object.fromEntries(Object.keys(engines).map((name) => [name, []]))
const load = loadavg()[0]
for (let round = 0; round < Number(values.rounds); round++) {
  for (const [name, run] of Object.entries(engines)) results[name].push(run())
}
const median = (list) => [...list].sort((a, b) => a - b)[Math.floor((list.length - 1) / 2)]
console.log(
  `${values.model}, batch ${values.batch}, ${values.rounds} rounds; ${cpus()[0]?.model} × ${cpus().length}, load ${load.toFixed(1)} → ${loadavg()[0].toFixed(1)}`,
)
const ours = Object.keys(engines).filter((name) => name.startsWith('compiled'))
const losses = results[ours[0]]?.[0]?.losses ?? []
/** Largest difference of the first losses from ours. */
const offOf = (list) =>
  Math.max(...list.flatMap((one) => one.losses.slice(0, 5).map((loss, i) => Math.abs(loss - losses[i]))))
const AGREES = 1e-4
console.log('| engine | ms, median | ms, least | CPU ms | rows/s | largest difference of 5 losses |')
console.log('| --- | --- | --- | --- | --- | --- |')
for (const [name, list] of Object.entries(results)) {
  const failed = list.find(({ error }) => error !== undefined)
  if (failed !== undefined) {
    console.log(`| ${name} | did not run: ${failed.error.trim().split('\n').at(-1)} |`)
    continue
  }
  const ms = median(list.map((one) => one.median))
  const off = offOf(list)
  if (!(off <= AGREES)) {
    console.log(`| ${name} | void: its first losses differ by ${off.toExponential(1)} |`)
    continue
  }
  const least = Math.min(...list.map((one) => one.least))
  const cpu = median(list.map((one) => one.cpu))
  console.log(
    `| ${name} | ${ms.toFixed(1)} | ${least.toFixed(1)} | ${cpu > 0 ? cpu.toFixed(1) : '–'} | ${Math.round((1000 * Number(values.batch)) / ms)} | ${off.toExponential(1)} |`,
  )
}
console.log('\nTimes as fast, median over rounds of paired medians:')
console.log(`| | ${ours.join(' | ')} |`)
console.log(`| --- |${' --- |'.repeat(ours.length)}`)
for (const [name, list] of Object.entries(results)) {
  if (list.some(({ error }) => error !== undefined) || !(offOf(list) <= AGREES)) continue
  const ratios = ours.map((own) =>
    median(list.map((one, i) => one.median / results[own][i].median)).toFixed(2),
  )
  console.log(`| ${name} | ${ratios.join(' | ')} |`)
}
