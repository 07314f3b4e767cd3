// `npm test`: every check, each run even when one before it failed; the last line is `N passed, N failed`.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

process.chdir(fileURLToPath(new URL('..', import.meta.url)))
const reports = 'node_modules/.cache/reports'
rmSync(reports, { recursive: true, force: true })
mkdirSync(reports, { recursive: true })

let passed = 0
let failed = 0
let skipped = 0
/** Tests that failed and then passed. */
const unsteady = []

function run(name, args, env = {}) {
  console.log(`\n── ${name}`)
  const started = performance.now()
  const result = spawnSync('npx', ['--no-install', ...args], {
    stdio: 'inherit',
    env: { ...process.env, ...env },
    shell: process.platform === 'win32',
  })
  console.log(
    `── ${name}: ${result.status === 0 ? 'ok' : `exit ${result.status}`} in ${((performance.now() - started) / 1000).toFixed(0)} s`,
  )
  return result.status === 0
}

function step(name, args) {
  if (run(name, args)) passed++
  else failed++
}

/** A runner that leaves JSON; one that ran no test, left none, or failed without a failed test counts as a failure. */
function suite(name, args, env, file, count) {
  const fine = run(name, args, env)
  if (!existsSync(file)) {
    console.error(`${name} left no report`)
    failed++
    return
  }
  const counts = count(JSON.parse(readFileSync(file, 'utf8')))
  passed += counts.passed
  failed += counts.failed
  skipped += counts.skipped
  unsteady.push(...(counts.unsteady ?? []))
  if (counts.passed + counts.failed === 0 || (!fine && counts.failed === 0)) {
    console.error(`${name} ${fine ? 'ran no test' : 'failed outside its tests'}`)
    failed++
  }
}

/** Titles of the browser tests that passed at their second try only. */
function flakyOf({ file, specs, suites = [] }) {
  const own = specs.filter(({ tests }) => tests.some(({ status }) => status === 'flaky'))
  return [...own.map(({ title }) => `${file}: ${title}`), ...suites.flatMap(flakyOf)]
}

step('format and lint', ['biome', 'ci', '--error-on-warnings'])
step('types', ['tsc', '-b'])
suite(
  'unit',
  ['vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${reports}/vitest.json`],
  {},
  `${reports}/vitest.json`,
  (r) => ({
    passed: r.numPassedTests,
    failed: r.numFailedTests,
    skipped: r.numPendingTests + (r.numTodoTests ?? 0),
  }),
)
step('build', ['vite', 'build', '--logLevel', 'warn'])
suite(
  'browser',
  ['playwright', 'test', '-c', 'e2e/playwright.config.ts', '--reporter=list,json'],
  { PLAYWRIGHT_JSON_OUTPUT_NAME: fileURLToPath(new URL(`../${reports}/playwright.json`, import.meta.url)) },
  `${reports}/playwright.json`,
  ({ stats, suites }) => ({
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected,
    skipped: stats.skipped,
    unsteady: suites.flatMap(flakyOf),
  }),
)

if (unsteady.length > 0)
  console.log(`\npassed at the second try only, which wants a look:\n${unsteady.join('\n')}`)
console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
process.exitCode = failed > 0 ? 1 : 0
