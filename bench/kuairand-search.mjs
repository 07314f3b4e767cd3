// `npm run bench:kuairand-search`: looks for settings on KuaiRand-Pure, five tabs, by validation alone, then reads test
// once for the best of them over three seeds. KUAIRAND names the file, as for bench:kuairand; OUT a folder for results,
// which are not computed again where they are there.
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const data = process.env.KUAIRAND ?? join(root, '../shared/data/kuairand-pure/kuairand-pure-2weeks.csv.gz')
const out = process.env.OUT ?? join(root, 'node_modules/.cache/kuairand-search')
mkdirSync(out, { recursive: true })
if (!existsSync(data)) {
  console.error(`no ${data}: name the file in KUAIRAND`)
  process.exit(2)
}
const base = JSON.parse(readFileSync(join(root, 'docs/examples/kuairand.json'), 'utf8'))

/** What a candidate changes. Each is tried with seed 1. */
const CANDIDATES = JSON.parse(readFileSync(join(root, 'bench/kuairand-candidates.json'), 'utf8'))

function patched({ model = {}, modules = {}, training = {}, features = [] }) {
  const kept = Object.entries({ ...base.modules, ...modules }).filter(([, settings]) => settings !== null)
  return {
    ...base,
    schema: { ...base.schema, features: [...base.schema.features, ...features] },
    model: { ...base.model, ...model },
    modules: Object.fromEntries(kept),
    training: { ...base.training, ...training },
  }
}

function run(name, config, seed) {
  const result = join(out, `${name}-${seed}.json`)
  if (existsSync(result)) return Promise.resolve(JSON.parse(readFileSync(result, 'utf8')))
  const file = join(out, `${name}.experiment.json`)
  writeFileSync(file, JSON.stringify(config))
  const args = [join(root, 'src/cli/bin.mjs'), 'run', file, '--data', data, '--seed', String(seed)]
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...args, '--backend', 'wasm', '--out', result], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let said = ''
    child.stderr.on('data', (piece) => {
      said = (said + piece).slice(-2000)
    })
    child.on('exit', (status) =>
      status === 0
        ? resolve(JSON.parse(readFileSync(result, 'utf8')))
        : reject(new Error(`${name}, seed ${seed}: exit ${status}\n${said}`)),
    )
  })
}

const tasks = [base.schema.tasks[0].id, base.schema.tasks[2].id]
const aucOf = (rows, split, task, slice = null) =>
  rows.find((m) => m.split === split && m.task === task && m.slice === slice)?.auc ?? Number.NaN
const tabs = base.schema.filters[0].values.map((tab) => `scene=${tab}`)
/** Chosen by: validation AUC of click and > 30 s, all rows and the mean over tabs alike. */
function merit(result) {
  const each = tasks.map((task) => {
    const inTabs = tabs.map((tab) => aucOf(result.metrics, 'valid', task, tab))
    return (aucOf(result.metrics, 'valid', task) + inTabs.reduce((a, b) => a + b, 0) / tabs.length) / 2
  })
  return each.reduce((a, b) => a + b, 0) / each.length
}

const tried = []
for (const [name, change] of Object.entries(CANDIDATES)) {
  const result = await run(name, patched(change), 1)
  tried.push({ name, merit: merit(result), result })
  const shown = tasks.map((task) => aucOf(result.metrics, 'valid', task).toFixed(4)).join('  ')
  console.log(
    `${name.padEnd(34)} merit ${merit(result).toFixed(5)}  valid ${shown}  ${result.seconds.toFixed(0)} s`,
  )
}
tried.sort((a, b) => b.merit - a.merit)
const best = tried[0]
console.log(`\nchosen on validation: ${best.name} ${JSON.stringify(CANDIDATES[best.name])}\n`)
const finals = []
for (const seed of [1, 2, 3]) finals.push(await run(best.name, patched(CANDIDATES[best.name]), seed))
for (const task of base.schema.tasks.map(({ id }) => id)) {
  for (const slice of [null, ...tabs]) {
    const values = finals.map((result) => aucOf(result.metrics, 'test', task, slice))
    const floor = aucOf(finals[0].floor, 'test', task, slice)
    const mean = values.reduce((a, b) => a + b, 0) / values.length
    const spread = Math.max(...values) - Math.min(...values)
    console.log(
      `${task.padEnd(20)} ${(slice ?? 'all').padEnd(8)} test ${mean.toFixed(4)} (spread ${spread.toFixed(4)})  floor ${floor.toFixed(4)}  ${mean > floor ? 'above' : 'below'}`,
    )
  }
}
